package dev.evodb.api.query;

import dev.evodb.ann.RowMask;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.filter.Filter;
import java.io.IOException;

/// A filter on rows that were found already: it reads these and no others.
record Postfilter(LanceDataset table, String sql) {
    /// Those of `rowIds` that pass.
    RowMask passing(long[] rowIds) throws IOException {
        Filter filter = Filter.parse(sql, table.schema());
        RowMask passing = RowMask.none();
        for (int row :
                filter.evaluate(table.takeRowIds(filter.columns(), rowIds)).rowsWhereTrue()) {
            passing.allow(rowIds[row]);
        }
        return passing;
    }
}
