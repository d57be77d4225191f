package dev.evodb.ann.rabitq;

import java.util.SplittableRandom;

/// Four rounds of sign flips and Walsh-Hadamard transforms: as good as a random rotation, in `dims x log
/// dims` steps and `dims / 2` bytes (Ailon, Chazelle: "The fast Johnson-Lindenstrauss transform", 2009).
///
/// `signs` holds four rounds of `(dims + 7) / 8` bytes, bit `i` least significant first; a set bit flips
/// the sign of value `i`. Where the dims are no power of two, rounds transform the first and the last
/// largest power of two of them in turn, and mix the halves after it; the middle one of an odd number of
/// dims has no other to mix with.
public record FastRotation(int dims, byte[] signs) implements Rotation {
    private static final int ROUNDS = 4;
    private static final float ROOT = (float) Math.sqrt(2);

    public FastRotation {
        if (dims < 1 || signs.length != signBytes(dims)) {
            throw new IllegalArgumentException(
                    signs.length + " bytes of signs, " + dims + " dims need " + signBytes(dims));
        }
    }

    /// Draws the signs by chance: the same for the same `dims` and `seed`.
    ///
    /// @throws IllegalArgumentException if `dims` is not positive
    public static FastRotation random(int dims, long seed) {
        byte[] signs = new byte[(int) Math.max(0, signBytes(dims))];
        new SplittableRandom(seed).nextBytes(signs);
        return new FastRotation(dims, signs);
    }

    /// Bytes of the signs of a rotation.
    public static long signBytes(int dims) {
        return ROUNDS * ((dims + 7L) >>> 3);
    }

    @Override
    public void rotate(float[] vector, int from, float[] rotated, int rotatedFrom) {
        System.arraycopy(vector, from, rotated, rotatedFrom, dims);
        int width = Integer.highestOneBit(dims);
        for (int round = 0; round < ROUNDS; round++) {
            flip(rotated, rotatedFrom, round * ((dims + 7) >>> 3));
            transform(rotated, rotatedFrom + (round % 2 == 0 ? 0 : dims - width), width);
            if (width != dims) {
                mixHalves(rotated, rotatedFrom);
            }
        }
        if (width != dims) {
            // The mixing doubles squares, four times.
            for (int d = 0; d < dims; d++) {
                rotated[rotatedFrom + d] *= 0.25f;
            }
        }
    }

    private void flip(float[] values, int from, int signsFrom) {
        for (int d = 0; d < dims; d++) {
            if ((signs[signsFrom + (d >>> 3)] >> (d & 7) & 1) != 0) {
                values[from + d] = -values[from + d];
            }
        }
    }

    /// The Walsh-Hadamard transform of `values[from .. from + width)`, scaled so that lengths stay.
    private static void transform(float[] values, int from, int width) {
        for (int half = 1; half < width; half *= 2) {
            for (int block = from; block < from + width; block += 2 * half) {
                for (int i = block; i < block + half; i++) {
                    float sum = values[i] + values[i + half];
                    values[i + half] = values[i] - values[i + half];
                    values[i] = sum;
                }
            }
        }
        float scale = (float) (1 / Math.sqrt(width));
        for (int i = from; i < from + width; i++) {
            values[i] *= scale;
        }
    }

    private void mixHalves(float[] values, int from) {
        int half = dims / 2;
        int upper = from + dims - half;
        for (int i = 0; i < half; i++) {
            float sum = values[from + i] + values[upper + i];
            values[upper + i] = values[from + i] - values[upper + i];
            values[from + i] = sum;
        }
        if (dims % 2 != 0) {
            values[from + half] *= ROOT;
        }
    }
}
