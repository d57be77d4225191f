package dev.evodb.ann.rabitq;

/// Codes of vectors, residuals as a rule, and estimates of distances from them (Gao, Long: "RaBitQ:
/// Quantizing high-dimensional vectors with a theoretical error bound", 2024; Gao and others: "Practical
/// and asymptotically optimal quantization", 2024, for more bits).
///
/// A vector `x` is turned by a rotation drawn by chance, then every dim becomes an odd whole number, so
/// that their vector `v` points nearly where `x` points. `<x, q>` is estimated as `|x|^2 <v, q> / <v,
/// x>`: without bias over rotations, and off by about `|x| |q| sqrt((1 / cos^2 - 1) / (dims - 1))`, where
/// `cos` is that of `v` and `x`. Immutable, shared by all threads.
public final class RabitqQuantizer {
    /// The most bits a dim.
    public static final int MAX_BITS = 8;

    /// Standard deviations within which an estimate lies but for 1 of some 17 (normal); the paper's
    /// `epsilon_0`.
    public static final float DEVIATIONS = 1.9f;

    /// Lengths of the vector that are tried against the grid of codes.
    private static final int TRIALS = 24;

    private final HadamardRotation rotation;
    private final int bits;

    /// @throws IllegalArgumentException if `bits` is not in 1..=8
    public RabitqQuantizer(HadamardRotation rotation, int bits) {
        if (bits < 1 || bits > MAX_BITS) {
            throw new IllegalArgumentException("bits must be in 1..=" + MAX_BITS + ", got " + bits);
        }
        this.rotation = rotation;
        this.bits = bits;
    }

    public HadamardRotation rotation() {
        return rotation;
    }

    public int bits() {
        return bits;
    }

    /// Room for so many rows.
    public RabitqCodes newCodes(int rows) {
        return new RabitqCodes(rotation.dims(), bits, rows);
    }

    /// Encodes `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into rows `codesFrom ..` of
    /// `codes`. The rows are turned in place.
    public void encode(float[] rows, int rowsFrom, int count, RabitqCodes codes, int codesFrom) {
        int dims = rotation.dims();
        for (int i = 0; i < count; i++) {
            int from = rowsFrom + i * dims;
            rotation.apply(rows, from);
            encodeTurned(rows, from, codes, codesFrom + i);
        }
    }

    private void encodeTurned(float[] x, int from, RabitqCodes codes, int row) {
        int dims = rotation.dims();
        int words = RabitqCodes.words(dims);
        double squares = 0;
        float largest = 0;
        for (int d = 0; d < dims; d++) {
            float value = x[from + d];
            squares += (double) value * value;
            largest = Math.max(largest, Math.abs(value));
            if (value >= 0) {
                codes.signs()[row * words + d / 64] |= 1L << d;
            } else {
                codes.signs()[row * words + d / 64] &= ~(1L << d);
            }
        }
        double scale = bits == 1 ? 0 : bestScale(x, from, largest);
        double product = 0;
        double codeSquares = 0;
        for (int d = 0; d < dims; d++) {
            int magnitude = magnitude(x[from + d], scale);
            if (bits > 1) {
                codes.magnitudes()[row * dims + d] = (byte) magnitude;
            }
            int value = 2 * magnitude + 1;
            product += value * (double) Math.abs(x[from + d]);
            codeSquares += (double) value * value;
        }
        codes.squares()[row] = (float) squares;
        codes.scales()[row] = product == 0 ? 0 : (float) (squares / product);
        double inverseCosine = product == 0 ? 1 : squares * codeSquares / (product * product);
        codes.errors()[row] = (float) Math.sqrt(squares * Math.max(0, inverseCosine - 1) / Math.max(1, dims - 1));
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
        int dims = rotation.dims();
        double best = 0;
        double bestCosine = -1;
        for (int trial = 0; trial < TRIALS; trial++) {
            double scale = (1 << (bits - 1)) / (double) largest * (1 + 3.0 * trial / TRIALS);
            double product = 0;
            double squares = 0;
            for (int d = 0; d < dims; d++) {
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

    /// The estimated inner product of row `row` and a query that [HadamardRotation#apply] has turned.
    public float estimateDot(RabitqCodes codes, int row, float[] turnedQuery, int from) {
        float sum = 0;
        for (int d = 0; d < rotation.dims(); d++) {
            sum += codes.value(row, d) * turnedQuery[from + d];
        }
        return codes.scales()[row] * sum;
    }

    /// How far [#estimateDot] may be off for a query of length `queryLength`: [#DEVIATIONS] deviations.
    public float dotBound(RabitqCodes codes, int row, float queryLength) {
        return DEVIATIONS * codes.errors()[row] * queryLength;
    }

    /// The estimated squared distance, from the query's squared length; off by at most twice [#dotBound],
    /// as often as that holds.
    public float estimateSquaredL2(RabitqCodes codes, int row, float[] turnedQuery, int from, float querySquare) {
        return codes.squares()[row] + querySquare - 2 * estimateDot(codes, row, turnedQuery, from);
    }
}
