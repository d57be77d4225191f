package dev.evodb.ann;

import dev.evodb.vector.TopK;
import java.util.Arrays;

/// The nearest rows of a search in progress: a [TopK] over candidates that are known by their row id.
///
/// Candidates are numbered as they are offered; of equal distances at the last rank the earlier offer
/// stays. Keeps the row id of every candidate that was ever accepted, a number that grows with the
/// logarithm of those offered.
public final class Nearest {
    private final TopK topK;
    private final int limit;
    private long[] rowIds;
    private int accepted;

    public Nearest(int limit) {
        this.topK = new TopK(limit);
        this.limit = limit;
        this.rowIds = new long[Math.min(limit, 1024)];
    }

    /// The distance that a new candidate has to be below.
    public double bound() {
        return topK.bound();
    }

    public void offer(double distance, long rowId) {
        if (distance < topK.bound() && topK.offer(distance, accepted)) {
            if (accepted == rowIds.length) {
                rowIds = Arrays.copyOf(rowIds, accepted * 2);
            }
            rowIds[accepted++] = rowId;
        }
    }

    /// Candidates kept so far, at most `limit`.
    public int size() {
        return topK.size();
    }

    /// Candidates that were the nearest so far when they were offered: those kept, and those that better
    /// ones have replaced since.
    public int accepted() {
        return accepted;
    }

    /// Whether fewer candidates than the limit were offered.
    public boolean isShort() {
        return topK.size() < limit;
    }

    /// Ends the search, which did what `statistics` say.
    public Hits drain(SearchStatistics statistics) {
        int[] ordinals = new int[limit];
        double[] distances = new double[limit];
        int size = topK.drain(ordinals, distances);
        long[] ids = new long[size];
        for (int i = 0; i < size; i++) {
            ids[i] = rowIds[ordinals[i]];
        }
        distances = Arrays.copyOf(distances, size);
        sortTiesByRowId(ids, distances);
        return new Hits(ids, distances, statistics);
    }

    /// Distances are sorted already; runs of equal ones are short.
    private static void sortTiesByRowId(long[] ids, double[] distances) {
        for (int i = 1; i < ids.length; i++) {
            long id = ids[i];
            int at = i;
            while (at > 0 && distances[at - 1] == distances[i] && Long.compareUnsigned(ids[at - 1], id) > 0) {
                ids[at] = ids[at - 1];
                at--;
            }
            ids[at] = id;
        }
    }
}
