package dev.evodb.ann.sq;

/// One byte a dim: code `c` of dim `d` stands for `low[d] + c * step[d]`, `c` in `0..=255` as an unsigned byte. Values
/// outside of the bounds go to the nearest bound. Immutable.
public record ScalarQuantizer(float[] low, float[] step) {
    /// The greatest code.
    public static final int MAX_CODE = 255;

    /// @throws IllegalArgumentException if the arrays differ in length, or a step is negative or not finite
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

    public int dims() {
        return low.length;
    }

    /// Codes of `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into `codes` from `codesFrom` on.
    public void encode(float[] rows, int rowsFrom, int count, byte[] codes, int codesFrom) {
        int dims = dims();
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dims; d++) {
                float scaled = step[d] == 0 ? 0 : (rows[rowsFrom + i * dims + d] - low[d]) / step[d];
                codes[codesFrom + i * dims + d] = (byte) Math.clamp(Math.round(scaled), 0, MAX_CODE);
            }
        }
    }

    /// What the codes of `count` rows stand for; arguments as of [#encode].
    public void decode(byte[] codes, int codesFrom, int count, float[] rows, int rowsFrom) {
        int dims = dims();
        for (int i = 0; i < count; i++) {
            for (int d = 0; d < dims; d++) {
                int code = Byte.toUnsignedInt(codes[codesFrom + i * dims + d]);
                rows[rowsFrom + i * dims + d] = Math.fma(code, step[d], low[d]);
            }
        }
    }

    /// The most by which a decoded value of dim `d` differs from what was encoded, if that lay within the bounds: half
    /// a step, and the rounding of `float`.
    public float errorBound(int d) {
        return step[d] / 2 + 2 * Math.ulp(Math.max(Math.abs(low[d]), Math.abs(low[d] + MAX_CODE * step[d])));
    }
}
