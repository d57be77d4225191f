package dev.evodb.ann.lance;

import dev.evodb.ann.ivf.PqPartition;
import dev.evodb.ann.ivf.PqPartitions;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The partitions of an auxiliary file, each read when it is first asked for and kept.
final class LancePartitions implements PqPartitions {
    private static final Field ROW_ID = new Field("_rowid", new DataType.Int(64, false), true);

    private final LanceFile file;
    private final IvfModel rows;
    private final int subvectors;
    private final int rowIdColumn;
    private final int codeColumn;
    private final Field codes;
    private final AtomicReferenceArray<PqPartition> read;

    /// @throws CorruptFileException if the file has no row ids, or codes of another width
    LancePartitions(LanceFile file, IvfModel rows, int subvectors) {
        this.file = file;
        this.rows = rows;
        this.subvectors = subvectors;
        this.rowIdColumn = IndexFile.column(file, "_rowid", "uint64");
        this.codeColumn = IndexFile.column(file, "__pq_code", "fixed_size_list:uint8:" + subvectors);
        this.codes = new Field(
                "__pq_code",
                new DataType.FixedSizeList(new Field("item", new DataType.Int(8, false), true), subvectors),
                true);
        this.read = new AtomicReferenceArray<>(rows.lengths().length);
    }

    @Override
    public PqPartition read(int partition) throws IOException {
        PqPartition known = read.get(partition);
        if (known != null) {
            return known;
        }
        long from = rows.offsets()[partition];
        int count = rows.lengths()[partition];
        Column rowIds = file.read(ROW_ID, new int[] {rowIdColumn}, from, count);
        Column.FixedSizeListColumn vectors =
                (Column.FixedSizeListColumn) file.read(codes, new int[] {codeColumn}, from, count);
        Column items = vectors.items();
        if (rowIds.validity().hasNulls()
                || vectors.validity().hasNulls()
                || items.validity().hasNulls()) {
            throw new CorruptFileException(
                    Location.of(file.name()), "partition " + partition + " has null row ids or codes");
        }
        PqPartition loaded =
                new PqPartition(((Column.LongColumn) rowIds).values(), ((Column.ByteColumn) items).values());
        if (loaded.codes().length != (long) count * subvectors) {
            throw new IllegalStateException("read " + loaded.codes().length + " code bytes for " + count + " rows");
        }
        read.set(partition, loaded);
        return loaded;
    }
}
