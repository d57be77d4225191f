package dev.evodb.lance.index;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// One open segment of an index, which answers conditions with rows. Thread-safe; whoever opens it closes
/// it.
///
/// Rows are named as the table's row ids are, except by [ZoneMapIndex] and [BloomFilterIndex], which name
/// addresses always. Rows of fragments that the table has not any more are left out.
///
/// Whatever the bytes of its files are, every method answers with data or throws
/// [dev.evodb.error.CorruptFileException], [dev.evodb.error.UnsupportedFeatureException],
/// [dev.evodb.error.LimitExceededException] or an [IOException].
public sealed interface ScalarIndex extends Closeable
        permits BTreeIndex, BitmapIndex, LabelListIndex, ZoneMapIndex, BloomFilterIndex, NGramIndex {
    /// Whether [#search] answers the query.
    boolean canAnswer(IndexQuery query);

    /// The rows for which the query is true. Only for queries that the index can answer.
    IndexAnswer search(IndexQuery query) throws IOException;

    /// The rows that hold null, exactly; absent where the index does not know them.
    Optional<RowSet> nulls() throws IOException;
}
