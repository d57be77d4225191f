package dev.evodb.ann.kernel;

/// Distances of a query of floats to rows of 16-bit floats (IEEE 754 binary16, as raw bits), which are
/// widened exactly; sums are `float`s in any order, the same at each place of a call. Arguments are
/// trusted; arrays are borrowed.
public interface HalfDistance {
    /// Squared L2 distances of `query[queryFrom .. queryFrom + dims)` to `count` consecutive rows,
    /// `(count, dims)` row-major from `rows[rowsFrom]`, into `out[outFrom .. outFrom + count)`.
    void squaredL2ToRows(
            float[] query, int queryFrom, short[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom);

    /// Inner products; arguments as of [#squaredL2ToRows].
    void dotWithRows(
            float[] query, int queryFrom, short[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom);

    /// Squared L2 distances to the rows `ordinals[ordinalsFrom .. ordinalsFrom + count)` of `rows`, which
    /// holds row `i` from `rows[i * dims]`, into `out[outFrom .. outFrom + count)`.
    void squaredL2ToRowsAt(
            float[] query,
            int queryFrom,
            short[] rows,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom);

    /// Inner products; arguments as of [#squaredL2ToRowsAt].
    void dotWithRowsAt(
            float[] query,
            int queryFrom,
            short[] rows,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom);
}
