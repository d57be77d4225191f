package dev.evodb.snippets.lance;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.column.Validity;
import dev.evodb.snippets.lance.jvm.FvecsPackSource;
import dev.evodb.snippets.lance.jvm.PackSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Data of the tests: the word-vector slice of `samples/vectors`, and small made-up tables.
public final class Vectors {
    private static final Path FOLDER =
            Path.of(System.getProperty("evodb.root", ".")).resolve("samples/vectors");

    private Vectors() {}

    public static PackSource words() throws IOException {
        return FvecsPackSource.open(FOLDER.resolve("base.fvecs"));
    }

    /// 200 queries of 100 dims.
    public static float[][] queries() throws IOException {
        return fvecs(FOLDER.resolve("query.fvecs"));
    }

    /// The 100 nearest rows of each query, nearest first.
    public static int[][] truth() throws IOException {
        byte[] bytes = Files.readAllBytes(FOLDER.resolve("truth.ivecs"));
        int[][] rows = new int[bytes.length / 404][100];
        for (int q = 0; q < rows.length; q++) {
            for (int i = 0; i < 100; i++) {
                rows[q][i] = LittleEndian.readInt(bytes, 404 * q + 4 + 4 * i);
            }
        }
        return rows;
    }

    public static float[][] fvecs(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int dims = LittleEndian.readInt(bytes, 0);
        float[][] vectors = new float[bytes.length / (4 + 4 * dims)][dims];
        for (int i = 0; i < vectors.length; i++) {
            for (int d = 0; d < dims; d++) {
                vectors[i][d] = LittleEndian.readFloat(bytes, i * (4 + 4 * dims) + 4 + 4 * d);
            }
        }
        return vectors;
    }

    /// Normally distributed vectors around `center`; row ids are `1000 + 3 * i`; every seventh payload is
    /// null.
    public static Table random(int rows, int dims, double center, long seed) {
        Random random = new Random(seed);
        float[] vectors = new float[rows * dims];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = (float) (center + random.nextGaussian());
        }
        long[] rowIds = new long[rows];
        @Nullable String[] names = new @Nullable String[rows];
        for (int i = 0; i < rows; i++) {
            rowIds[i] = 1000 + 3L * i;
            names[i] = i % 7 == 6 ? null : "\"näme " + i + "\"";
        }
        return new Table(
                dims, List.of("name"), rowIds, vectors, Validity.allValid(rows), new @Nullable String[][] {names});
    }

    /// A source of one batch.
    public record Table(
            int dims,
            List<String> payloadColumns,
            long[] rowIds,
            float[] vectors,
            Validity validity,
            @Nullable String[][] payload)
            implements PackSource {
        @Override
        public void forEachBatch(BatchSink sink) throws IOException {
            sink.accept(new Batch(rowIds, vectors, validity, payload));
        }

        public float[] vector(int row) {
            return java.util.Arrays.copyOfRange(vectors, row * dims, (row + 1) * dims);
        }

        public Table withRowIds(long... newRowIds) {
            return new Table(dims, payloadColumns, newRowIds, vectors, validity, payload);
        }

        public Table withValidity(Validity newValidity) {
            return new Table(dims, payloadColumns, rowIds, vectors, newValidity, payload);
        }
    }
}
