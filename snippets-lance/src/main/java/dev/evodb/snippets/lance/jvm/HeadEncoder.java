package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.snippets.lance.HeadLayout;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the head of one object, docs/format/edge-pack.md. For one thread.
final class HeadEncoder {
    private final byte[] head;
    private final HeadLayout layout;
    private final int partitions;
    private final boolean isL2;
    private int written;
    private int units;
    private int largestRows;

    /// The head of a pack of these parameters; counts and partitions are still to come.
    HeadEncoder(
            PackParameters parameters,
            CodedCentroids centroids,
            @Nullable Projection projection,
            RowScale scale,
            List<String> columns,
            byte[] packId) {
        partitions = centroids.partitions();
        isL2 = parameters.metric() == Metric.L2;
        byte[] names = names(columns);
        int metric = wireNumber(parameters.metric());
        layout = HeadLayout.of(
                parameters.queryDims(), parameters.dims(), metric, centroids.cellCount(), partitions, names.length);
        head = new byte[layout.end()];
        units = head.length / PackFormat.ALIGNMENT;
        put(PackFormat.AT_MAGIC, PackFormat.MAGIC);
        put(PackFormat.AT_VERSION, PackFormat.VERSION);
        put(PackFormat.AT_HEAD_BYTES, head.length);
        put(PackFormat.AT_QUERY_DIMS, parameters.queryDims());
        put(PackFormat.AT_DIMS, parameters.dims());
        put(PackFormat.AT_METRIC, metric);
        put(PackFormat.AT_CELLS, centroids.cellCount());
        put(PackFormat.AT_PARTITIONS, partitions);
        put(PackFormat.AT_REFINE_ROWS, parameters.refineRows());
        put(PackFormat.AT_NPROBES, parameters.nprobes());
        put(PackFormat.AT_HARD_PROBES, parameters.hardProbes());
        LittleEndian.writeFloat(head, PackFormat.AT_HARD_SCORE, parameters.hardScore());
        put(PackFormat.AT_OPENED, parameters.opened());
        put(PackFormat.AT_SPREAD, parameters.spread());
        put(PackFormat.AT_COLUMNS, columns.size());
        put(PackFormat.AT_NAME_BYTES, names.length);
        put(PackFormat.AT_SHARDS, parameters.shards());
        put(PackFormat.AT_CODE_TYPE, PackFormat.CODE_PLANES);
        System.arraycopy(packId, 0, head, PackFormat.AT_PACK_ID, PackFormat.PACK_ID_BYTES);
        LittleEndian.writeFloat(head, PackFormat.AT_ROW_BIAS_STEP, scale.bias().step());
        put(layout.units(), units);
        putFloats(layout.preferences(), centroids.preferences());
        putFloats(layout.means(), centroids.means());
        putFloats(layout.centroidSteps(), centroids.steps());
        putFloats(layout.rowSteps(), scale.steps());
        if (projection != null) {
            putFloats(layout.projection(), projection.scales());
            byte[] matrix = projection.matrix();
            System.arraycopy(matrix, 0, head, layout.projection() + 4 * parameters.dims(), matrix.length);
        }
        putCentroids(centroids);
        System.arraycopy(names, 0, head, layout.names(), names.length);
    }

    static int wireNumber(Metric metric) {
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

    private void putCentroids(CodedCentroids centroids) {
        double[] cells = centroids.biases(centroids.cells());
        double[] ofPartitions = centroids.biases(centroids.codes());
        BiasScale scale = BiasScale.NONE;
        if (isL2) {
            double[] both = Arrays.copyOf(cells, cells.length + ofPartitions.length);
            System.arraycopy(ofPartitions, 0, both, cells.length, ofPartitions.length);
            scale = BiasScale.of(both);
        }
        LittleEndian.writeFloat(head, PackFormat.AT_CENTROID_BIAS_STEP, scale.step());
        putPlanes(layout.cells(), centroids.cells(), cells, scale);
        putPlanes(layout.centroids(), centroids.codes(), ofPartitions, scale);
    }

    private void putPlanes(int at, byte[] codes, double[] biases, BiasScale scale) {
        int dims = codes.length / biases.length;
        PlaneEncoder planes = new PlaneEncoder(head, at, biases.length, dims, PackFormat.CENTROID_BITS);
        for (int i = 0; i < biases.length; i++) {
            for (int d = 0; d < dims; d++) {
                planes.put(i, d, codes[i * dims + d]);
            }
            if (isL2) {
                planes.putBias(i, scale.code(biases[i]));
            }
        }
    }

    private void put(int at, int value) {
        LittleEndian.writeInt(head, at, value);
    }

    private void putFloats(int at, float[] values) {
        for (int i = 0; i < values.length; i++) {
            LittleEndian.writeFloat(head, at + 4 * i, values[i]);
        }
    }

    int headBytes() {
        return head.length;
    }

    /// What a search asks of a head, with `refineRows` instead of what the parameters say. A copy.
    byte[] forSearch(int rowIdBytes, int refineRows) {
        byte[] copy = head.clone();
        LittleEndian.writeInt(copy, PackFormat.AT_ROW_ID_BYTES, rowIdBytes);
        LittleEndian.writeInt(copy, PackFormat.AT_REFINE_ROWS, refineRows);
        return copy;
    }

    /// Adds the next partition, of so many rows and bytes.
    void addPartition(int rows, int bytes) {
        units = Math.addExact(units, bytes / PackFormat.ALIGNMENT);
        put(layout.units() + 4 * ++written, units);
        largestRows = Math.max(largestRows, rows);
    }

    /// The finished head of shard `shard`, after all partitions.
    byte[] finish(Assignment assignment, int skippedRows, int rowIdBytes, int shard) {
        if (written != partitions) {
            throw new IllegalStateException(written + " of " + partitions + " partitions are written");
        }
        put(PackFormat.AT_ROWS, assignment.distinctRows());
        put(PackFormat.AT_STORED_ROWS, Math.toIntExact(assignment.storedRows()));
        put(PackFormat.AT_SKIPPED_ROWS, skippedRows);
        put(PackFormat.AT_COPIES, Math.max(1, assignment.mostCopies()));
        put(PackFormat.AT_ROW_ID_BYTES, rowIdBytes);
        put(PackFormat.AT_SHARD, shard);
        put(PackFormat.AT_OBJECT_UNITS, units);
        put(PackFormat.AT_PARTITION_ROWS, largestRows);
        return head;
    }
}
