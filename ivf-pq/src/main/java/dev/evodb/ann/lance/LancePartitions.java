package dev.evodb.ann.lance;

import dev.evodb.ann.ivf.PqPartition;
import dev.evodb.ann.ivf.PqPartitions;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The partitions of an auxiliary file, each read when it is first asked for and kept.
final class LancePartitions implements PqPartitions {
    private final LanceFile file;
    private final IvfModel rows;
    private final int subvectors;
    private final SchemaField rowIds;
    private final SchemaField codes;
    private final AtomicReferenceArray<PqPartition> read;

    /// @throws CorruptFileException if the file has no row ids, or codes of another width
    LancePartitions(LanceFile file, IvfModel rows, int subvectors) {
        this.file = file;
        this.rows = rows;
        this.subvectors = subvectors;
        this.rowIds = IndexFile.column(file, "_rowid", "uint64");
        this.codes = IndexFile.column(file, "__pq_code", "fixed_size_list:uint8:" + subvectors);
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
        Column ids = file.read(rowIds, from, count);
        Column.FixedSizeListColumn vectors = (Column.FixedSizeListColumn) file.read(codes, from, count);
        Column items = vectors.items();
        if (ids.validity().hasNulls()
                || vectors.validity().hasNulls()
                || items.validity().hasNulls()) {
            throw new CorruptFileException(
                    Location.of(file.name()), "partition " + partition + " has null row ids or codes");
        }
        PqPartition loaded = new PqPartition(((Column.LongColumn) ids).values(), ((Column.ByteColumn) items).values());
        if (loaded.codes().length != (long) count * subvectors) {
            throw new IllegalStateException("read " + loaded.codes().length + " code bytes for " + count + " rows");
        }
        read.set(partition, loaded);
        return loaded;
    }
}
