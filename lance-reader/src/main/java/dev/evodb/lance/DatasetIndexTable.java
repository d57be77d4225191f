package dev.evodb.lance;

import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.index.IndexTable;
import dev.evodb.lance.index.RowSet;
import dev.evodb.lance.index.RowSpace;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.schema.LanceSchema;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// A table as its indices see it.
final class DatasetIndexTable implements IndexTable {
    private final LanceDataset table;
    private final RowSpace addresses;
    private final RowSpace rowIds;

    DatasetIndexTable(LanceDataset table) throws IOException {
        this.table = table;
        Map<Long, Long> rows = new HashMap<>();
        for (DataFragment fragment : table.fragments().all()) {
            rows.put(fragment.id(), table.fragments().physicalRows(fragment));
        }
        this.addresses = RowSpace.ofAddresses(rows);
        this.rowIds = table.fragments().hasStableRowIds()
                ? RowSpace.ofStableIds(table.manifest().nextRowId())
                : addresses;
    }

    @Override
    public LanceSchema schema() {
        return table.schema();
    }

    @Override
    public RowSpace addresses() {
        return addresses;
    }

    @Override
    public RowSpace rowIds() {
        return rowIds;
    }

    @Override
    public RowSet toAddresses(RowSet ids) throws IOException {
        return !rowIds.isStable() || ids.isEmpty()
                ? ids
                : ids.toAddresses(table.fragments().rowIdIndex());
    }

    @Override
    public IndexFile.Folder files(IndexMetadata segment) {
        return name -> table.indexFile(segment, name);
    }
}
