package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.Crc32;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes the head of one object: its length is known first, its partition table last.
final class HeadEncoder {
    private final byte[] head;
    private final int partitions;
    private int units;

    HeadEncoder(
            PackParameters parameters,
            Centroids centroids,
            List<String> columns,
            int shard,
            int rows,
            int storedRows,
            int skippedRows) {
        partitions = parameters.partitions();
        byte[] names = names(columns);
        int centroidsAt = PackFormat.HEADER_BYTES + PackFormat.TABLE_ENTRY_BYTES * partitions;
        int namesAt = centroidsAt + 4 * centroids.values().length;
        head = new byte[namesAt + names.length + PackFormat.ALIGNMENT - 1 & -PackFormat.ALIGNMENT];
        units = head.length / PackFormat.ALIGNMENT;
        put(PackFormat.AT_MAGIC, PackFormat.MAGIC);
        put(PackFormat.AT_VERSION, PackFormat.VERSION);
        put(PackFormat.AT_HEAD_BYTES, head.length);
        put(PackFormat.AT_DIMS, parameters.dims());
        put(PackFormat.AT_METRIC, wireNumber(parameters.metric()));
        put(PackFormat.AT_PARTITIONS, partitions);
        put(PackFormat.AT_CODE_TYPE, PackFormat.CODE_SIGN_BITS);
        put(PackFormat.AT_ROTATION, PackFormat.ROTATION_NONE);
        put(PackFormat.AT_COPY_TYPE, PackFormat.COPY_INT8);
        put(PackFormat.AT_ROWS, rows);
        put(PackFormat.AT_STORED_ROWS, storedRows);
        put(PackFormat.AT_SKIPPED_ROWS, skippedRows);
        put(PackFormat.AT_SPILL_COPIES, parameters.spillCopies());
        put(PackFormat.AT_COLUMNS, columns.size());
        put(PackFormat.AT_NAME_BYTES, names.length);
        put(PackFormat.AT_REFINE_ROWS, parameters.refineRows());
        put(PackFormat.AT_NPROBES, parameters.nprobes());
        put(PackFormat.AT_SHARD, shard);
        put(PackFormat.AT_SHARDS, parameters.shards());
        for (int i = 0; i < centroids.values().length; i++) {
            LittleEndian.writeFloat(head, centroidsAt + 4 * i, centroids.values()[i]);
        }
        System.arraycopy(names, 0, head, namesAt, names.length);
    }

    private static int wireNumber(Metric metric) {
        return switch (metric) {
            case L2 -> PackFormat.METRIC_L2;
            case COSINE -> PackFormat.METRIC_COSINE;
            case DOT -> PackFormat.METRIC_DOT;
        };
    }

    private static byte[] names(List<String> columns) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String column : columns) {
            byte[] name = column.getBytes(StandardCharsets.UTF_8);
            names.write(name.length);
            names.writeBytes(name);
        }
        return names.toByteArray();
    }

    private void put(int at, int value) {
        LittleEndian.writeInt(head, at, value);
    }

    int headBytes() {
        return head.length;
    }

    /// Adds the table entry of the next partition.
    void addPartition(int number, byte[] bytes, int rows) {
        int at = PackFormat.HEADER_BYTES + PackFormat.TABLE_ENTRY_BYTES * number;
        put(at, units);
        put(at + 4, bytes.length);
        put(at + 8, rows);
        put(at + 12, Crc32.of(0, bytes, 0, bytes.length));
        units = Math.addExact(units, bytes.length / PackFormat.ALIGNMENT);
    }

    /// The finished head, after all partitions.
    byte[] finish() {
        put(PackFormat.AT_OBJECT_UNITS, units);
        put(PackFormat.AT_HEAD_CRC, 0);
        put(PackFormat.AT_HEAD_CRC, Crc32.of(0, head, 0, head.length));
        return head;
    }
}
