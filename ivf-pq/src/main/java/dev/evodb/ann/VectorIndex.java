package dev.evodb.ann;

import dev.evodb.vector.Metric;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// An index that answers nearest-neighbour queries. Thread-safe; whoever opens closes.
public interface VectorIndex extends Closeable {
    Metric metric();

    int dims();

    /// Rows that can be answered: deleted ones do not count.
    long rows();

    /// The nearest rows of one query: `min(k, rows that the request allows)` of them, in units of
    /// [#metric]. Fewer than `k` are marked as exhausted.
    ///
    /// @throws IllegalArgumentException if the query has other dims
    Hits search(SearchRequest request) throws IOException;

    /// As [#search(SearchRequest)], with the answer in memory of the caller: for callers that cannot
    /// afford garbage.
    void search(SearchRequest request, HitBuffer answer) throws IOException;

    /// As [#search] for each request, in order: the same answers, for less work a query.
    List<Hits> searchAll(List<SearchRequest> requests) throws IOException;

    /// What a search would do and why, for a person: a few lines.
    String explain(SearchRequest request);
}
