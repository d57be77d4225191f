package dev.evodb.ann.lance;

import dev.evodb.column.Column;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.StoredRows;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// Vectors of single rows: from where they lie in the files, if they are floats that lie there plainly,
/// else as columns of a take. Thread-safe; whoever opens it closes it.
final class VectorFetch implements Closeable {
    /// Rows of one read; bounds its memory to their vectors.
    private static final int ROWS = 8192;

    private final LanceDataset dataset;
    private final VectorColumn column;
    private final ConcurrentLinkedQueue<float[]> idle = new ConcurrentLinkedQueue<>();
    private @Nullable StoredRows stored;
    private boolean isOpen;

    VectorFetch(LanceDataset dataset, VectorColumn column) {
        this.dataset = dataset;
        this.column = column;
    }

    /// Offers the vectors of `rowIds` to `pass`, but for those that are null.
    void offer(long[] rowIds, ExactPass pass) throws IOException {
        StoredRows rows = stored();
        for (int from = 0; from < rowIds.length; from += ROWS) {
            int count = Math.min(ROWS, rowIds.length - from);
            if (rows == null) {
                take(Arrays.copyOfRange(rowIds, from, from + count), pass);
            } else {
                read(rows, rowIds, from, count, pass);
            }
        }
    }

    private void read(StoredRows rows, long[] rowIds, int from, int count, ExactPass pass) throws IOException {
        int dims = column.dims();
        float[] vectors = idle.poll();
        if (vectors == null || vectors.length < (count + 1) * dims) {
            vectors = new float[(count + 1) * dims];
        }
        rows.read(rowIds, from, count, MemorySegment.ofArray(vectors).asSlice(0, (long) count * rows.rowBytes()));
        for (int i = 0; i < count; i++) {
            pass.offer(vectors, i * dims, rowIds[from + i]);
        }
        idle.add(vectors);
    }

    private void take(long[] rowIds, ExactPass pass) throws IOException {
        float[] vector = new float[column.dims()];
        Column vectors =
                dataset.takeRowIds(List.of(column.name()), rowIds).columns().getFirst();
        for (int row = 0; row < rowIds.length; row++) {
            if (column.copy(vectors, row, vector, 0)) {
                pass.offer(vector, 0, rowIds[row]);
            }
        }
    }

    private synchronized @Nullable StoredRows stored() throws IOException {
        if (!isOpen) {
            if (column.isFloats()) {
                stored = dataset.storedRows(column.name(), column.dims() * Float.BYTES)
                        .orElse(null);
            }
            isOpen = true;
        }
        return stored;
    }

    @Override
    public synchronized void close() throws IOException {
        if (stored != null) {
            stored.close();
        }
    }
}
