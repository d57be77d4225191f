package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;

/// Cells and centroids as the pack holds them: cell by cell, four bits a dimension, with one mean and
/// step a dimension for both. What a reader decodes is the centroid: rows are assigned by it.
///
/// `cells` and `codes` are the codes of the cells and of the partitions, row-major; `decoded` is what the
/// latter mean, `preferences` what is added to the score of each.
record CodedCentroids(
        int dims, float[] means, float[] steps, byte[] cells, byte[] codes, float[] decoded, float[] preferences) {
    private static final int LEVELS = 1 << PackFormat.CENTROID_BITS;

    /// The step of the best uniform quantizer of 16 levels for normally distributed values, in standard
    /// deviations (Max, 1960).
    private static final double STEP = 0.3352;

    /// How much a centroid is preferred for each unit by which its last row scores less than those of
    /// others: where rows lie densely, a partition covers little.
    private static final double DENSITY = 0.2;

    private static final int SAMPLE_ROWS = 20_000;

    /// Preferences are estimated from a sample of the vectors, for partitions of so many rows.
    static CodedCentroids of(
            Centroids centroids,
            Cells cells,
            Metric metric,
            Vectors vectors,
            int partitionRows,
            long seed,
            PackProgress progress) {
        int dims = centroids.dims();
        int partitions = centroids.partitions();
        float[] ordered = Vectors.of(centroids.values(), dims).take(cells.order());
        double[] sums = new double[dims];
        double[] squares = new double[dims];
        for (int i = 0; i < ordered.length; i++) {
            sums[i % dims] += ordered[i];
            squares[i % dims] += (double) ordered[i] * ordered[i];
        }
        float[] means = new float[dims];
        float[] steps = new float[dims];
        for (int d = 0; d < dims; d++) {
            double mean = sums[d] / partitions;
            means[d] = (float) mean;
            steps[d] = (float) (STEP * Math.sqrt(Math.max(0, squares[d] / partitions - mean * mean)));
        }
        byte[] codes = codes(ordered, means, steps);
        float[] decoded = new float[codes.length];
        for (int i = 0; i < codes.length; i++) {
            decoded[i] = (float) value(means[i % dims], steps[i % dims], codes[i]);
        }
        float[] preferences = new float[partitions];
        if (metric != Metric.L2) {
            prefer(decoded, preferences, vectors, partitionRows, new SeededRandom(seed), progress);
        }
        return new CodedCentroids(dims, means, steps, codes(cells.values(), means, steps), codes, decoded, preferences);
    }

    private static byte[] codes(float[] values, float[] means, float[] steps) {
        int dims = means.length;
        byte[] codes = new byte[values.length];
        for (int i = 0; i < codes.length; i++) {
            double step = steps[i % dims];
            double level = step > 0 ? Math.floor(((double) values[i] - means[i % dims]) / step) + LEVELS / 2.0 : 0;
            codes[i] = (byte) Math.clamp(level, 0, LEVELS - 1);
        }
        return codes;
    }

    private static double value(double mean, double step, int code) {
        return mean + step * (code - PackFormat.CENTROID_MIDDLE);
    }

    private static void prefer(
            float[] decoded,
            float[] preferences,
            Vectors vectors,
            int partitionRows,
            SeededRandom random,
            PackProgress progress) {
        int dims = vectors.dims();
        int count = Math.min(vectors.rows(), SAMPLE_ROWS);
        Vectors sample = Vectors.of(vectors.take(random.sample(vectors.rows(), count)), dims);
        int last = Math.clamp(Math.round((double) partitionRows * count / vectors.rows()), 1, count);
        int[][] nearest =
                new NearestRows(sample, new float[0], progress).of(decoded, preferences.length, last, "prefer");
        float[] row = new float[dims];
        double[] bounds = new double[preferences.length];
        double sum = 0;
        for (int p = 0; p < bounds.length; p++) {
            sample.copy(nearest[p][nearest[p].length - 1], 1, row, 0);
            for (int d = 0; d < dims; d++) {
                bounds[p] += (double) row[d] * decoded[p * dims + d];
            }
            sum += bounds[p];
        }
        for (int p = 0; p < bounds.length; p++) {
            preferences[p] = (float) (DENSITY * (sum / bounds.length - bounds[p]));
        }
    }

    int partitions() {
        return preferences.length;
    }

    int cellCount() {
        return cells.length / dims;
    }

    /// Minus half of the squared length of each vector that `some` codes stand for.
    double[] biases(byte[] some) {
        double[] biases = new double[some.length / dims];
        for (int i = 0; i < some.length; i++) {
            double value = value(means[i % dims], steps[i % dims], some[i]);
            biases[i / dims] -= value * value / 2;
        }
        return biases;
    }
}
