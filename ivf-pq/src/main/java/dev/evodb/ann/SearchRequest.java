package dev.evodb.ann;

/// One nearest-neighbour query.
///
/// `query` has the dims of the searched column and only finite numbers; it is borrowed and not changed.
/// `k` is the number of hits wanted. `nprobes` partitions are visited (all, if there are fewer; the
/// answer says how many). `refineFactor` of 1 or more replaces the approximate distances of the best `k *
/// refineFactor` candidates by exact ones; 0 leaves them approximate. `mask` names the rows that may be
/// answered.
public record SearchRequest(float[] query, int k, int nprobes, int refineFactor, RowMask mask) {
    /// Most candidates that one query may hold, `k * refineFactor`.
    public static final int MAX_CANDIDATES = 1_000_000;

    public SearchRequest {
        requireFinite(query);
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        if (nprobes < 1) {
            throw new IllegalArgumentException("nprobes must be at least 1, got " + nprobes);
        }
        if (refineFactor < 0) {
            throw new IllegalArgumentException("refine factor must not be negative, got " + refineFactor);
        }
        if ((long) k * Math.max(1, refineFactor) > MAX_CANDIDATES) {
            throw new IllegalArgumentException(
                    "k x refine factor must be at most " + MAX_CANDIDATES + ", got " + k + " x " + refineFactor);
        }
    }

    /// Candidates to keep before refining.
    public int candidates() {
        return k * Math.max(1, refineFactor);
    }

    /// @throws IllegalArgumentException if `query` holds a NaN or an infinity, naming its position
    public static void requireFinite(float[] query) {
        for (int d = 0; d < query.length; d++) {
            if (!Float.isFinite(query[d])) {
                throw new IllegalArgumentException("query value " + d + " is " + query[d] + ", allowed finite numbers");
            }
        }
    }

    /// @throws IllegalArgumentException unless the query has `dims` values
    public void requireDims(int dims) {
        if (query.length != dims) {
            throw new IllegalArgumentException("query has " + query.length + " dims, the column has " + dims);
        }
    }
}
