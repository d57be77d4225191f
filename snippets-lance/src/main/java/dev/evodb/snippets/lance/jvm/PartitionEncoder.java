package dev.evodb.snippets.lance.jvm;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.LimitExceededException;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PartitionLayout;
import dev.evodb.vector.Metric;
import org.jspecify.annotations.Nullable;

/// Writes the bytes of partitions, docs/format/edge-pack.md. Thread-safe.
final class PartitionEncoder {
    /// Far above what a snippet's memory holds.
    private static final int MAX_BYTES = 1 << 28;

    private final Vectors vectors;
    private final long[] rowIds;
    private final @Nullable PayloadFile payload;
    private final Metric metric;
    private final RowScale scale;
    private final int rowIdBytes;
    private final byte[] packId;

    /// Without `payload` partitions have no columns.
    PartitionEncoder(
            Vectors vectors,
            long[] rowIds,
            @Nullable PayloadFile payload,
            Metric metric,
            RowScale scale,
            int rowIdBytes,
            byte[] packId) {
        this.vectors = vectors;
        this.rowIds = rowIds;
        this.payload = payload;
        this.metric = metric;
        this.scale = scale;
        this.rowIdBytes = rowIdBytes;
        this.packId = packId;
    }

    /// The bytes of partition `number`, holding the rows with these ordinals. `base` is that of the rows of
    /// the partition in all shards, see [RowScale#base]: a row has the same code in whichever it is.
    ///
    /// @throws LimitExceededException if they are too many
    byte[] encode(int number, int[] ordinals, float[] base) {
        int columns = payload == null ? 0 : payload.columns().size();
        long textBytes = 0;
        for (int ordinal : ordinals) {
            textBytes += payload == null ? 0 : payload.textBytes(ordinal);
        }
        int dims = vectors.dims();
        int wire = HeadEncoder.wireNumber(metric);
        long need = textBytes
                + (long) ordinals.length * PartitionLayout.rowBytes(wire, dims, rowIdBytes, columns)
                + PackFormat.PARTITION_HEADER_BYTES
                + 4L * dims
                + 32;
        if (need > MAX_BYTES) {
            throw new LimitExceededException("partition bytes", MAX_BYTES, need);
        }
        PartitionLayout layout = PartitionLayout.of(wire, dims, rowIdBytes, columns, ordinals.length);
        byte[] out = new byte[PackFormat.aligned(layout.text() + (int) textBytes)];
        System.arraycopy(packId, 0, out, PackFormat.AT_PART_PACK_ID, PackFormat.PACK_ID_BYTES);
        LittleEndian.writeInt(out, PackFormat.AT_PART_NUMBER, number);
        LittleEndian.writeInt(out, PackFormat.AT_PART_ROWS, ordinals.length);
        LittleEndian.writeInt(out, PackFormat.AT_PART_TEXT_BYTES, (int) textBytes);
        writeRows(out, layout, ordinals, base);
        if (payload != null) {
            writePayload(out, layout, ordinals, payload);
        }
        byte[] digest = Digests.sha256(out, PackFormat.DIGEST_BYTES, out.length);
        System.arraycopy(digest, 0, out, 0, PackFormat.DIGEST_BYTES);
        return out;
    }

    private void writeRows(byte[] out, PartitionLayout layout, int[] ordinals, float[] base) {
        int dims = vectors.dims();
        for (int d = 0; d < dims; d++) {
            LittleEndian.writeFloat(out, layout.base() + 4 * d, base[d]);
        }
        float[] vector = new float[dims];
        int[] levels = new int[dims];
        PlaneEncoder planes = new PlaneEncoder(out, layout.planes(), ordinals.length, dims, PackFormat.ROW_BITS);
        for (int i = 0; i < ordinals.length; i++) {
            long rowId = rowIds[ordinals[i]];
            LittleEndian.writeInt(out, layout.rowIdsLow() + 4 * i, (int) rowId);
            if (rowIdBytes == 8) {
                LittleEndian.writeInt(out, layout.rowIdsHigh() + 4 * i, (int) (rowId >>> 32));
            }
            vectors.copy(ordinals[i], 1, vector, 0);
            for (int d = 0; d < dims; d++) {
                levels[d] = scale.level(d, (double) vector[d] - base[d]);
            }
            writeCodes(out, planes, layout.lows() + i * PartitionLayout.lowBytes(dims), i, levels);
            switch (metric) {
                case COSINE ->
                    LittleEndian.writeFloat(out, layout.corrections() + 4 * i, inverse(vector, base, levels));
                case L2 -> {
                    double bias = bias(base, levels);
                    LittleEndian.writeFloat(out, layout.corrections() + 4 * i, (float) bias);
                    planes.putBias(i, scale.bias().code(bias));
                }
                case DOT -> {}
            }
        }
    }

    private static void writeCodes(byte[] out, PlaneEncoder planes, int lows, int row, int[] levels) {
        for (int d = 0; d < levels.length; d++) {
            planes.put(row, d, levels[d] >> PackFormat.LOW_BITS);
            int at = lows + d / 4 * 3;
            int four = (levels[d] & (RowScale.LOW_LEVELS - 1)) << ((d & 3) * PackFormat.LOW_BITS);
            out[at] |= (byte) four;
            out[at + 1] |= (byte) (four >> 8);
            out[at + 2] |= (byte) (four >> 16);
        }
    }

    /// One by the length of the decoded row; 0 for a vector without direction.
    private float inverse(float[] vector, float[] base, int[] levels) {
        double squares = 0;
        boolean isZero = true;
        for (int d = 0; d < levels.length; d++) {
            double value = base[d] + scale.decoded(d, levels[d]);
            squares += value * value;
            isZero &= vector[d] == 0;
        }
        float inverse = (float) (1 / Math.sqrt(squares));
        return isZero || !Float.isFinite(inverse) ? 0 : inverse;
    }

    /// `-<c, r> - |r|² / 2` of the decoded residual.
    private double bias(float[] base, int[] levels) {
        double bias = 0;
        for (int d = 0; d < levels.length; d++) {
            double residual = scale.decoded(d, levels[d]);
            bias -= residual * (base[d] + residual / 2);
        }
        return bias;
    }

    private static void writePayload(byte[] out, PartitionLayout layout, int[] ordinals, PayloadFile payload) {
        int columns = payload.columns().size();
        byte[][] texts = new byte[ordinals.length][];
        int[][] ends = new int[ordinals.length][];
        for (int i = 0; i < ordinals.length; i++) {
            texts[i] = payload.text(ordinals[i]);
            ends[i] = payload.ends(texts[i]);
        }
        int at = 0;
        int value = 0;
        for (int c = 0; c < columns; c++) {
            for (int i = 0; i < ordinals.length; i++) {
                LittleEndian.writeInt(out, layout.payloadOffsets() + 4 * value++, at);
                int from = c == 0 ? 0 : ends[i][c - 1];
                System.arraycopy(texts[i], from, out, layout.text() + at, ends[i][c] - from);
                at += ends[i][c] - from;
            }
        }
        LittleEndian.writeInt(out, layout.payloadOffsets() + 4 * value, at);
    }
}
