package dev.evodb.snippets.lance.jvm;

import dev.evodb.error.LimitExceededException;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All rows of a source in memory, checked; vectors have length 1 for cosine. Rows are known by ordinal.
record PackRows(
        int dims,
        List<String> payloadColumns,
        float[][] vectors,
        long[] rowIds,
        byte[] @Nullable [] payload,
        int skippedRows) {
    private static final long MAX_ROW_ID = (1L << 53) - 1;

    int rows() {
        return vectors.length;
    }

    /// 4, or 8 if a row id needs more than 32 bits.
    int rowIdBytes() {
        return Arrays.stream(rowIds).max().orElse(0) > 0xFFFF_FFFFL ? 8 : 4;
    }

    /// UTF-8 of all rows, and four bytes for the place of each value.
    long payloadBytes() {
        long bytes = 4L * payload.length;
        for (byte[] value : payload) {
            bytes += value == null ? 0 : value.length;
        }
        return bytes;
    }

    /// UTF-8 of a payload value, or null.
    byte @Nullable [] payload(int row, int column) {
        return payload[row * payloadColumns.size() + column];
    }

    /// @throws IllegalArgumentException if there are no rows, a vector is not finite, or a row id is
    ///     not in `[0, 2^53)` or occurs twice
    /// @throws LimitExceededException if the payload of a row is too long
    static PackRows read(PackSource source, PackSpec spec, PackProgress progress) throws IOException {
        int dims = source.dims();
        List<String> columns = List.copyOf(source.payloadColumns());
        checkShape(dims, columns);
        List<float[]> vectors = new ArrayList<>();
        List<long[]> ids = new ArrayList<>();
        List<byte @Nullable []> payload = new ArrayList<>();
        int[] skipped = {0};
        source.forEachBatch(batch -> {
            long[] kept = new long[batch.rows()];
            int count = 0;
            for (int i = 0; i < batch.rows(); i++) {
                if (!batch.validity().isValid(i)) {
                    skipped[0]++;
                    continue;
                }
                long rowId = batch.rowIds()[i];
                vectors.add(vector(batch, i, dims, spec.metric()));
                kept[count++] = requireExact(rowId);
                addPayload(batch, i, columns, spec.maxPayloadBytes(), payload);
            }
            ids.add(Arrays.copyOf(kept, count));
            progress.at("read", vectors.size(), 0);
        });
        if (vectors.isEmpty()) {
            throw new IllegalArgumentException("source has no row with a vector");
        }
        long[] rowIds = ids.stream().flatMapToLong(Arrays::stream).toArray();
        requireDistinct(rowIds);
        return new PackRows(
                dims, columns, vectors.toArray(new float[0][]), rowIds, payload.toArray(new byte[0][]), skipped[0]);
    }

    private static void checkShape(int dims, List<String> columns) {
        if (dims < 1 || dims > PackFormat.MAX_DIMS) {
            throw new LimitExceededException("edge pack dims", PackFormat.MAX_DIMS, dims);
        }
        if (columns.size() > PackFormat.MAX_COLUMNS) {
            throw new LimitExceededException("payload columns", PackFormat.MAX_COLUMNS, columns.size());
        }
        for (String column : columns) {
            int bytes = column.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > PackFormat.MAX_COLUMN_NAME_BYTES) {
                throw new LimitExceededException("payload column name bytes", PackFormat.MAX_COLUMN_NAME_BYTES, bytes);
            }
        }
    }

    private static float[] vector(PackSource.Batch batch, int row, int dims, Metric metric) {
        float[] vector = Arrays.copyOfRange(batch.vectors(), row * dims, (row + 1) * dims);
        for (int d = 0; d < dims; d++) {
            // Squares of larger values do not fit the f32 corrections of a row.
            if (!(Math.abs(vector[d]) <= 1e15f)) {
                throw new IllegalArgumentException("vector of row id " + batch.rowIds()[row] + " has value " + vector[d]
                        + " in dimension " + d + ", needs finite values up to 1e15");
            }
        }
        if (metric == Metric.COSINE) {
            Distances.normalize(new ScalarKernels(), vector, 0, dims);
        }
        return vector;
    }

    private static long requireExact(long rowId) {
        if (rowId < 0 || rowId > MAX_ROW_ID) {
            throw new IllegalArgumentException("row id " + Long.toUnsignedString(rowId) + " exceeds " + MAX_ROW_ID
                    + ", the largest that JavaScript holds exactly");
        }
        return rowId;
    }

    private static void addPayload(
            PackSource.Batch batch, int row, List<String> columns, int maxBytes, List<byte @Nullable []> payload) {
        int bytes = 0;
        for (int c = 0; c < columns.size(); c++) {
            String text = batch.payload()[c][row];
            byte[] value = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
            payload.add(value);
            bytes += value == null ? 0 : value.length;
        }
        if (bytes > maxBytes) {
            throw new LimitExceededException("payload bytes of row id " + batch.rowIds()[row], maxBytes, bytes);
        }
    }

    private static void requireDistinct(long[] rowIds) {
        long[] sorted = rowIds.clone();
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("row id " + sorted[i] + " occurs twice");
            }
        }
    }
}
