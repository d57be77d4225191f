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
            CodedCentroids centroids,
            ResidualScale scale,
            Assignment assignment,
            PackRows rows,
            int shard) {
        partitions = parameters.partitions();
        int dims = parameters.dims();
        boolean isL2 = parameters.metric() == Metric.L2;
        byte[] names = names(rows.payloadColumns());
        int dimTableAt = PackFormat.HEADER_BYTES + PackFormat.TABLE_ENTRY_BYTES * partitions;
        int centroidsAt = dimTableAt + 12 * dims;
        int namesAt = centroidsAt + PackFormat.aligned4(2 * partitions * PackFormat.centroidPlanes(dims, isL2));
        head = new byte[namesAt + names.length + PackFormat.ALIGNMENT - 1 & -PackFormat.ALIGNMENT];
        units = head.length / PackFormat.ALIGNMENT;
        put(PackFormat.AT_MAGIC, PackFormat.MAGIC);
        put(PackFormat.AT_VERSION, PackFormat.VERSION);
        put(PackFormat.AT_HEAD_BYTES, head.length);
        put(PackFormat.AT_DIMS, parameters.dims());
        put(PackFormat.AT_METRIC, wireNumber(parameters.metric()));
        put(PackFormat.AT_PARTITIONS, partitions);
        put(PackFormat.AT_CODE_TYPE, PackFormat.CODE_LANES);
        put(PackFormat.AT_ROTATION, PackFormat.ROTATION_NONE);
        put(PackFormat.AT_COPY_TYPE, PackFormat.COPY_INT8);
        put(PackFormat.AT_ROWS, assignment.distinctRows());
        put(PackFormat.AT_STORED_ROWS, Math.toIntExact(assignment.storedRows()));
        put(PackFormat.AT_SKIPPED_ROWS, rows.skippedRows());
        put(PackFormat.AT_SPILL_COPIES, Math.max(1, assignment.mostCopies()));
        put(PackFormat.AT_COLUMNS, rows.payloadColumns().size());
        put(PackFormat.AT_NAME_BYTES, names.length);
        put(PackFormat.AT_REFINE_ROWS, parameters.refineRows());
        put(PackFormat.AT_NPROBES, parameters.nprobes());
        put(PackFormat.AT_SHARD, shard);
        put(PackFormat.AT_SHARDS, parameters.shards());
        put(PackFormat.AT_CENTROID_TYPE, PackFormat.CENTROID_LANES);
        put(PackFormat.AT_SPREAD, parameters.spread());
        put(PackFormat.AT_ROW_ID_BYTES, rows.rowIdBytes());
        for (int d = 0; d < dims; d++) {
            LittleEndian.writeFloat(head, dimTableAt + 4 * d, centroids.means()[d]);
            LittleEndian.writeFloat(head, dimTableAt + 4 * (dims + d), centroids.steps()[d]);
            LittleEndian.writeFloat(head, dimTableAt + 4 * (2 * dims + d), scale.steps()[d]);
        }
        PlaneEncoder planes = new PlaneEncoder(head, centroidsAt, partitions, dims, PackFormat.CENTROID_BITS);
        for (int i = 0; i < centroids.codes().length; i++) {
            planes.put(i / dims, i % dims, centroids.codes()[i]);
        }
        if (isL2) {
            putBiases(planes, centroids.biases(), scale.bias().step());
        }
        System.arraycopy(names, 0, head, namesAt, names.length);
    }

    private void putBiases(PlaneEncoder planes, double[] biases, float rowStep) {
        double sum = 0;
        double squares = 0;
        for (double bias : biases) {
            sum += bias;
            squares += bias * bias;
        }
        BiasScale scale = BiasScale.of(sum, squares, biases.length);
        for (int p = 0; p < biases.length; p++) {
            planes.putBias(p, scale.code(biases[p]));
        }
        LittleEndian.writeFloat(head, PackFormat.AT_CENTROID_BIAS_STEP, scale.step());
        LittleEndian.writeFloat(head, PackFormat.AT_ROW_BIAS_STEP, rowStep);
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
