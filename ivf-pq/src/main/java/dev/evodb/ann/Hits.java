package dev.evodb.ann;

/// What a search found, nearest first; equal distances by the smaller row id (unsigned).
///
/// `rowIds[i]` lies at `distances[i]`; both arrays have the same length, at most `k`. The arrays are the
/// caller's.
public record Hits(long[] rowIds, double[] distances, SearchStatistics statistics) {
    public Hits {
        if (rowIds.length != distances.length) {
            throw new IllegalArgumentException(rowIds.length + " row ids, but " + distances.length + " distances");
        }
    }

    public int size() {
        return rowIds.length;
    }

    /// The number of partitions that were visited, 0 for an exact search.
    public int probed() {
        return statistics.partitionsProbed();
    }
}
