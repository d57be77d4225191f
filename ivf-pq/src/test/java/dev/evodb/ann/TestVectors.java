package dev.evodb.ann;

import java.util.SplittableRandom;

/// Seeded vectors for tests.
public final class TestVectors {
    private TestVectors() {}

    /// `(count, dims)` row-major, every value normally distributed.
    public static float[] gaussian(int count, int dims, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count * dims];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /// `(count, dims)` row-major around `clusters` centres that lie far apart; row `i` belongs to centre
    /// `i % clusters`.
    public static float[] clustered(int count, int dims, int clusters, long seed) {
        float[] centres = gaussian(clusters, dims, seed + 1);
        float[] values = gaussian(count, dims, seed);
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dims; d++) {
                values[i * dims + d] = 0.1f * values[i * dims + d] + 10 * centres[i % clusters * dims + d];
            }
        }
        return values;
    }

    /// Squared L2 distance in `double`.
    public static double squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            double difference = (double) a[aFrom + d] - b[bFrom + d];
            sum += difference * difference;
        }
        return sum;
    }
}
