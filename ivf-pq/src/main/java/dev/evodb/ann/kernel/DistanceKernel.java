package dev.evodb.ann.kernel;

/// Distances between vectors of floats, summed up in `float`, in any order, which depends on
/// the method and on `dims` but not on the place of a row in a call: one method gives the same two
/// vectors the same distance. Arguments are trusted: callers check shapes once per query. Rows are
/// row-major; all arrays are borrowed for the call.
public interface DistanceKernel {
    /// Squared L2 distance of `a[aFrom .. aFrom + dims)` to `b[bFrom .. bFrom + dims)`.
    float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims);

    /// Inner product of `a[aFrom .. aFrom + dims)` and `b[bFrom .. bFrom + dims)`.
    float dot(float[] a, int aFrom, float[] b, int bFrom, int dims);

    /// Squared L2 distances of `query[queryFrom .. queryFrom + dims)` to `count` consecutive rows,
    /// `(count, dims)` row-major from `rows[rowsFrom]`, into `out[outFrom .. outFrom + count)`.
    void squaredL2ToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom);

    /// Inner products; arguments as of [#squaredL2ToRows].
    void dotWithRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom);

    /// Cosine distances `1 - a.b / (|a| |b|)`, 1 where a vector is zero; arguments as of
    /// [#squaredL2ToRows]. Lengths are computed on the way.
    void cosineToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom);

    /// Squared L2 distances of `query[queryFrom .. queryFrom + dims)` to the rows
    /// `ordinals[ordinalsFrom .. ordinalsFrom + count)` of `rows`, which holds row `i` from `rows[i *
    /// dims]`, into `out[outFrom .. outFrom + count)`.
    void squaredL2ToRowsAt(
            float[] query,
            int queryFrom,
            float[] rows,
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
            float[] rows,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom);
}
