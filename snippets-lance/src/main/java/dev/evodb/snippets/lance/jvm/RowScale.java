package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;

/// What one step of each dimension of the rows' codes is worth, and of their biases: the same in all
/// partitions, so that one set of integer weights serves a query.
record RowScale(float[] steps, BiasScale bias) {
    /// A step of the two high bits, in standard deviations of the residuals.
    private static final double STEP = Double.parseDouble(System.getProperty("x.step", "1.3"));

    /// Levels that both codes make together.
    static final int LEVELS = 1 << (PackFormat.ROW_BITS + PackFormat.LOW_BITS);

    /// Levels a step of the high bits.
    static final int LOW_LEVELS = 1 << PackFormat.LOW_BITS;

    private static final int SAMPLE_ROWS = 200_000;

    /// From every so many-th stored row; `lists[i]` are rows of partition `partitions[i]`.
    static RowScale of(Vectors vectors, Metric metric, CodedCentroids centroids, int[] partitions, int[][] lists) {
        long stored = 0;
        for (int[] list : lists) {
            stored += list.length;
        }
        int stride = (int) Math.max(1, stored / SAMPLE_ROWS);
        int dims = vectors.dims();
        double[] squares = new double[dims];
        long[] count = {0};
        forEachResidual(vectors, centroids, partitions, lists, stride, (residual, centroid) -> {
            for (int d = 0; d < dims; d++) {
                squares[d] += residual[d] * residual[d];
            }
            count[0]++;
        });
        float[] steps = new float[dims];
        for (int d = 0; d < dims; d++) {
            steps[d] = (float) (STEP * Math.sqrt(squares[d] / count[0]));
        }
        if (metric != Metric.L2) {
            return new RowScale(steps, BiasScale.NONE);
        }
        RowScale unbiased = new RowScale(steps, BiasScale.NONE);
        double[] sums = new double[2];
        forEachResidual(vectors, centroids, partitions, lists, stride, (residual, centroid) -> {
            double bias = 0;
            for (int d = 0; d < dims; d++) {
                double decoded = unbiased.decoded(d, unbiased.level(d, residual[d]));
                bias -= decoded * (centroid[d] + decoded / 2);
            }
            sums[0] += bias;
            sums[1] += bias * bias;
        });
        return new RowScale(steps, BiasScale.of(sums[0], sums[1], count[0]));
    }

    @FunctionalInterface
    private interface ResidualSink {
        void accept(double[] residual, double[] centroid);
    }

    private static void forEachResidual(
            Vectors vectors,
            CodedCentroids centroids,
            int[] partitions,
            int[][] lists,
            int stride,
            ResidualSink sink) {
        int dims = vectors.dims();
        double[] centroid = new double[dims];
        double[] residual = new double[dims];
        float[] vector = new float[dims];
        int next = 0;
        for (int i = 0; i < lists.length; i++) {
            centroids.centroid(partitions[i], centroid);
            for (; next < lists[i].length; next += stride) {
                vectors.copy(lists[i][next], 1, vector, 0);
                for (int d = 0; d < dims; d++) {
                    residual[d] = vector[d] - centroid[d];
                }
                sink.accept(residual, centroid);
            }
            next -= lists[i].length;
        }
    }

    /// The level of a residual, `0 .. LEVELS`.
    int level(int d, double residual) {
        double step = steps[d];
        return step > 0
                ? (int) Math.clamp(Math.floor(residual * LOW_LEVELS / step) + LEVELS / 2.0, 0, LEVELS - 1)
                : LEVELS / 2;
    }

    /// What readers make of a level.
    double decoded(int d, int level) {
        return (double) steps[d] * (level - PackFormat.ROW_MIDDLE) / LOW_LEVELS;
    }
}
