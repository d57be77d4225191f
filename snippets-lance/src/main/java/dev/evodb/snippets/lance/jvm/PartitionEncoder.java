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
    private final CodedCentroids centroids;
    private final ResidualScale scale;
    private final int rowIdBytes;

    PartitionEncoder(PackRows rows, Metric metric, CodedCentroids centroids, ResidualScale scale, int rowIdBytes) {
        this.rows = rows;
        this.metric = metric;
        this.centroids = centroids;
        this.scale = scale;
        this.rowIdBytes = rowIdBytes;
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
        long need = dataBytes
                + (long) ordinals.length * PartitionLayout.rowBytes(metric, rows.dims(), rowIdBytes, columns)
                + 64;
        if (need > MAX_BYTES) {
            throw new LimitExceededException("partition bytes", MAX_BYTES, need);
        }
        PartitionLayout layout = PartitionLayout.of(metric, rows.dims(), rowIdBytes, columns, ordinals.length);
        int length = layout.data() + (int) dataBytes + PackFormat.ALIGNMENT - 1 & -PackFormat.ALIGNMENT;
        byte[] out = new byte[length];
        LittleEndian.writeInt(out, 0, ordinals.length);
        LittleEndian.writeInt(out, 4, number);
        LittleEndian.writeInt(out, 8, (int) dataBytes);
        PlaneEncoder planes = new PlaneEncoder(out, layout.codes(), ordinals.length, rows.dims(), PackFormat.CODE_BITS);
        double[] residual = new double[rows.dims()];
        for (int i = 0; i < ordinals.length; i++) {
            writeIdentity(out, layout, i, rows.rowIds()[ordinals[i]]);
            centroids.residual(rows.vectors()[ordinals[i]], number, residual);
            writeCode(planes, i, rows.vectors()[ordinals[i]], residual);
            writeCopy(out, layout, i, rows.vectors()[ordinals[i]]);
        }
        writePayload(out, layout, ordinals);
        return out;
    }

    private void writeIdentity(byte[] out, PartitionLayout layout, int row, long rowId) {
        LittleEndian.writeInt(out, layout.rowIdsLow() + 4 * row, (int) rowId);
        if (rowIdBytes == 8) {
            LittleEndian.writeInt(out, layout.rowIdsHigh() + 4 * row, (int) (rowId >>> 32));
        }
    }

    private void writeCode(PlaneEncoder planes, int row, float[] vector, double[] residual) {
        for (int d = 0; d < residual.length; d++) {
            planes.put(row, d, scale.code(residual[d], d));
        }
        if (metric == Metric.L2) {
            planes.putBias(row, scale.bias().code(ResidualScale.bias(metric, vector, residual)));
        }
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
