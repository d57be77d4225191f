package dev.evodb.ann.index;

import java.util.SplittableRandom;

/// Seeded rows around some centres, of different lengths.
final class ClusteredRows {
    private static final int CENTRES = 25;

    private ClusteredRows() {}

    static float[] values(int rows, int dims, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] centres = new float[CENTRES * dims];
        for (int i = 0; i < centres.length; i++) {
            centres[i] = (float) random.nextGaussian();
        }
        float[] values = new float[rows * dims];
        for (int i = 0; i < rows; i++) {
            int centre = random.nextInt(CENTRES) * dims;
            for (int d = 0; d < dims; d++) {
                values[i * dims + d] = centres[centre + d] + 0.6f * (float) random.nextGaussian();
            }
        }
        return values;
    }

    /// A vector near some row.
    static float[] query(float[] values, int dims, long seed) {
        SplittableRandom random = new SplittableRandom(1000 + seed);
        int row = random.nextInt(values.length / dims) * dims;
        float[] query = new float[dims];
        for (int d = 0; d < dims; d++) {
            query[d] = values[row + d] + 0.3f * (float) random.nextGaussian();
        }
        return query;
    }
}
