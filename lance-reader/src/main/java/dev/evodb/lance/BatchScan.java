package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The rows of a table, batch by batch in a format of the caller's choice, always in the same order. For one thread.
///
/// A batch has at most the rows that were asked for, fewer where they would exceed [ReadLimits#decodedBytes], and at
/// least one. Small pieces, of small fragments or of few rows that pass a filter, are put together; a batch of a large
/// fragment is never copied for that.
///
/// With several threads, batches are read ahead of the one that is asked for, twice as many as there are threads and
/// all of them together within [ReadLimits#decodedBytes]; that threads are used at all shows in nothing but the time.
/// The
/// threads start with the second batch and end with the scan.
public final class BatchScan<T> implements Closeable {
    /// Pieces of more bytes, as far as these can be guessed, are a batch however few rows they have.
    private static final long SMALL_BYTES = 1 << 20;

    private final ScanPlan plan;
    private final BatchFormat<T> format;
    private final PieceSource<T> source;
    private final ArrayDeque<Piece<T>> pieces = new ArrayDeque<>();
    private @Nullable T batch;
    private boolean hasFailed;

    BatchScan(ScanPlan plan, ScanRequest request, BatchFormat<T> format) {
        this.plan = plan;
        this.format = format;
        this.source = plan.parallelism() > 1
                ? new ParallelPieces<>(plan, request, format)
                : new SerialPieces<>(plan, request, format);
    }

    /// What each batch holds.
    public List<Field> fields() {
        return plan.projection().fields();
    }

    /// Moves to the next batch; false after the last. The batch before is the caller's.
    ///
    /// @throws IllegalStateException if a call before this one failed
    public boolean next() throws IOException {
        if (hasFailed) {
            throw new IllegalStateException("the scan has failed before");
        }
        hasFailed = true;
        batch = nextBatch();
        hasFailed = false;
        return batch != null;
    }

    private @Nullable T nextBatch() throws IOException {
        List<RecordBatch> parts = new ArrayList<>();
        int rows = 0;
        long bytes = 0;
        while (2L * rows < plan.batchRows() && hasPiece()) {
            Piece<T> next = pieces.getFirst();
            if (!(next instanceof Piece.Part<T>(RecordBatch part))) {
                break;
            }
            long partBytes = ColumnEdit.bytes(part);
            boolean isTooMuch = rows + part.rows() > plan.batchRows()
                    || bytes + partBytes > plan.fragments().limits().decodedBytes() / 2;
            if (!parts.isEmpty() && isTooMuch) {
                break;
            }
            parts.add(part);
            rows += part.rows();
            bytes += partBytes;
            pieces.removeFirst();
        }
        if (!parts.isEmpty()) {
            return format.of(parts.size() == 1 ? parts.getFirst() : together(parts));
        }
        return !pieces.isEmpty() && pieces.removeFirst() instanceof Piece.Whole<T>(T whole) ? whole : null;
    }

    /// The current batch.
    ///
    /// @throws NoSuchElementException if [#next] did not answer true
    public T batch() {
        if (batch == null) {
            throw new NoSuchElementException("no batch: next() has not answered true");
        }
        return batch;
    }

    /// Ends the threads, and gives back what they have read ahead. The current batch stays the caller's.
    @Override
    public void close() throws IOException {
        for (Piece<T> piece : pieces) {
            piece.release(format);
        }
        pieces.clear();
        source.close();
    }

    private boolean hasPiece() throws IOException {
        if (pieces.isEmpty()) {
            pieces.addAll(source.next());
        }
        return !pieces.isEmpty();
    }

    private RecordBatch together(List<RecordBatch> parts) {
        int[] sources = new int[parts.size()];
        int[] lengths = new int[parts.size()];
        int rows = 0;
        for (int i = 0; i < sources.length; i++) {
            sources[i] = i;
            lengths[i] = parts.get(i).rows();
            rows += lengths[i];
        }
        Fragments table = plan.fragments();
        Gather gather = new Gather(
                sources,
                new int[sources.length],
                lengths,
                new DecodeBudget(table.limits().decodedBytes()),
                table.manifest());
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < fields().size(); i++) {
            int column = i;
            columns.add(gather.from(
                    parts.stream().map(part -> part.columns().get(column)).toList()));
        }
        return new RecordBatch(fields(), columns, rows);
    }

    /// What came of some rows of one fragment.
    sealed interface Piece<T> {
        /// A batch as it is.
        record Whole<T>(T batch) implements Piece<T> {}

        /// So few rows that they are put together with others.
        record Part<T>(RecordBatch rows) implements Piece<T> {}

        default void release(BatchFormat<T> format) {
            if (this instanceof Whole<T>(T whole)) {
                format.release(whole);
            }
        }
    }

    /// Pieces in the order of rows.
    interface PieceSource<T> extends Closeable {
        /// The next ones; empty after the last.
        List<Piece<T>> next() throws IOException;
    }

    /// Reads the rows `range` of a fragment, or the first of them if all are more than `mostBytes`, and adds them to
    /// `pieces`; answers how many that were. `mostRows` are read at a time.
    ///
    /// @throws LimitExceededException if a single row is too large
    static <T> int read(
            ScanPlan plan,
            BatchFormat<T> format,
            FragmentReader reader,
            RowRange range,
            int mostRows,
            long mostBytes,
            List<Piece<T>> pieces)
            throws IOException {
        int count = Math.min(mostRows, range.count());
        long smallRows = Math.min(
                (plan.batchRows() - 1) / 2, SMALL_BYTES / plan.projection().rowBytes());
        while (true) {
            BatchRows rows = new BatchRows(reader, plan.projection(), range.part(0, count), mostBytes);
            try {
                pieces.add(count <= smallRows ? new Piece.Part<>(rows.read()) : new Piece.Whole<>(format.read(rows)));
                return count;
            } catch (LimitExceededException e) {
                count = FragmentScan.fewerThan(count, e);
            } finally {
                rows.giveBack();
            }
        }
    }
}
