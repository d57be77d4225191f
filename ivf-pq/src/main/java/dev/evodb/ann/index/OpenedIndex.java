package dev.evodb.ann.index;

import dev.evodb.ann.HitBuffer;
import dev.evodb.ann.Hits;
import dev.evodb.ann.SearchRequest;
import dev.evodb.vector.Metric;
import java.io.Closeable;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An opened index of one family of kinds. Thread-safe; whoever opens closes.
sealed interface OpenedIndex extends Closeable permits InvertedIndex, GraphIndex {
    Metric metric();

    int dims();

    /// Rows that can be answered.
    long rows();

    Hits search(SearchRequest request) throws IOException;

    void search(SearchRequest request, HitBuffer answer) throws IOException;

    /// As [#search] for each request, in order, on so many threads.
    List<Hits> searchAll(List<SearchRequest> requests, int threads) throws IOException;

    String explain(SearchRequest request);

    /// What this index is.
    IndexDescription describe();

    /// Bytes that rows take in memory now.
    long loadedBytes();

    /// Where rows lie, for changes.
    PlacedRows placedRows() throws IOException;

    /// Places of deleted rows; null if there are none.
    @Nullable
    BitSet deleted();
}
