package dev.evodb.lance;

import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// The rows of a table in our own columns: see [BatchScan] for batches, order and threads. For one
/// thread.
public final class Scan implements BatchSource, Closeable {
    private final BatchScan<RecordBatch> batches;

    Scan(BatchScan<RecordBatch> batches) {
        this.batches = batches;
    }

    @Override
    public List<Field> fields() {
        return batches.fields();
    }

    @Override
    public boolean next() throws IOException {
        return batches.next();
    }

    @Override
    public RecordBatch batch() {
        return batches.batch();
    }

    @Override
    public void close() throws IOException {
        batches.close();
    }
}
