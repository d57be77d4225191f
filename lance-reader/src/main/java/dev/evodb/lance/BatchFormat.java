package dev.evodb.lance;

import java.io.IOException;

/// What a scan makes of the rows that it reads: our columns, or batches of another memory format.
///
/// Thread-safe: a scan with several threads calls [#read] from all of them at the same time.
public interface BatchFormat<T> {
    /// Our own columns.
    BatchFormat<RecordBatch> COLUMNS = new BatchFormat<>() {
        @Override
        public RecordBatch read(BatchRows rows) throws IOException {
            return rows.read();
        }

        @Override
        public RecordBatch of(RecordBatch batch) {
            return batch;
        }

        @Override
        public void release(RecordBatch batch) {}
    };

    /// Reads all columns of `rows`, which is borrowed for the call.
    T read(BatchRows rows) throws IOException;

    /// A batch of rows that were read already, because they were put together from small pieces.
    T of(RecordBatch batch);

    /// Gives back what `batch` holds. For batches that nobody will ask for any more.
    void release(T batch);
}
