package dev.evodb.lance;

import dev.evodb.type.Field;
import java.io.IOException;
import java.util.List;

/// Rows that come batch by batch, all of the same columns: a [Scan], or what somebody made of one. For one
/// thread.
public interface BatchSource {
    /// What each batch holds.
    List<Field> fields();

    /// Moves to the next batch; false after the last.
    boolean next() throws IOException;

    /// The current batch.
    ///
    /// @throws java.util.NoSuchElementException if [#next] did not answer true
    RecordBatch batch();
}
