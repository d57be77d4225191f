package dev.evodb.lance.arrow;

import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.BatchSource;
import dev.evodb.lance.RecordBatch;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.ArrowWriter;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/// Hands batches over to Arrow: as vectors, or as an IPC file or stream; [LanceArrowReader] is the third
/// way. Every type of a column has its type in Arrow.
public final class ArrowBridge {
    private ArrowBridge() {}

    /// Writes the rest of `rows` as an Arrow IPC file, one record batch a batch, and leaves both open.
    ///
    /// A file that was cut short by an exception has no footer, so that no reader takes it for a whole
    /// one.
    ///
    /// @throws LimitExceededException if an array of a batch takes 2 GiB or more in Arrow
    public static void writeIpcFile(BatchSource rows, WritableByteChannel out) throws IOException {
        write(rows, root -> new ArrowFileWriter(root, new DictionaryProvider.MapDictionaryProvider(), out));
    }

    /// Writes the rest of `rows` as an Arrow IPC stream, one record batch a batch, and leaves both open.
    ///
    /// A stream that was cut short by an exception has no end mark; readers that take the end of the
    /// bytes for one see whole batches only.
    ///
    /// @throws LimitExceededException if an array of a batch takes 2 GiB or more in Arrow
    public static void writeIpcStream(BatchSource rows, WritableByteChannel out) throws IOException {
        write(rows, root -> new ArrowStreamWriter(root, new DictionaryProvider.MapDictionaryProvider(), out));
    }

    private static void write(BatchSource rows, Function<VectorSchemaRoot, ArrowWriter> format) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                BatchMemory memory = new BatchMemory(allocator);
                VectorSchemaRoot root = VectorSchemaRoot.create(ArrowTypes.schema(rows.fields()), allocator)) {
            // Not closed: that would write the footer after a failure, and close a channel that is not ours.
            ArrowWriter writer = format.apply(root);
            writer.start();
            while (rows.next()) {
                load(root, rows.batch(), memory);
                writer.writeBatch();
            }
            writer.end();
        }
    }

    /// A copy of `batch` in memory of `allocator`, which the caller closes.
    ///
    /// @throws LimitExceededException if an array of the batch takes 2 GiB or more in Arrow
    public static VectorSchemaRoot root(RecordBatch batch, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(ArrowTypes.schema(batch.fields()), allocator);
        boolean isLoaded = false;
        try (BatchMemory memory = new BatchMemory(allocator)) {
            load(root, batch, memory);
            isLoaded = true;
            return root;
        } finally {
            if (!isLoaded) {
                root.close();
            }
        }
    }

    private static void load(VectorSchemaRoot root, RecordBatch batch, BatchMemory memory) {
        try (ArrowBuffers buffers = new ArrowBuffers(memory);
                ArrowRecordBatch loaded = buffers.recordBatch(batch)) {
            new VectorLoader(root).load(loaded);
        }
    }
}
