package dev.evodb.ann.rq;

/// Four rounds of sign flips and Walsh-Hadamard transforms: as good as a random rotation, in `dims x log
/// dims` steps and `dims / 2` bytes. Immutable.
///
/// `signs` holds four rounds of `(dims + 7) / 8` bytes, bit `i` least significant first; a set bit flips
/// the sign of value `i`. Where the dims are no power of two, rounds transform the first and the last
/// largest power of two of them in turn, and mix the halves after it.
public record FastRotation(int dims, byte[] signs) implements Rotation {
    private static final int ROUNDS = 4;

    public FastRotation {
        if (dims < 1 || signs.length != (long) ROUNDS * ((dims + 7) >>> 3)) {
            throw new IllegalArgumentException(
                    signs.length + " bytes of signs, " + dims + " dims need " + (long) ROUNDS * ((dims + 7) >>> 3));
        }
    }

    @Override
    public void rotate(float[] vector, float[] rotated) {
        System.arraycopy(vector, 0, rotated, 0, dims);
        int width = Integer.highestOneBit(dims);
        for (int round = 0; round < ROUNDS; round++) {
            flip(rotated, round * ((dims + 7) >>> 3));
            transform(rotated, round % 2 == 0 ? 0 : dims - width, width);
            if (width != dims) {
                mixHalves(rotated);
            }
        }
        if (width != dims) {
            // The mixing doubles squares, four times.
            for (int d = 0; d < dims; d++) {
                rotated[d] *= 0.25f;
            }
        }
    }

    private void flip(float[] values, int from) {
        for (int d = 0; d < dims; d++) {
            if ((signs[from + (d >>> 3)] >> (d & 7) & 1) != 0) {
                values[d] = -values[d];
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

    private void mixHalves(float[] values) {
        int half = dims / 2;
        for (int i = 0; i < half; i++) {
            float sum = values[i] + values[i + half];
            values[i + half] = values[i] - values[i + half];
            values[i] = sum;
        }
    }
}
