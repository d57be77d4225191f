package dev.evodb.oracle.speed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.lance.Dataset;
import org.lance.ipc.LanceScanner;
import org.lance.ipc.ScanOptions;

/// The reads of a benchmark as the native library does them, with its own defaults for batches, threads and caches.
final class NativeReads {
    private NativeReads() {}

    /// Takes what a scan gives.
    interface Consumer<T> {
        T take(ArrowReader reader) throws IOException;
    }

    static Dataset open(Path table, BufferAllocator allocator) {
        return Dataset.open().uri(table.toString()).allocator(allocator).build();
    }

    /// All rows of `columns`, all columns if it is empty, for which `filter` holds, all rows if it is empty.
    static <T> T scan(Dataset table, List<String> columns, String filter, Consumer<T> consumer) throws IOException {
        ScanOptions.Builder options = new ScanOptions.Builder();
        if (!columns.isEmpty()) {
            options.columns(columns);
        }
        if (!filter.isEmpty()) {
            options.filter(filter);
        }
        LanceScanner scanner = table.newScan(options.build());
        try (ArrowReader reader = scanner.scanBatches()) {
            return consumer.take(reader);
        } finally {
            close(scanner);
        }
    }

    static <T> T take(Dataset table, List<String> columns, long[] offsets, Consumer<T> consumer) throws IOException {
        List<Long> boxed = new ArrayList<>(offsets.length);
        for (long offset : offsets) {
            boxed.add(offset);
        }
        try (ArrowReader reader = table.take(boxed, columns)) {
            return consumer.take(reader);
        }
    }

    static long rows(ArrowReader reader) throws IOException {
        long rows = 0;
        while (reader.loadNextBatch()) {
            rows += reader.getVectorSchemaRoot().getRowCount();
        }
        return rows;
    }

    private static void close(LanceScanner scanner) throws IOException {
        try {
            scanner.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Declared by AutoCloseable; the scanner itself throws nothing checked.
            throw new IOException(e);
        }
    }
}
