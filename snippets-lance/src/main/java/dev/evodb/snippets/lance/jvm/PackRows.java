package dev.evodb.snippets.lance.jvm;

import dev.evodb.error.LimitExceededException;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All rows of a source, checked, in scratch files; vectors have length 1 for cosine. Rows are known by
/// ordinal. On the heap is what a row costs beside its vector and payload: 16 bytes. Whoever reads
/// closes.
final class PackRows implements Closeable {
    private static final long MAX_ROW_ID = (1L << 53) - 1;

    private final VectorFile vectors;
    private final PayloadFile payload;
    private final long[] rowIds;
    private final int skippedRows;
    private final byte[] digest;

    private PackRows(VectorFile vectors, PayloadFile payload, long[] rowIds, int skippedRows, byte[] digest) {
        this.vectors = vectors;
        this.payload = payload;
        this.rowIds = rowIds;
        this.skippedRows = skippedRows;
        this.digest = digest;
    }

    int rows() {
        return vectors.rows();
    }

    /// In the dims of the source.
    VectorFile vectors() {
        return vectors;
    }

    PayloadFile payload() {
        return payload;
    }

    /// By ordinal. Shared, not to be changed.
    long[] rowIds() {
        return rowIds;
    }

    /// Source rows whose vector is null.
    int skippedRows() {
        return skippedRows;
    }

    /// SHA-256 over all row ids, vectors and payload values in order.
    byte[] digest() {
        return digest.clone();
    }

    /// 4, or 8 if a row id needs more than 32 bits.
    int rowIdBytes() {
        return Arrays.stream(rowIds).max().orElse(0) > 0xFFFF_FFFFL ? 8 : 4;
    }

    /// Reads all of `source`, keeping scratch files in `directory`.
    ///
    /// @throws IllegalArgumentException if there are no rows, a vector is not finite, or a row id is
    ///     not in `[0, 2^53)` or occurs twice
    /// @throws LimitExceededException if the payload of a row is too long, or there are too many
    ///     columns or dims
    static PackRows read(PackSource source, PackSpec spec, Path directory, PackProgress progress) throws IOException {
        int dims = source.dims();
        List<String> columns = List.copyOf(source.payloadColumns());
        checkShape(dims, columns);
        Files.createDirectories(directory);
        try (VectorFile.Writer vectors = new VectorFile.Writer(directory.resolve("vectors.scratch"), dims);
                PayloadFile.Writer payload =
                        new PayloadFile.Writer(directory.resolve("payload.scratch"), columns, spec.payloadBytes())) {
            Reading reading = new Reading(dims, spec.metric(), vectors, payload);
            source.forEachBatch(batch -> {
                reading.add(batch);
                progress.at("read", reading.rows, 0);
            });
            if (reading.rows == 0) {
                throw new IllegalArgumentException("source has no row with a vector");
            }
            long[] rowIds = Arrays.copyOf(reading.rowIds, reading.rows);
            requireDistinct(rowIds);
            PayloadFile finished = payload.finish();
            return new PackRows(vectors.finish(), finished, rowIds, reading.skipped, reading.digest.digest());
        }
    }

    private static void checkShape(int dims, List<String> columns) {
        if (dims < 1 || dims > PackFormat.MAX_QUERY_DIMS) {
            throw new LimitExceededException("edge pack dims", PackFormat.MAX_QUERY_DIMS, dims);
        }
        if (columns.size() > PackFormat.MAX_COLUMNS) {
            throw new LimitExceededException("payload columns", PackFormat.MAX_COLUMNS, columns.size());
        }
        Set<String> names = new HashSet<>();
        for (String column : columns) {
            int bytes = column.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > PackFormat.MAX_COLUMN_NAME_BYTES) {
                throw new LimitExceededException("payload column name bytes", PackFormat.MAX_COLUMN_NAME_BYTES, bytes);
            }
            if (!names.add(column)) {
                throw new IllegalArgumentException("payload column " + column + " is named twice");
            }
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

    @Override
    public void close() throws IOException {
        try (vectors) {
            payload.close();
        }
    }

    /// What has been read so far.
    private static final class Reading {
        private final int dims;
        private final Metric metric;
        private final VectorFile.Writer vectors;
        private final PayloadFile.Writer payload;
        private final MessageDigest digest = Digests.sha256();
        private final byte[] idBytes = new byte[Long.BYTES];
        private long[] rowIds = new long[1024];
        private int rows;
        private int skipped;

        Reading(int dims, Metric metric, VectorFile.Writer vectors, PayloadFile.Writer payload) {
            this.dims = dims;
            this.metric = metric;
            this.vectors = vectors;
            this.payload = payload;
        }

        void add(PackSource.Batch batch) throws IOException {
            for (int i = 0; i < batch.rows(); i++) {
                if (!batch.validity().isValid(i)) {
                    skipped++;
                    continue;
                }
                long rowId = requireExact(batch.rowIds()[i]);
                checkVector(batch.vectors(), i * dims, rowId);
                if (metric == Metric.COSINE) {
                    Distances.normalize(new ScalarKernels(), batch.vectors(), i * dims, dims);
                }
                if (rows == rowIds.length) {
                    rowIds = Arrays.copyOf(rowIds, Math.multiplyExact(rows, 2));
                }
                rowIds[rows++] = rowId;
                for (int b = 0; b < Long.BYTES; b++) {
                    idBytes[b] = (byte) (rowId >>> (8 * b));
                }
                digest.update(idBytes);
                digest.update(vectors.append(batch.vectors(), i * dims));
                digest.update(payload.append(batch.payload(), i, rowId));
            }
        }

        private static long requireExact(long rowId) {
            if (rowId < 0 || rowId > MAX_ROW_ID) {
                throw new IllegalArgumentException("row id " + Long.toUnsignedString(rowId) + " exceeds " + MAX_ROW_ID
                        + ", the largest that JavaScript holds exactly");
            }
            return rowId;
        }

        private void checkVector(float[] values, int from, long rowId) {
            for (int d = 0; d < dims; d++) {
                // Squares of larger values do not fit the f32 corrections of a row. False for NaN as well.
                if (!(Math.abs(values[from + d]) <= PackChecks.MAX_VALUE)) {
                    throw new IllegalArgumentException("vector of row id " + rowId + " has value " + values[from + d]
                            + " in dimension " + d + ", needs finite values up to 1e15");
                }
            }
        }
    }
}
