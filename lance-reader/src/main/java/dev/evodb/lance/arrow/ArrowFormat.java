package dev.evodb.lance.arrow;

import dev.evodb.lance.BatchFormat;
import dev.evodb.lance.BatchRows;
import dev.evodb.lance.RecordBatch;
import java.io.IOException;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/// Batches in Arrow memory, filled by the threads that read them. Values that lie in the file as they do
/// in memory go there with one copy.
record ArrowFormat(BatchMemory memory) implements BatchFormat<ArrowRecordBatch> {
    @Override
    public ArrowRecordBatch read(BatchRows rows) throws IOException {
        try (ArrowBuffers buffers = new ArrowBuffers(memory)) {
            return buffers.recordBatch(rows);
        }
    }

    @Override
    public ArrowRecordBatch of(RecordBatch batch) {
        try (ArrowBuffers buffers = new ArrowBuffers(memory)) {
            return buffers.recordBatch(batch);
        }
    }

    @Override
    public void release(ArrowRecordBatch batch) {
        batch.close();
    }
}
