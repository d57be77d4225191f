package dev.evodb.bench.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Rows to search and held-out queries, `(rows, dims)` and `(queries, dims)` row-major.
record VectorSet(int dims, float[] base, float[] queries) {
    VectorSet {
        if (dims < 1 || base.length % dims != 0 || queries.length % dims != 0) {
            throw new IllegalArgumentException(
                    base.length + " and " + queries.length + " values are not rows of " + dims + " dims");
        }
    }

    int rows() {
        return base.length / dims;
    }

    int queryRows() {
        return queries.length / dims;
    }

    /// Writes `base.fvecs`, `query.fvecs` and `truth.ivecs`, the `k` nearest rows of each query by
    /// squared L2, into `directory`. A file appears whole or not at all.
    void write(Path directory, int k) throws IOException {
        Files.createDirectories(directory);
        writeRows(directory.resolve("base.fvecs"), dims, rows(), (row, out) -> {
            for (int d = 0; d < dims; d++) {
                out.putFloat(base[row * dims + d]);
            }
        });
        writeRows(directory.resolve("query.fvecs"), dims, queryRows(), (row, out) -> {
            for (int d = 0; d < dims; d++) {
                out.putFloat(queries[row * dims + d]);
            }
        });
        int[][] truth = ExactTruth.nearest(this, k);
        writeRows(directory.resolve("truth.ivecs"), k, truth.length, (row, out) -> {
            for (int ordinal : truth[row]) {
                out.putInt(ordinal);
            }
        });
    }

    /// Puts the values of one row.
    private interface RowWriter {
        void put(int row, ByteBuffer out);
    }

    private static void writeRows(Path file, int width, int rows, RowWriter writer) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        ByteBuffer row = ByteBuffer.allocate(4 + 4 * width).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 20)) {
            for (int r = 0; r < rows; r++) {
                row.clear().putInt(width);
                writer.put(r, row);
                out.write(row.array());
            }
        }
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
