package dev.evodb.snippets.lance.jvm;

/// Inner products of one vector with many, in `float`: the many lie transposed, so that the loop over
/// them is one of independent lanes. Each lane adds its products in order of dimension, whatever the
/// width of the machine's vectors: the same rows make the same bytes everywhere.
///
/// `columns` has an array of its own for each dimension. Were it one array, C2 could not tell that a
/// dimension's part of it and the sums do not overlap, and would use no vector instructions.
record ScoreTable(int dims, int count, float[][] columns) {
    /// Vectors whose table and sums stay in a core's cache while rows pass by.
    static final int BLOCK = 128;

    /// Of `count` vectors that start at row `from` of `vectors`, `(rows, dims)` row-major.
    static ScoreTable of(float[] vectors, int from, int count, int dims) {
        float[][] columns = new float[dims][count];
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dims; d++) {
                columns[d][i] = vectors[(from + i) * dims + d];
            }
        }
        return new ScoreTable(dims, count, columns);
    }

    /// Scores of `vectors[from .. from + dims)`, into `out[0 .. count)`.
    void score(float[] vectors, int from, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = 0;
        }
        int unrolled = dims & ~3;
        for (int d = 0; d < unrolled; d += 4) {
            addProducts(columns, d, vectors, from + d, out, count);
        }
        for (int d = unrolled; d < dims; d++) {
            addProducts(columns[d], vectors[from + d], out, count);
        }
    }

    /// Of four dimensions: one pass over `out` instead of four.
    private static void addProducts(float[][] columns, int d, float[] vectors, int at, float[] out, int count) {
        float[] first = columns[d];
        float[] second = columns[d + 1];
        float[] third = columns[d + 2];
        float[] fourth = columns[d + 3];
        float f0 = vectors[at];
        float f1 = vectors[at + 1];
        float f2 = vectors[at + 2];
        float f3 = vectors[at + 3];
        for (int i = 0; i < count; i++) {
            out[i] += first[i] * f0 + second[i] * f1 + (third[i] * f2 + fourth[i] * f3);
        }
    }

    private static void addProducts(float[] column, float factor, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] += column[i] * factor;
        }
    }
}
