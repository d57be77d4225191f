package dev.evodb.oracle.table;

import java.nio.file.Path;
import org.apache.arrow.c.ArrowArrayStream;
import org.apache.arrow.c.Data;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.Dataset;
import org.lance.WriteParams;

/// Tables that the native library writes.
///
/// The library ends the whole process on some inputs, so whoever tries many of them does it in a process of its own.
public final class NativeTables {
    private NativeTables() {}

    /// How a table is written. `fileVersion` is for example `2.1`.
    public record Layout(String fileVersion, int rowsPerFile, boolean hasStableRowIds) {
        WriteParams.Builder params() {
            return new WriteParams.Builder()
                    .withDataStorageVersion(fileVersion)
                    .withMaxRowsPerFile(rowsPerFile)
                    .withEnableStableRowIds(hasStableRowIds);
        }
    }

    /// Writes all of `rows` as a new table at `folder`.
    public static void create(Path folder, ArrowReader rows, Layout layout, BufferAllocator allocator) {
        write(folder, rows, layout.params().build(), allocator);
    }

    /// Adds all of `rows` to the table at `folder`.
    public static void append(Path folder, ArrowReader rows, Layout layout, BufferAllocator allocator) {
        write(
                folder,
                rows,
                layout.params().withMode(WriteParams.WriteMode.APPEND).build(),
                allocator);
    }

    @SuppressWarnings("deprecation") // The builder takes no `WriteParams`.
    private static void write(Path folder, ArrowReader rows, WriteParams params, BufferAllocator allocator) {
        try (ArrowArrayStream stream = ArrowArrayStream.allocateNew(allocator)) {
            Data.exportArrayStream(allocator, rows, stream);
            Dataset.create(allocator, stream, folder.toString(), params).close();
        }
    }
}
