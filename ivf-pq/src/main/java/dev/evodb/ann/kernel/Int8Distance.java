package dev.evodb.ann.kernel;

/// Distances of a query of floats to rows of signed bytes, each of which stands for `scale` times itself.
/// Sums are `float`s in any order, the same at each place of a call. Arguments are trusted; arrays are
/// borrowed.
///
/// A query against rows that were shifted as well, `value = offset + scale * byte`, has the offset taken
/// off the query (L2) or `offset` times its sum added to the product (dot).
public interface Int8Distance {
    /// Squared L2 distances of `query[queryFrom .. queryFrom + dims)` to `count` consecutive rows,
    /// `(count, dims)` row-major from `rows[rowsFrom]`, into `out[outFrom .. outFrom + count)`.
    void squaredL2ToRows(
            float[] query,
            int queryFrom,
            byte[] rows,
            int rowsFrom,
            float scale,
            int dims,
            int count,
            float[] out,
            int outFrom);

    /// Inner products; arguments as of [#squaredL2ToRows].
    void dotWithRows(
            float[] query,
            int queryFrom,
            byte[] rows,
            int rowsFrom,
            float scale,
            int dims,
            int count,
            float[] out,
            int outFrom);

    /// Squared L2 distances to the rows `ordinals[ordinalsFrom .. ordinalsFrom + count)` of `rows`, which
    /// holds row `i` from `rows[i * dims]`, into `out[outFrom .. outFrom + count)`.
    void squaredL2ToRowsAt(
            float[] query,
            int queryFrom,
            byte[] rows,
            float scale,
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
            byte[] rows,
            float scale,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom);
}
