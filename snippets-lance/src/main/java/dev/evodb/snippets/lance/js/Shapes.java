package dev.evodb.snippets.lance.js;

import dev.evodb.snippets.lance.Lanes;
import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PackHits;
import dev.evodb.snippets.lance.PackPartition;
import dev.evodb.snippets.lance.PackQuery;
import dev.evodb.snippets.lance.PackSearch;
import dev.evodb.snippets.lance.js.SearchSnippet.Searcher;
import org.jspecify.annotations.Nullable;
import org.teavm.jso.typedarrays.ArrayBuffer;

/// One living object of each class that a search makes, so that the machine code of searches lives on.
///
/// V8 holds the shape of a class ("hidden class") only as long as an object has it. When all garbage is
/// collected between two requests the shapes of a search die, and with them all machine code that was
/// compiled for them ("embedded weak objects cleared"): the next request of a warm isolate is as slow as
/// its first. The last searcher leads to what it worked with. What would lead to the bytes of partitions
/// is kept without them.
final class Shapes {
    private @Nullable Searcher last;

    @SuppressWarnings("UnusedVariable") // It only has to be there.
    private @Nullable PackPartition partition;

    @SuppressWarnings("UnusedVariable")
    private @Nullable PackHits hits;

    /// Keeps what leads to `searcher`, which searches for `query`, until the next one.
    void keep(PackQuery query, Lanes lanes, Searcher searcher) {
        // Not in the first request of an isolate, which has enough to do.
        if (last != null && partition == null) {
            // No rows, only a base.
            int bytes = PackFormat.PARTITION_HEADER_BYTES + 4 * query.head().dims();
            partition = new PackPartition(query.head(), new BufferBytes(new ArrayBuffer(bytes)));
            hits = new PackSearch(query, lanes, 1).run(new PackPartition[0], null);
        }
        last = searcher;
    }
}
