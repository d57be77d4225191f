package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;

/// Centroids as the pack holds them, four bits a dimension around the mean of the dimension. What a
/// reader decodes is the centroid: residuals are taken from it, nothing is lost twice.
record CodedCentroids(float[] means, float[] steps, byte[] codes, double[] decoded, double[] biases) {
    private static final int LEVELS = 1 << PackFormat.CENTROID_BITS;

    /// The step of the best uniform quantizer of 16 levels for normally distributed values, in standard
    /// deviations (Max, 1960).
    private static final double STEP = 0.3352;

    static CodedCentroids of(Centroids centroids) {
        int partitions = centroids.partitions();
        int dims = centroids.dims();
        float[] means = new float[dims];
        float[] steps = new float[dims];
        byte[] codes = new byte[partitions * dims];
        double[] decoded = new double[partitions * dims];
        double[] biases = new double[partitions];
        for (int d = 0; d < dims; d++) {
            double sum = 0;
            double squares = 0;
            for (int p = 0; p < partitions; p++) {
                double value = centroids.values()[p * dims + d];
                sum += value;
                squares += value * value;
            }
            double mean = sum / partitions;
            means[d] = (float) mean;
            steps[d] = (float) (STEP * Math.sqrt(Math.max(0, squares / partitions - mean * mean)));
            for (int p = 0; p < partitions; p++) {
                double offset = centroids.values()[p * dims + d] - (double) means[d];
                double level = steps[d] > 0 ? Math.floor(offset / steps[d]) + LEVELS / 2.0 : LEVELS / 2.0;
                codes[p * dims + d] = (byte) Math.clamp(level, 0, LEVELS - 1);
                double value = means[d] + (double) steps[d] * (codes[p * dims + d] - (LEVELS - 1) / 2.0);
                decoded[p * dims + d] = value;
                biases[p] -= value * value / 2;
            }
        }
        return new CodedCentroids(means, steps, codes, decoded, biases);
    }

    /// Residual of `vector` from centroid `p`, into `out`.
    void residual(float[] vector, int p, double[] out) {
        for (int d = 0; d < vector.length; d++) {
            out[d] = vector[d] - decoded[p * vector.length + d];
        }
    }
}
