package dev.evodb.ann.source;

import java.io.Closeable;
import java.io.IOException;

/// One pass over the rows of a source, in order. For one thread; whoever opens closes.
public interface VectorBlocks extends Closeable {
    /// Fills `block` with the next rows, as many as it takes unless the source ends; false, with 0 rows,
    /// at the end.
    boolean read(VectorBlock block) throws IOException;

    /// Passes over the next `rows` rows, or all that are left.
    void skip(long rows) throws IOException;
}
