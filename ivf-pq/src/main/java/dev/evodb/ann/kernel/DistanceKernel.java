package dev.evodb.ann.kernel;

/// Distances between vectors of floats, summed up in `float`, in any order. Arguments are trusted: callers check
/// shapes once per query.
public interface DistanceKernel {
    /// Squared L2 distance of `a[aFrom .. aFrom + dims)` to `b[bFrom .. bFrom + dims)`.
    float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims);

    /// Inner product of `a[aFrom .. aFrom + dims)` and `b[bFrom .. bFrom + dims)`.
    float dot(float[] a, int aFrom, float[] b, int bFrom, int dims);

    /// Squared L2 distances of `query[queryFrom .. queryFrom + dims)` to `count` consecutive rows, `(count, dims)`
    /// row-major from `rows[rowsFrom]`, into `out[outFrom .. outFrom + count)`.
    void squaredL2ToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom);

    /// Inner products; arguments as of [#squaredL2ToRows].
    void dotWithRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom);
}
