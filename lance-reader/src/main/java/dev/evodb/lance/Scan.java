package dev.evodb.lance;

import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.NoSuchElementException;

/// The rows of a table in our own columns: see [BatchScan] for batches, order and threads. For one
/// thread.
public final class Scan implements Closeable {
    private final BatchScan<RecordBatch> batches;

    Scan(BatchScan<RecordBatch> batches) {
        this.batches = batches;
    }

    /// What each batch holds.
    public List<Field> fields() {
        return batches.fields();
    }

    /// Moves to the next batch; false after the last.
    public boolean next() throws IOException {
        return batches.next();
    }

    /// The current batch.
    ///
    /// @throws NoSuchElementException if [#next] did not answer true
    public RecordBatch batch() {
        return batches.batch();
    }

    @Override
    public void close() throws IOException {
        batches.close();
    }
}
