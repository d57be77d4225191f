package dev.evodb.snippets.lance.jvm;

/// Inner products of one vector with many, in `float`: the many lie transposed, so that the loop over
/// them is one of independent lanes. Each lane adds its products in order of dimension, whatever the
/// width of the machine's vectors: the same rows make the same bytes everywhere.
record ScoreTable(int dims, int count, float[] transposed) {
    /// Vectors whose table and sums stay in a core's cache while rows pass by.
    static final int BLOCK = 128;

    /// Of `count` vectors that start at row `from` of `vectors`, `(rows, dims)` row-major.
    static ScoreTable of(float[] vectors, int from, int count, int dims) {
        float[] transposed = new float[count * dims];
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dims; d++) {
                transposed[d * count + i] = vectors[(from + i) * dims + d];
            }
        }
        return new ScoreTable(dims, count, transposed);
    }

    /// Scores of `vectors[from .. from + dims)`, into `out[0 .. count)`.
    void score(float[] vectors, int from, float[] out) {
        for (int i = 0; i < count; i++) {
            out[i] = 0;
        }
        int unrolled = dims & ~3;
        for (int d = 0; d < unrolled; d += 4) {
            addProducts(
                    transposed,
                    d * count,
                    vectors[from + d],
                    vectors[from + d + 1],
                    vectors[from + d + 2],
                    vectors[from + d + 3],
                    out,
                    count);
        }
        for (int d = unrolled; d < dims; d++) {
            addProducts(transposed, d * count, vectors[from + d], out, count);
        }
    }

    /// Of four dimensions: one pass over `out` instead of four.
    private static void addProducts(
            float[] columns, int from, float f0, float f1, float f2, float f3, float[] out, int count) {
        int second = from + count;
        int third = second + count;
        int fourth = third + count;
        for (int i = 0; i < count; i++) {
            out[i] += columns[from + i] * f0
                    + columns[second + i] * f1
                    + (columns[third + i] * f2 + columns[fourth + i] * f3);
        }
    }

    private static void addProducts(float[] column, int from, float factor, float[] out, int count) {
        for (int i = 0; i < count; i++) {
            out[i] += column[from + i] * factor;
        }
    }
}
