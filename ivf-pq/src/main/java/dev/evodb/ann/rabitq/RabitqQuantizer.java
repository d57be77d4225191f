package dev.evodb.ann.rabitq;

/// Makes codes of vectors, residuals as a rule (Gao, Long: "RaBitQ: Quantizing high-dimensional vectors
/// with a theoretical error bound", 2024; Gao and others: "Practical and asymptotically optimal
/// quantization of high-dimensional vectors", 2024, for more bits).
///
/// A vector `x` is turned by a rotation drawn by chance, then every dim becomes an odd whole number, so
/// that their vector `v` points nearly where `x` points. `<x, q>` is estimated as `|x|^2 <v, q> / <v,
/// x>`: without bias over rotations, and off by about `|x| |q| sqrt((1 / cos^2 - 1) / (dims - 1))`, where
/// `cos` is that of `v` and `x`. The signs of `v` alone are such an estimate too, of one bit a dim.
///
/// Factors are for `|x|^2 - 2 <x, q>` (`isL2`) or `-<x, q>`. Immutable, shared by all threads.
public record RabitqQuantizer(Rotation rotation, int bits, boolean isL2) {
    /// The most bits a dim.
    public static final int MAX_BITS = 8;

    /// Standard deviations within which an estimate lies but for 1 of some 17 (normal); the paper's
    /// `epsilon_0`.
    public static final float DEVIATIONS = 1.9f;

    /// Lengths of the vector that are tried against the grid of codes.
    private static final int TRIALS = 24;

    public RabitqQuantizer {
        if (bits < 1 || bits > MAX_BITS) {
            throw new IllegalArgumentException("bits must be in 1..=" + MAX_BITS + ", got " + bits);
        }
    }

    /// Encodes `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into places `codesFrom ..`
    /// of `codes`.
    public void encode(float[] rows, int rowsFrom, int count, RabitqCodes codes, int codesFrom) {
        int dims = rotation.dims();
        float[] rotated = new float[dims];
        for (int i = 0; i < count; i++) {
            rotation.rotate(rows, rowsFrom + i * dims, rotated, 0);
            encodeRotated(rotated, 0, codes, codesFrom + i);
        }
    }

    /// Encodes `x[from .. from + dims)`, which the rotation has turned.
    public void encodeRotated(float[] x, int from, RabitqCodes codes, int place) {
        double squares = 0;
        double absolutes = 0;
        float largest = 0;
        for (int d = 0; d < rotation.dims(); d++) {
            float value = x[from + d];
            squares += (double) value * value;
            absolutes += Math.abs(value);
            largest = Math.max(largest, Math.abs(value));
        }
        double gridScale = bits == 1 ? 0 : bestScale(x, from, largest);
        double product = putCodes(x, from, gridScale, codes, place);
        int places = codes.places();
        double factor = isL2 ? -2 : -1;
        codes.factors()[place] = isL2 ? (float) squares : 0;
        codes.factors()[places + place] = absolutes == 0 ? 0 : (float) (factor * squares / absolutes);
        if (bits > 1) {
            codes.factors()[2 * places + place] = (float) (-factor * signError(squares, absolutes) * DEVIATIONS);
            codes.factors()[3 * places + place] = product == 0 ? 0 : (float) (factor * squares / product);
        }
    }

    /// One standard deviation of the error of the signs' estimate, for a query of length 1.
    private double signError(double squares, double absolutes) {
        int dims = rotation.dims();
        double inverseCosine = absolutes == 0 ? 1 : squares * dims / (absolutes * absolutes);
        return Math.sqrt(squares * Math.max(0, inverseCosine - 1) / Math.max(1, dims - 1));
    }

    /// Writes the planes, and answers the inner product of `x` and what they stand for.
    private double putCodes(float[] x, int from, double gridScale, RabitqCodes codes, int place) {
        int dims = rotation.dims();
        double product = 0;
        long[] planes = new long[bits];
        for (int first = 0; first < dims; first += Long.SIZE) {
            java.util.Arrays.fill(planes, 0);
            for (int d = first; d < Math.min(first + Long.SIZE, dims); d++) {
                float value = x[from + d];
                int magnitude = magnitude(value, gridScale);
                int half = 1 << (bits - 1);
                int code = value >= 0 ? half + magnitude : half - 1 - magnitude;
                product += (2 * magnitude + 1) * (double) Math.abs(value);
                for (int plane = 0; plane < bits; plane++) {
                    planes[plane] |= (long) (code >>> (bits - 1 - plane) & 1) << d;
                }
            }
            for (int plane = 0; plane < bits; plane++) {
                codes.setWord(place, plane, first / Long.SIZE, planes[plane]);
            }
        }
        return product;
    }

    private int magnitude(float value, double scale) {
        return (int) Math.min((1 << (bits - 1)) - 1, Math.abs(value) * scale);
    }

    /// The factor that brings a vector onto the grid with the greatest cosine, of some between two
    /// bounds: a largest value on the outermost code, and one four times as far.
    private double bestScale(float[] x, int from, float largest) {
        if (largest == 0) {
            return 0;
        }
        double best = 0;
        double bestCosine = -1;
        for (int trial = 0; trial < TRIALS; trial++) {
            double scale = (1 << (bits - 1)) / (double) largest * (1 + 3.0 * trial / TRIALS);
            double product = 0;
            double squares = 0;
            for (int d = 0; d < rotation.dims(); d++) {
                int value = 2 * magnitude(x[from + d], scale) + 1;
                product += value * (double) Math.abs(x[from + d]);
                squares += (double) value * value;
            }
            double cosine = product / Math.sqrt(squares);
            if (cosine > bestCosine) {
                bestCosine = cosine;
                best = scale;
            }
        }
        return best;
    }
}
