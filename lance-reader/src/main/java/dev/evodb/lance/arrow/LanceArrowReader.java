package dev.evodb.lance.arrow;

import dev.evodb.lance.BatchScan;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/// A scan as Arrow's own stream of batches, for whatever takes an [ArrowReader]: one batch at a time in
/// [#getVectorSchemaRoot], whose memory the next [#loadNextBatch] and [#close] give back. For one thread;
/// batches are read ahead as [BatchScan] says, so that the allocator holds several of them. Large buffers that nobody
/// holds any more are used again: up to 64 MiB of them wait for that, outside of the heap and of the allocator's count.
///
/// ```java
/// try (BufferAllocator allocator = new RootAllocator();
///         LanceDataset table = LanceDataset.open(Path.of("samples/words.lance"));
///         LanceArrowReader reader = new LanceArrowReader(table, ScanRequest.ALL, allocator)) {
///     while (reader.loadNextBatch()) {
///         VectorSchemaRoot batch = reader.getVectorSchemaRoot();
///     }
/// }
/// ```
///
/// Types are those of the native reader. Only dictionary columns differ: they come as their values, so
/// that [#getDictionaryVectors] is always empty.
public final class LanceArrowReader extends ArrowReader {
    private final BatchMemory memory;
    private final BatchScan<ArrowRecordBatch> scan;
    private long bytesRead;

    /// Reads what `request` asks `table` for into memory of `allocator`; both stay the caller's.
    public LanceArrowReader(LanceDataset table, ScanRequest request, BufferAllocator allocator) {
        super(allocator);
        this.memory = new BatchMemory(allocator);
        this.scan = table.scan(request, new ArrowFormat(memory));
    }

    /// Moves to the next batch; false after the last, with a batch of no rows.
    ///
    /// @throws dev.evodb.error.LimitExceededException if an array of the batch takes 2 GiB or more in
    ///     Arrow
    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        if (!scan.next()) {
            return false;
        }
        ArrowRecordBatch batch = scan.batch();
        for (ArrowBuf buffer : batch.getBuffers()) {
            bytesRead += buffer.readableBytes();
        }
        loadRecordBatch(batch);
        return true;
    }

    /// Bytes of Arrow memory that were filled so far.
    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    protected void closeReadSource() throws IOException {
        try (memory) {
            scan.close();
        }
    }

    @Override
    protected Schema readSchema() {
        return ArrowTypes.schema(scan.fields());
    }
}
