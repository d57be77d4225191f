package dev.evodb.ann.kernel;

/// Distances of many queries to many rows, for batches of queries and for the assignment of rows to
/// centroids. Sums have the bits that [DistanceKernel] gives for rows. Arguments are trusted; arrays are
/// borrowed for the call.
public interface BlockDistance {
    /// Squared L2 distances of each of `queryCount` queries, `(queryCount, dims)` from
    /// `queries[queriesFrom]`, to each of `count` rows, `(count, dims)` from `rows[rowsFrom]`, into
    /// `(queryCount, count)` from `out[outFrom]`.
    void squaredL2(
            float[] queries,
            int queriesFrom,
            int queryCount,
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] out,
            int outFrom);

    /// Inner products; arguments as of [#squaredL2].
    void dot(
            float[] queries,
            int queriesFrom,
            int queryCount,
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] out,
            int outFrom);
}
