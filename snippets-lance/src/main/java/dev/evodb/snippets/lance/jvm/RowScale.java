package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;

/// What one step of each dimension of the rows' codes is worth, and of their biases: the same in all
/// partitions, so that one set of integer weights serves a query.
record RowScale(float[] steps, BiasScale bias) {
    /// A step of the two high bits, in standard deviations of the residuals, for cosine: what lies beyond
    /// the last level costs little there, because distances are divided by the length of the decoded row.
    private static final double COSINE_STEP = 1.5;

    /// The same for l2, where it does not, and for dot, whose answers are the longest rows.
    private static final double STEP = 2;

    /// Levels that both codes make together.
    static final int LEVELS = 1 << (PackFormat.ROW_BITS + PackFormat.LOW_BITS);

    /// Levels a step of the high bits.
    static final int LOW_LEVELS = 1 << PackFormat.LOW_BITS;

    /// Partitions that are looked at.
    private static final int SAMPLE = 256;

    /// From every so many-th of the lists of rows, one a partition.
    static RowScale of(Vectors vectors, Metric metric, int[][] lists) {
        int stride = Math.max(1, lists.length / SAMPLE);
        int[][] sample = new int[(lists.length + stride - 1) / stride][];
        long rows = 0;
        for (int i = 0; i < sample.length; i++) {
            sample[i] = lists[i * stride];
            rows += sample[i].length;
        }
        int dims = vectors.dims();
        double[] squares = new double[dims];
        forEachResidual(vectors, sample, (residual, base) -> {
            for (int d = 0; d < dims; d++) {
                squares[d] += residual[d] * residual[d];
            }
        });
        float[] steps = new float[dims];
        for (int d = 0; d < dims; d++) {
            steps[d] = (float)
                    ((metric == Metric.COSINE ? COSINE_STEP : STEP) * Math.sqrt(squares[d] / Math.max(1, rows)));
        }
        if (metric != Metric.L2) {
            return new RowScale(steps, BiasScale.NONE);
        }
        RowScale unbiased = new RowScale(steps, BiasScale.NONE);
        double[] sums = new double[2];
        forEachResidual(vectors, sample, (residual, base) -> {
            double bias = 0;
            for (int d = 0; d < dims; d++) {
                double decoded = unbiased.decoded(d, unbiased.level(d, residual[d]));
                bias -= decoded * (base[d] + decoded / 2);
            }
            sums[0] += bias;
            sums[1] += bias * bias;
        });
        return new RowScale(steps, BiasScale.of(sums[0], sums[1], Math.max(1, rows)));
    }

    @FunctionalInterface
    private interface ResidualSink {
        void accept(double[] residual, float[] base);
    }

    private static void forEachResidual(Vectors vectors, int[][] lists, ResidualSink sink) {
        int dims = vectors.dims();
        double[] residual = new double[dims];
        float[] vector = new float[dims];
        for (int[] list : lists) {
            float[] base = base(vectors, list);
            for (int row : list) {
                vectors.copy(row, 1, vector, 0);
                for (int d = 0; d < dims; d++) {
                    residual[d] = (double) vector[d] - base[d];
                }
                sink.accept(residual, base);
            }
        }
    }

    /// What residuals of a partition with these rows are taken from: their mean.
    static float[] base(Vectors vectors, int[] rows) {
        double[] sums = new double[vectors.dims()];
        float[] vector = new float[sums.length];
        for (int row : rows) {
            vectors.copy(row, 1, vector, 0);
            for (int d = 0; d < sums.length; d++) {
                sums[d] += vector[d];
            }
        }
        float[] base = new float[sums.length];
        for (int d = 0; d < base.length; d++) {
            base[d] = (float) (sums[d] / Math.max(1, rows.length));
        }
        return base;
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
