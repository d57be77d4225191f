package dev.evodb.lance.arrow;

import dev.evodb.lance.RecordBatch;
import dev.evodb.lance.Scan;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/// A scan as Arrow's own stream of batches, for whatever takes an [ArrowReader]: one batch at a time in
/// [#getVectorSchemaRoot], whose memory the next [#loadNextBatch] and [#close] give back. For one thread.
///
/// ```java
/// try (BufferAllocator allocator = new RootAllocator();
///         LanceDataset table = LanceDataset.open(Path.of("samples/words.lance"));
///         LanceArrowReader reader = new LanceArrowReader(table.scan(ScanRequest.ALL), allocator)) {
///     while (reader.loadNextBatch()) {
///         VectorSchemaRoot batch = reader.getVectorSchemaRoot();
///     }
/// }
/// ```
///
/// Types are those of the native reader. Only dictionary columns differ: they come as their values, so
/// that [#getDictionaryVectors] is always empty.
public final class LanceArrowReader extends ArrowReader {
    private final Scan scan;
    private final AtomicLong bytesRead = new AtomicLong();

    /// Reads the rest of `scan`, which is closed with this reader, into memory of `allocator`, which
    /// stays the caller's.
    public LanceArrowReader(Scan scan, BufferAllocator allocator) {
        super(allocator);
        this.scan = scan;
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
        RecordBatch batch = scan.batch();
        try (ArrowBuffers buffers = new ArrowBuffers(allocator)) {
            loadRecordBatch(buffers.recordBatch(batch));
            bytesRead.addAndGet(buffers.bytes());
        }
        return true;
    }

    /// Bytes of Arrow memory that were filled so far.
    @Override
    public long bytesRead() {
        return bytesRead.get();
    }

    @Override
    protected void closeReadSource() throws IOException {
        scan.close();
    }

    @Override
    protected Schema readSchema() {
        return ArrowTypes.schema(scan.fields());
    }
}
