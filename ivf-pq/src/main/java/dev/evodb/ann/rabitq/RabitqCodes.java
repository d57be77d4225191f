package dev.evodb.ann.rabitq;

/// The codes of `rows` vectors of `dims` dims, `bits` bits a dim. Written by [RabitqQuantizer].
///
/// - `signs`: `(rows, ceil(dims / 64))` row-major; bit `d % 64` of word `d / 64` is set where the value
///   of dim `d` is not negative.
/// - `magnitudes`: `(rows, dims)` row-major, `0 .. 2^(bits - 1)`; empty for 1 bit, where every
///   magnitude is 0.
/// - `squares`: the squared length of each vector.
/// - `scales`: what to multiply the inner product of a row's code and a query with.
/// - `errors`: the error of that product for a query of length 1, in units of one standard deviation.
///
/// The code value of dim `d` is the odd number `sign * (2 magnitude + 1)`.
public record RabitqCodes(
        int dims,
        int bits,
        int rows,
        long[] signs,
        byte[] magnitudes,
        float[] squares,
        float[] scales,
        float[] errors) {
    /// Codes of `rows` vectors, all zero.
    public RabitqCodes(int dims, int bits, int rows) {
        this(
                dims,
                bits,
                rows,
                new long[Math.multiplyExact(rows, words(dims))],
                new byte[bits == 1 ? 0 : Math.multiplyExact(rows, dims)],
                new float[rows],
                new float[rows],
                new float[rows]);
    }

    /// Words of signs a row.
    public static int words(int dims) {
        return (dims + 63) / 64;
    }

    /// The code value of dim `d` of row `row`.
    public int value(int row, int d) {
        boolean isSet = (signs[row * words(dims) + d / 64] >>> d & 1) != 0;
        int magnitude = bits == 1 ? 1 : 2 * magnitudes[row * dims + d] + 1;
        return isSet ? magnitude : -magnitude;
    }
}
