package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;

/// What one step of each dimension of the rows' codes is worth, and of their biases: the same in all
/// partitions, so that one set of integer weights serves a query.
record ResidualScale(float[] steps, BiasScale bias) {
    /// The step of the best uniform quantizer of 4 levels for normally distributed values, in standard
    /// deviations (Max, 1960).
    private static final double STEP = 0.9957;

    private static final int SAMPLE_ROWS = 200_000;

    /// From every so many-th stored row.
    static ResidualScale of(PackRows rows, Metric metric, CodedCentroids centroids, Assignment assignment) {
        int dims = rows.dims();
        int stride = Math.max(1, (int) (assignment.storedRows() / SAMPLE_ROWS));
        double[] sums = new double[dims];
        double[] squares = new double[dims];
        double biasSum = 0;
        double biasSquares = 0;
        double[] residual = new double[dims];
        long count = 0;
        int next = 0;
        for (int p = 0; p < assignment.rowsOfPartition().length; p++) {
            int[] ordinals = assignment.rowsOfPartition()[p];
            for (; next < ordinals.length; next += stride) {
                float[] vector = rows.vectors()[ordinals[next]];
                centroids.residual(vector, p, residual);
                for (int d = 0; d < dims; d++) {
                    sums[d] += residual[d];
                    squares[d] += residual[d] * residual[d];
                }
                double bias = bias(metric, vector, residual);
                biasSum += bias;
                biasSquares += bias * bias;
                count++;
            }
            next -= ordinals.length;
        }
        float[] steps = new float[dims];
        for (int d = 0; d < dims; d++) {
            double mean = sums[d] / count;
            steps[d] = (float) (STEP * Math.sqrt(Math.max(0, squares[d] / count - mean * mean)));
        }
        return new ResidualScale(
                steps, metric == Metric.L2 ? BiasScale.of(biasSum, biasSquares, count) : BiasScale.NONE);
    }

    /// What the inner products of a query with centroid and residual leave out of minus half the squared
    /// distance: `-<c, r> - |r|^2 / 2`. 0 but for L2.
    static double bias(Metric metric, float[] vector, double[] residual) {
        double bias = 0;
        for (int d = 0; d < vector.length && metric == Metric.L2; d++) {
            bias -= residual[d] * (vector[d] - residual[d] / 2);
        }
        return bias;
    }

    int code(double residual, int d) {
        int levels = 1 << PackFormat.CODE_BITS;
        return steps[d] > 0 ? (int) Math.clamp(Math.floor(residual / steps[d]) + levels / 2.0, 0, levels - 1) : 0;
    }
}
