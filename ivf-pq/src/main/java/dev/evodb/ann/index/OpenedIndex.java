package dev.evodb.ann.index;

import dev.evodb.ann.VectorIndex;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// An opened index of one family of kinds. Thread-safe; whoever opens closes.
sealed interface OpenedIndex extends VectorIndex permits InvertedIndex, GraphIndex {
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
