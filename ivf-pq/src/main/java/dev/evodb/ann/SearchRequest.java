package dev.evodb.ann;

/// One nearest-neighbour query. Immutable; every `with` method answers a changed copy.
///
/// `query` has the dims of the searched column and only finite numbers; it is borrowed and not changed.
/// `k` is the number of hits wanted. The nearest `minimumProbes` partitions are visited, and more, up to
/// `maximumProbes`, as long as fewer candidates were found than are wanted (all, if there are fewer; the
/// answer says how many), or as long as there was a new candidate in one of the last `patience`
/// partitions (0 takes no notice; see [#withPatience]). `refineFactor` of 1 or more replaces the
/// approximate distances of the best `k * refineFactor` candidates by exact ones; 0 leaves them
/// approximate. `ef` is the beam of graph indices, at least `k * refineFactor`; 0 is one and a half times
/// that. Only distances in `[lowerBound, upperBound)` are answered. `mask` names the rows that may be
/// answered.
public record SearchRequest(
        float[] query,
        int k,
        int minimumProbes,
        int maximumProbes,
        int patience,
        int refineFactor,
        int ef,
        double lowerBound,
        double upperBound,
        RowMask mask) {
    /// Most candidates that one query may hold, `k * refineFactor`; also the widest beam.
    public static final int MAX_CANDIDATES = 1_000_000;

    /// Partitions that are visited unless a request says otherwise.
    public static final int DEFAULT_PROBES = 20;

    public SearchRequest {
        requireFinite(query);
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        if (minimumProbes < 1) {
            throw new IllegalArgumentException("nprobes must be at least 1, got " + minimumProbes);
        }
        if (maximumProbes < minimumProbes) {
            throw new IllegalArgumentException(
                    "maximum nprobes must be at least the minimum of " + minimumProbes + ", got " + maximumProbes);
        }
        if (patience < 0) {
            throw new IllegalArgumentException("patience must not be negative, got " + patience);
        }
        if (refineFactor < 0) {
            throw new IllegalArgumentException("refine factor must not be negative, got " + refineFactor);
        }
        if ((long) k * Math.max(1, refineFactor) > MAX_CANDIDATES) {
            throw new IllegalArgumentException(
                    "k x refine factor must be at most " + MAX_CANDIDATES + ", got " + k + " x " + refineFactor);
        }
        if (ef < 0 || ef > MAX_CANDIDATES) {
            throw new IllegalArgumentException("ef must be in 1..=" + MAX_CANDIDATES + ", got " + ef);
        }
        if (ef != 0 && ef < k * Math.max(1, refineFactor)) {
            throw new IllegalArgumentException("ef must be at least k x refine factor, got " + ef + " for " + k
                    + (refineFactor > 1 ? " x " + refineFactor : ""));
        }
        if (Double.isNaN(lowerBound) || Double.isNaN(upperBound) || lowerBound > upperBound) {
            throw new IllegalArgumentException(
                    "distance bounds must be two ascending numbers, got " + lowerBound + " and " + upperBound);
        }
    }

    /// As many probes at the least as at the most, the default beam, no bounds.
    public SearchRequest(float[] query, int k, int nprobes, int refineFactor, RowMask mask) {
        this(query, k, nprobes, nprobes, 0, refineFactor, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, mask);
    }

    /// [#DEFAULT_PROBES], unrefined, over all rows.
    public static SearchRequest of(float[] query, int k) {
        return new SearchRequest(query, k, DEFAULT_PROBES, 0, RowMask.all());
    }

    public SearchRequest withProbes(int nprobes) {
        return withProbes(nprobes, nprobes);
    }

    public SearchRequest withProbes(int minimum, int maximum) {
        return new SearchRequest(query, k, minimum, maximum, patience, refineFactor, ef, lowerBound, upperBound, mask);
    }

    /// Visits partitions until `partitions` of them in a row brought no new candidate: at least
    /// `minimumProbes`, at most `maximumProbes`. Queries differ much in how many partitions their
    /// neighbours lie in; what easy ones save is more than what hard ones take, so that a rate is higher
    /// at equal recall, and single queries differ more. 0 goes back to a fixed number.
    public SearchRequest withPatience(int partitions) {
        return new SearchRequest(
                query, k, minimumProbes, maximumProbes, partitions, refineFactor, ef, lowerBound, upperBound, mask);
    }

    public SearchRequest withRefineFactor(int factor) {
        return new SearchRequest(
                query, k, minimumProbes, maximumProbes, patience, factor, ef, lowerBound, upperBound, mask);
    }

    public SearchRequest withEf(int beam) {
        return new SearchRequest(
                query, k, minimumProbes, maximumProbes, patience, refineFactor, beam, lowerBound, upperBound, mask);
    }

    public SearchRequest withBounds(double lower, double upper) {
        return new SearchRequest(
                query, k, minimumProbes, maximumProbes, patience, refineFactor, ef, lower, upper, mask);
    }

    public SearchRequest withMask(RowMask rows) {
        return new SearchRequest(
                query, k, minimumProbes, maximumProbes, patience, refineFactor, ef, lowerBound, upperBound, rows);
    }

    /// Candidates to keep before refining.
    public int candidates() {
        return k * Math.max(1, refineFactor);
    }

    /// The beam of a search in a graph.
    public int beam() {
        return ef == 0 ? candidates() + candidates() / 2 : ef;
    }

    /// Whether a row at that distance may be answered.
    public boolean isWithinBounds(double distance) {
        return distance >= lowerBound && distance < upperBound;
    }

    /// Whether there are bounds at all.
    public boolean hasBounds() {
        return lowerBound > Double.NEGATIVE_INFINITY || upperBound < Double.POSITIVE_INFINITY;
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

    /// @throws IllegalArgumentException unless the query consists of unsigned bytes
    public void requireBytes() {
        for (int d = 0; d < query.length; d++) {
            if (query[d] != (int) query[d] || query[d] < 0 || query[d] > 255) {
                throw new IllegalArgumentException(
                        "query value " + d + " is " + query[d] + ", hamming distances need integers in 0..=255");
            }
        }
    }
}
