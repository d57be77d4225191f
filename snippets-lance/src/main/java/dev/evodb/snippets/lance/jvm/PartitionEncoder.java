package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.LimitExceededException;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PartitionLayout;
import dev.evodb.vector.Metric;

/// Writes the bytes of partitions. What the numbers of a row mean: [dev.evodb.snippets.lance.PackSearch].
final class PartitionEncoder {
    /// A snippet has 32 MB for all partitions of a query.
    private static final int MAX_BYTES = 1 << 28;

    private final PackRows rows;
    private final Metric metric;
    private final Centroids centroids;

    PartitionEncoder(PackRows rows, Metric metric, Centroids centroids) {
        this.rows = rows;
        this.metric = metric;
        this.centroids = centroids;
    }

    /// The bytes of partition `number`, holding the rows with these ordinals; a multiple of 16.
    byte[] encode(int number, int[] ordinals) {
        int columns = rows.payloadColumns().size();
        long dataBytes = 0;
        for (int ordinal : ordinals) {
            for (int c = 0; c < columns; c++) {
                byte[] value = rows.payload(ordinal, c);
                dataBytes += value == null ? 0 : value.length;
            }
        }
        long need = dataBytes + (long) ordinals.length * PartitionLayout.rowBytes(metric, rows.dims(), columns) + 64;
        if (need > MAX_BYTES) {
            throw new LimitExceededException("partition bytes", MAX_BYTES, need);
        }
        PartitionLayout layout = PartitionLayout.of(metric, rows.dims(), columns, ordinals.length);
        int length = layout.data() + (int) dataBytes + PackFormat.ALIGNMENT - 1 & -PackFormat.ALIGNMENT;
        byte[] out = new byte[length];
        LittleEndian.writeInt(out, 0, ordinals.length);
        LittleEndian.writeInt(out, 4, number);
        LittleEndian.writeInt(out, 8, (int) dataBytes);
        for (int i = 0; i < ordinals.length; i++) {
            writeIdentity(out, layout, i, rows.rowIds()[ordinals[i]]);
            writeCode(out, layout, i, rows.vectors()[ordinals[i]], number * rows.dims());
            writeCopy(out, layout, i, rows.vectors()[ordinals[i]]);
        }
        writePayload(out, layout, ordinals);
        return out;
    }

    private static void writeIdentity(byte[] out, PartitionLayout layout, int row, long rowId) {
        LittleEndian.writeInt(out, layout.rowIdsLow() + 4 * row, (int) rowId);
        LittleEndian.writeInt(out, layout.rowIdsHigh() + 4 * row, (int) (rowId >>> 32));
    }

    private void writeCode(byte[] out, PartitionLayout layout, int row, float[] vector, int centroidAt) {
        int code = layout.codes() + row * PackFormat.codeBytes(vector.length);
        double squares = 0;
        double absolutes = 0;
        double signsDotCentroid = 0;
        double residualDotCentroid = 0;
        for (int d = 0; d < vector.length; d++) {
            double centroid = centroids.values()[centroidAt + d];
            double residual = vector[d] - centroid;
            squares += residual * residual;
            absolutes += Math.abs(residual);
            residualDotCentroid += residual * centroid;
            signsDotCentroid += residual < 0 ? -centroid : centroid;
            if (residual >= 0) {
                out[code + (d >> 3)] |= (byte) (1 << (d & 7));
            }
        }
        float factor = (float) (absolutes > 0 ? squares / absolutes : 0);
        double bias = (metric == Metric.L2 ? -squares / 2 : residualDotCentroid) - factor * signsDotCentroid;
        LittleEndian.writeFloat(out, layout.factors() + 4 * row, factor);
        LittleEndian.writeFloat(out, layout.biases() + 4 * row, (float) bias);
    }

    private void writeCopy(byte[] out, PartitionLayout layout, int row, float[] vector) {
        int copy = layout.copies() + row * vector.length;
        double largest = 0;
        for (float value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        float step = (float) (largest / 127);
        long squares = 0;
        for (int d = 0; d < vector.length; d++) {
            int value = step > 0 ? Math.clamp((long) Math.floor(vector[d] / (double) step + 0.5), -127, 127) : 0;
            out[copy + d] = (byte) value;
            squares += (long) value * value;
        }
        // A cosine copy gets length 1, as the vector has it, instead of the length that rounding left.
        boolean isUnit = metric == Metric.COSINE && squares > 0;
        float scale = isUnit ? (float) (1 / Math.sqrt((double) squares)) : step;
        LittleEndian.writeFloat(out, layout.scales() + 4 * row, scale);
        if (metric == Metric.L2) {
            LittleEndian.writeFloat(out, layout.norms() + 4 * row, (float) ((double) step * step * squares));
        }
    }

    private void writePayload(byte[] out, PartitionLayout layout, int[] ordinals) {
        int columns = rows.payloadColumns().size();
        int at = 0;
        int value = 0;
        for (int ordinal : ordinals) {
            for (int c = 0; c < columns; c++) {
                byte[] text = rows.payload(ordinal, c);
                LittleEndian.writeInt(
                        out, layout.payloadOffsets() + 4 * value++, text == null ? at | Integer.MIN_VALUE : at);
                if (text != null) {
                    System.arraycopy(text, 0, out, layout.data() + at, text.length);
                    at += text.length;
                }
            }
        }
        LittleEndian.writeInt(out, layout.payloadOffsets() + 4 * value, at);
    }
}
