package dev.evodb.bench.data;

import java.util.SplittableRandom;

/// Synthetic vectors of whole numbers 0..218, as picture descriptors have them: many, clustered, of a low
/// intrinsic dimension. A clustered set flatters inverted files; it serves for scale and memory, not for
/// claims about recall.
///
/// A row is a point of a latent space, a cluster's centre plus noise, carried through a fixed random
/// linear map; negative values become 0. Rows depend on `seed` alone: the same on every machine.
final class ClusteredVectors {
    private static final int LATENT = 24;
    private static final int CLUSTERS = 2_000;
    private static final double SPREAD = 0.55;
    private static final double NOISE = 4;
    private static final double SCALE = 9;
    private static final float MAX = 218;

    private ClusteredVectors() {}

    static VectorSet generate(int rows, int queries, int dims, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] map = gaussians(random, LATENT * dims, SCALE);
        float[] centres = gaussians(random, CLUSTERS * LATENT, 1);
        return new VectorSet(
                dims,
                rows(random.split(), rows, dims, map, centres),
                rows(random.split(), queries, dims, map, centres));
    }

    private static float[] rows(SplittableRandom random, int rows, int dims, float[] map, float[] centres) {
        float[] values = new float[Math.multiplyExact(rows, dims)];
        double[] latent = new double[LATENT];
        for (int r = 0; r < rows; r++) {
            // Squared, so that some clusters are much fuller than others.
            double u = random.nextDouble();
            int centre = (int) (u * u * CLUSTERS);
            for (int i = 0; i < LATENT; i++) {
                latent[i] = centres[centre * LATENT + i] + SPREAD * random.nextGaussian();
            }
            for (int d = 0; d < dims; d++) {
                double sum = NOISE * random.nextGaussian();
                for (int i = 0; i < LATENT; i++) {
                    sum += latent[i] * map[i * dims + d];
                }
                values[r * dims + d] = Math.min(MAX, Math.max(0, (float) Math.rint(sum)));
            }
        }
        return values;
    }

    private static float[] gaussians(SplittableRandom random, int count, double scale) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
