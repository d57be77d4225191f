package dev.evodb.ann.pq;

/// How a product quantiser is trained. Immutable.
///
/// - `subvectors`: into how many the dims are cut, a divisor of them, even for 16 codes.
/// - `codes`: 16 or 256 a subvector.
/// - `iterations`: passes of the k-means of each subvector.
/// - `trainingRows`: at most so many rows are used.
/// - `rotations`: 0, or how often a rotation of the space and the codebooks are fitted to each other in
///   turn (Ge, He, Ke, Sun: "Optimized product quantization", 2013, section 3.1).
/// - `seed`: all of the chance.
public record PqSpec(int subvectors, int codes, int iterations, int trainingRows, int rotations, long seed) {
    public PqSpec {
        if (codes != 16 && codes != 256) {
            throw new IllegalArgumentException("codes must be 16 or 256, got " + codes);
        }
        if (codes == 16 && subvectors % 2 != 0) {
            throw new IllegalArgumentException(
                    "16 codes need an even number of subvectors, two a byte, got " + subvectors);
        }
        if (subvectors < 1 || iterations < 1 || trainingRows < 1 || rotations < 0) {
            throw new IllegalArgumentException("subvectors, iterations and trainingRows must be positive and rotations"
                    + " not negative, got " + subvectors + ", " + iterations + ", " + trainingRows + " and "
                    + rotations);
        }
    }

    /// 25 passes over at most 256 rows a code and at least 8,192, no rotation, seed 42.
    public static PqSpec of(int subvectors, int codes) {
        return new PqSpec(subvectors, codes, 25, Math.max(8_192, 256 * codes), 0, 42);
    }

    public PqSpec withRotations(int value) {
        return new PqSpec(subvectors, codes, iterations, trainingRows, value, seed);
    }

    public PqSpec withTrainingRows(int value) {
        return new PqSpec(subvectors, codes, iterations, value, rotations, seed);
    }

    public PqSpec withIterations(int value) {
        return new PqSpec(subvectors, codes, value, trainingRows, rotations, seed);
    }

    public PqSpec withSeed(long value) {
        return new PqSpec(subvectors, codes, iterations, trainingRows, rotations, value);
    }
}
