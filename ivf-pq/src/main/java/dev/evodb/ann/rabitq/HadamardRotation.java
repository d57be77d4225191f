package dev.evodb.ann.rabitq;

import java.util.SplittableRandom;

/// A rotation drawn by chance that takes `dims log dims` steps: rounds of random signs and a
/// Walsh-Hadamard transform over the largest power of two, at the head and at the tail of the dims in
/// turn, with the two halves mixed between (Ailon, Chazelle: "The fast Johnson-Lindenstrauss transform",
/// 2009). Lengths, inner products and distances stay. Depends on `dims` and `seed` alone. Immutable,
/// shared by all threads.
public final class HadamardRotation {
    private static final int ROUNDS = 4;
    private static final float HALF_ROOT = (float) Math.sqrt(0.5);

    private final int dims;
    private final long seed;
    private final int window;
    private final float scale;
    private final float[] signs;

    /// @throws IllegalArgumentException if `dims` is not positive
    public HadamardRotation(int dims, long seed) {
        if (dims < 1) {
            throw new IllegalArgumentException("dims must be positive, got " + dims);
        }
        this.dims = dims;
        this.seed = seed;
        this.window = Integer.highestOneBit(dims);
        this.scale = (float) (1 / Math.sqrt(window));
        this.signs = new float[ROUNDS * dims];
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < signs.length; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
    }

    public int dims() {
        return dims;
    }

    public long seed() {
        return seed;
    }

    /// Turns the vector `values[from .. from + dims)` in place.
    public void apply(float[] values, int from) {
        for (int round = 0; round < ROUNDS; round++) {
            flip(values, from, round);
            transform(values, from + (round % 2 == 0 ? 0 : dims - window));
            if (window < dims) {
                mixHalves(values, from);
            }
        }
    }

    /// Turns a vector back; undoes [#apply] up to rounding.
    public void applyInverse(float[] values, int from) {
        // Each step is its own inverse.
        for (int round = ROUNDS - 1; round >= 0; round--) {
            if (window < dims) {
                mixHalves(values, from);
            }
            transform(values, from + (round % 2 == 0 ? 0 : dims - window));
            flip(values, from, round);
        }
    }

    private void flip(float[] values, int from, int round) {
        for (int d = 0; d < dims; d++) {
            values[from + d] *= signs[round * dims + d];
        }
    }

    private void transform(float[] values, int from) {
        for (int half = 1; half < window; half *= 2) {
            for (int block = from; block < from + window; block += 2 * half) {
                for (int i = block; i < block + half; i++) {
                    float a = values[i];
                    float b = values[i + half];
                    values[i] = a + b;
                    values[i + half] = a - b;
                }
            }
        }
        for (int i = from; i < from + window; i++) {
            values[i] *= scale;
        }
    }

    /// Dim `d` of the lower half with dim `d` of the upper; the middle one of an odd number stays.
    private void mixHalves(float[] values, int from) {
        int half = dims / 2;
        int upper = from + dims - half;
        for (int d = 0; d < half; d++) {
            float a = values[from + d];
            float b = values[upper + d];
            values[from + d] = (a + b) * HALF_ROOT;
            values[upper + d] = (a - b) * HALF_ROOT;
        }
    }
}
