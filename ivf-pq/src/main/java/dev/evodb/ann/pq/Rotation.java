package dev.evodb.ann.pq;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kmeans.CentroidAssigner;
import dev.evodb.ann.kmeans.Centroids;
import dev.evodb.vector.Metric;

/// An orthogonal matrix, `(dims, dims)` row-major: a vector `x` is turned into `matrix x`, which keeps
/// lengths, inner products and distances. Immutable.
public record Rotation(int dims, float[] matrix) {
    public Rotation {
        if (dims < 1 || matrix.length != (long) dims * dims) {
            throw new IllegalArgumentException(matrix.length + " values are not a matrix of " + dims + " x " + dims);
        }
    }

    /// Turns many rows. Thread-safe.
    public final class Turner {
        private static final int ROWS_A_BLOCK = 64;

        private final CentroidAssigner products;

        public Turner(KernelSet kernels) {
            this.products = new CentroidAssigner(new Centroids(dims, dims, matrix), Metric.DOT, kernels);
        }

        /// Turns `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into `out` from `outFrom`
        /// on, which may be the same place.
        public void apply(float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
            int width = products.scoresWidth();
            float[] scratch = new float[Math.min(count, ROWS_A_BLOCK) * width];
            for (int first = 0; first < count; first += ROWS_A_BLOCK) {
                int part = Math.min(ROWS_A_BLOCK, count - first);
                products.scores(rows, rowsFrom + first * dims, part, scratch, 0);
                for (int i = 0; i < part; i++) {
                    System.arraycopy(scratch, i * width, out, outFrom + (first + i) * dims, dims);
                }
            }
        }
    }
}
