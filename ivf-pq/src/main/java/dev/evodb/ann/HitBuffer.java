package dev.evodb.ann;

import dev.evodb.ann.SearchStatistics.Method;
import java.util.Arrays;
import java.util.Objects;

/// An answer that is used again: what a search found, in arrays that the next search overwrites. Searches
/// that write into one allocate nothing once it has grown to their `k`.
///
/// Rows are as of [Hits]: nearest first, equal distances by the smaller row id. After a failed search it
/// holds anything. For one thread.
///
/// ```java
/// HitBuffer answer = new HitBuffer();
/// for (SearchRequest request : requests) {
///     index.search(request, answer);
///     for (int i = 0; i < answer.size(); i++) {
///         use(answer.rowId(i), answer.distance(i));
///     }
/// }
/// ```
public final class HitBuffer {
    private long[] rowIds = {};
    private double[] distances = {};
    private int size;
    private Method method = Method.INDEX;
    private int partitionsProbed;
    private long codesScored;
    private int candidatesRefined;
    private long rowsCompared;
    private boolean isExhausted;
    private String note = "";

    /// Becomes a copy of an answer.
    public void set(Hits hits) {
        SearchStatistics statistics = hits.statistics();
        set(hits.rowIds(), hits.distances(), hits.size());
        setStatistics(
                statistics.method(),
                statistics.partitionsProbed(),
                statistics.codesScored(),
                statistics.candidatesRefined(),
                statistics.rowsCompared(),
                statistics.isExhausted(),
                statistics.note());
    }

    /// Becomes a copy of another.
    public void set(HitBuffer other) {
        set(other.rowIds, other.distances, other.size);
        setStatistics(
                other.method,
                other.partitionsProbed,
                other.codesScored,
                other.candidatesRefined,
                other.rowsCompared,
                other.isExhausted,
                other.note);
    }

    /// Holds the first `count` rows of two arrays, which are copied.
    public void set(long[] ids, double[] atDistances, int count) {
        if (rowIds.length < count) {
            rowIds = new long[count];
            distances = new double[count];
        }
        System.arraycopy(ids, 0, rowIds, 0, count);
        System.arraycopy(atDistances, 0, distances, 0, count);
        size = count;
    }

    /// What the search did, as of [SearchStatistics].
    public void setStatistics(
            Method ofMethod, int partitions, long codes, int refined, long compared, boolean exhausted, String ofNote) {
        method = ofMethod;
        partitionsProbed = partitions;
        codesScored = codes;
        candidatesRefined = refined;
        rowsCompared = compared;
        isExhausted = exhausted;
        note = ofNote;
    }

    public int size() {
        return size;
    }

    /// @throws IndexOutOfBoundsException if `i` is not in `0..size`
    public long rowId(int i) {
        return rowIds[Objects.checkIndex(i, size)];
    }

    /// In units of the metric.
    ///
    /// @throws IndexOutOfBoundsException if `i` is not in `0..size`
    public double distance(int i) {
        return distances[Objects.checkIndex(i, size)];
    }

    /// Whether fewer than `k` rows were found where the search looked.
    public boolean isExhausted() {
        return isExhausted;
    }

    /// What the search did: a new object.
    public SearchStatistics statistics() {
        return new SearchStatistics(
                method, partitionsProbed, codesScored, candidatesRefined, rowsCompared, isExhausted, note);
    }

    /// A copy that no later search changes.
    public Hits toHits() {
        return new Hits(Arrays.copyOf(rowIds, size), Arrays.copyOf(distances, size), statistics());
    }
}
