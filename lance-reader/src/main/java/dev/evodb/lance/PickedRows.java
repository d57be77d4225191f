package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Reads single rows of several fragments: as many columns side by side as there are processors, if there
/// is enough to read.
///
/// All that was read counts together against [ReadLimits#decodedBytes]; a column counts when it is whole,
/// so that those which are being read may each take as much for a moment.
final class PickedRows {
    /// Values from which on it pays to wake another thread, which costs as much as to read some ten.
    private static final long LEAST_VALUES = 64;

    private final Fragments fragments;
    private final Projection projection;
    private final List<Part> parts;
    private final List<Column[]> columns;
    private final int pieces;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /// Rows of `fragment`, ascending.
    record Part(DataFragment fragment, long[] rows) {}

    PickedRows(Fragments fragments, Projection projection, List<Part> parts) {
        this.fragments = fragments;
        this.projection = projection;
        this.parts = List.copyOf(parts);
        int width = projection.entries().size();
        this.columns = parts.stream().map(_ -> new Column[width]).toList();
        this.pieces = Math.multiplyExact(parts.size(), width);
    }

    /// The rows of each part. Of several failures, the one that comes first in the order of parts and
    /// columns is thrown.
    ///
    /// @throws InterruptedIOException if the caller's thread is interrupted already, which it stays: whether
    ///     its own worker would notice depends on who reads first
    List<RecordBatch> read() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before rows were read");
        }
        List<Worker> workers = new ArrayList<>();
        for (int i = threads(); i > 0; i--) {
            workers.add(new Worker());
        }
        if (workers.size() == 1) {
            workers.getFirst().call();
        } else {
            readWith(workers);
        }
        List<RecordBatch> batches = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            batches.add(new RecordBatch(
                    projection.fields(),
                    Arrays.asList(columns.get(i)),
                    parts.get(i).rows().length));
        }
        return batches;
    }

    private int threads() {
        long values = 0;
        for (Part part : parts) {
            values += (long) part.rows().length * projection.entries().size();
        }
        return values < LEAST_VALUES
                ? 1
                : Math.clamp(Runtime.getRuntime().availableProcessors(), 1, Math.max(1, pieces));
    }

    /// Returns when none of `workers`, of which the caller's thread runs the first, is at work any more.
    /// Those that have not begun by then never will, so that a busy machine costs no wait for them.
    private void readWith(List<Worker> workers) throws IOException {
        List<FutureTask<Worker>> tasks = workers.stream().map(FutureTask::new).toList();
        for (FutureTask<Worker> task : tasks.subList(1, tasks.size())) {
            Thread.ofVirtual().name("evodb-take").start(task);
        }
        tasks.getFirst().run();
        boolean wasInterrupted = false;
        int first = -1;
        for (int i = 0; i < tasks.size(); i++) {
            if (i > 0 && workers.get(i).begin()) {
                continue;
            }
            wasInterrupted |= awaitEnd(tasks.get(i));
            boolean hasFailed = tasks.get(i).state() == FutureTask.State.FAILED;
            if (hasFailed && (first < 0 || workers.get(i).piece < workers.get(first).piece)) {
                first = i;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (first >= 0) {
            switch (tasks.get(first).exceptionNow()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case Throwable failure ->
                    throw new IllegalStateException("a read threw what it does not declare", failure);
            }
        }
    }

    /// Returns when `task`, which runs, has ended; answers whether the caller was interrupted meanwhile.
    private static boolean awaitEnd(FutureTask<Worker> task) {
        boolean wasInterrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException _) {
                wasInterrupted = true;
            } catch (ExecutionException _) {
                // Asked for when all have ended.
            }
        }
        return wasInterrupted;
    }

    /// Reads one column of one part after the other, of those that no other worker has begun.
    private final class Worker implements Callable<Worker> {
        private final AtomicBoolean hasBegun = new AtomicBoolean();
        private int piece;
        private int part = -1;
        private @Nullable FragmentReader reader;

        /// Whether nobody has called this before.
        boolean begin() {
            return hasBegun.compareAndSet(false, true);
        }

        @Override
        public Worker call() throws IOException {
            if (!begin()) {
                return this;
            }
            boolean isDone = false;
            try {
                int width = projection.entries().size();
                for (piece = next.getAndIncrement(); piece < pieces; piece = next.getAndIncrement()) {
                    int column = piece % width;
                    columns.get(piece / width)[column] =
                            read(piece / width, projection.entries().get(column));
                }
                isDone = true;
                return this;
            } finally {
                if (!isDone) {
                    // No other worker begins another column. Those before this one are being read already.
                    next.set(pieces);
                }
                close();
            }
        }

        private Column read(int wanted, Projection.Entry entry) throws IOException {
            Part rows = parts.get(wanted);
            FragmentReader open = reader;
            if (open == null || part != wanted) {
                close();
                open = fragments.reader(rows.fragment());
                reader = open;
                part = wanted;
            }
            Column column = open.read(entry, new RowRange.Picked(rows.rows()));
            long used = bytes.addAndGet(ColumnEdit.bytes(column));
            long most = fragments.limits().decodedBytes();
            if (used > most) {
                throw new LimitExceededException(LanceDataset.DECODED_BYTES, most, used, fragments.manifest());
            }
            return column;
        }

        private void close() throws IOException {
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }
    }
}
