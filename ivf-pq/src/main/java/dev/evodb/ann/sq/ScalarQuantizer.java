package dev.evodb.ann.sq;

import java.util.Arrays;

/// One byte a dim: code `c` of dim `d` stands for `low[d] + c * step[d]`, `c` in `0..=255` as an unsigned
/// byte. Values are rounded to the nearest code, those outside of the bounds to the nearest bound.
/// Lance's codes are cut off and share their bounds, see [SharedBounds]. Immutable.
public record ScalarQuantizer(float[] low, float[] step) {
    /// The greatest code.
    public static final int MAX_CODE = 255;

    /// @throws IllegalArgumentException if the arrays differ in length, or a step is negative or not
    ///     finite
    public ScalarQuantizer {
        if (low.length != step.length || low.length == 0) {
            throw new IllegalArgumentException(low.length + " lower bounds, but " + step.length + " steps");
        }
        for (int d = 0; d < low.length; d++) {
            if (!Float.isFinite(low[d]) || !Float.isFinite(step[d]) || step[d] < 0) {
                throw new IllegalArgumentException("dim " + d + " has the lower bound " + low[d] + " and the step "
                        + step[d] + ", must be finite and the step not negative");
            }
        }
    }

    /// Bounds for each dim of its own. `tail` in `[0, 0.5)` is the share of values that lies outside on
    /// either side; 0 takes the least and the greatest of `rows`, `(n, dims)` row-major, borrowed.
    ///
    /// @throws IllegalArgumentException if there is no row, or `tail` is out of range
    public static ScalarQuantizer perDim(float[] rows, int dims, double tail) {
        requireRows(rows, dims, tail);
        float[] low = new float[dims];
        float[] step = new float[dims];
        float[] values = new float[rows.length / dims];
        for (int d = 0; d < dims; d++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = rows[i * dims + d];
            }
            setBounds(values, tail, low, step, d);
        }
        return new ScalarQuantizer(low, step);
    }

    private static void requireRows(float[] rows, int dims, double tail) {
        if (dims < 1 || rows.length == 0 || rows.length % dims != 0) {
            throw new IllegalArgumentException(rows.length + " values are not rows of " + dims + " dims");
        }
        if (!(tail >= 0 && tail < 0.5)) {
            throw new IllegalArgumentException("tail must be at least 0 and below 0.5, got " + tail);
        }
    }

    private static void setBounds(float[] values, double tail, float[] low, float[] step, int d) {
        Arrays.sort(values);
        int outside = (int) (tail * values.length);
        float least = values[outside];
        float most = values[values.length - 1 - outside];
        low[d] = least;
        step[d] = (float) (((double) most - least) / MAX_CODE);
    }

    public int dims() {
        return low.length;
    }

    /// Codes of `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into `codes` from
    /// `codesFrom` on.
    public void encode(float[] rows, int rowsFrom, int count, byte[] codes, int codesFrom) {
        int dims = dims();
        float[] scale = new float[dims];
        for (int d = 0; d < dims; d++) {
            scale[d] = step[d] < Float.MIN_NORMAL ? 0 : 1 / step[d];
        }
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dims; d++) {
                float scaled = (rows[rowsFrom + i * dims + d] - low[d]) * scale[d];
                codes[codesFrom + i * dims + d] = (byte) (int) (Math.max(0f, Math.min(scaled, MAX_CODE)) + 0.5f);
            }
        }
    }

    /// What the codes of `count` rows stand for; arguments as of [#encode].
    public void decode(byte[] codes, int codesFrom, int count, float[] rows, int rowsFrom) {
        int dims = dims();
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dims; d++) {
                int code = Byte.toUnsignedInt(codes[codesFrom + i * dims + d]);
                rows[rowsFrom + i * dims + d] = low[d] + code * step[d];
            }
        }
    }

    /// The most by which a decoded value of dim `d` differs from what was encoded, if that lay within the
    /// bounds: half a step, and a few roundings of `float`.
    public float errorBound(int d) {
        float largest = Math.max(Math.abs(low[d]), Math.abs(low[d] + MAX_CODE * step[d]));
        return step[d] * (0.5f + 1e-4f) + 4 * Math.ulp(largest);
    }
}
