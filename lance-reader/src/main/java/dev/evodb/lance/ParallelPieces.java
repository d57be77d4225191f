package dev.evodb.lance;

import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.BatchScan.Piece;
import dev.evodb.lance.ScanTasks.Task;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads rows ahead on several threads and hands them out in order.
///
/// Work is cut into tasks of at most a batch, each of one fragment, which know nothing of each other.
/// Twice as many as there are threads are under way or wait to be taken; each may use its share of the
/// memory limit. One that needs more leaves the rest of its rows, and those are read by the caller's
/// thread, under the whole limit.
final class ParallelPieces<T> implements BatchScan.PieceSource<T> {
    private static final int TASKS_PER_THREAD = 2;

    private final ScanPlan plan;
    private final BatchFormat<T> format;
    private final ScanTasks tasks;
    private final FragmentReaders readers;
    private final int mostTasks;
    private final long shareBytes;
    private final ArrayDeque<Future<Done<T>>> started = new ArrayDeque<>();
    private @Nullable ExecutorService threads;
    private @Nullable Task left;
    private boolean isClosed;

    /// The pieces of a task, and those of its rows that are still to be read.
    private record Done<T>(List<Piece<T>> pieces, @Nullable Task rest) {}

    ParallelPieces(ScanPlan plan, ScanRequest request, BatchFormat<T> format) {
        this.plan = plan;
        this.format = format;
        this.mostTasks = TASKS_PER_THREAD * plan.parallelism();
        this.shareBytes = Math.max(1, plan.fragments().limits().decodedBytes() / mostTasks);
        this.tasks = new ScanTasks(plan, request, shareBytes);
        this.readers = new FragmentReaders(plan.fragments());
    }

    @Override
    public List<Piece<T>> next() throws IOException {
        while (!isClosed) {
            Done<T> done;
            if (left != null) {
                done = run(left, plan.fragments().limits().decodedBytes());
            } else {
                Task only = startTasks();
                if (only != null) {
                    done = run(only, plan.fragments().limits().decodedBytes());
                } else if (!started.isEmpty()) {
                    // Not taken out before it is there: close() gives back what a wait that is interrupted leaves.
                    done = result(started.getFirst());
                    started.removeFirst();
                } else {
                    break;
                }
            }
            left = done.rest();
            if (!done.pieces().isEmpty()) {
                return done.pieces();
            }
        }
        return List.of();
    }

    /// Waits for the tasks that are under way: each ends within the time of a batch, or at once where it
    /// waits for bytes.
    @Override
    public void close() throws IOException {
        isClosed = true;
        left = null;
        if (threads != null) {
            threads.shutdownNow();
            awaitEnd(threads);
        }
        for (Future<Done<T>> task : started) {
            if (task.state() == Future.State.SUCCESS) {
                task.resultNow().pieces().forEach(piece -> piece.release(format));
            }
        }
        started.clear();
        tasks.close();
        readers.close();
    }

    /// Starts as many tasks as may be under way. If there is but one in all, it is not worth a thread:
    /// then it is answered instead.
    private @Nullable Task startTasks() throws IOException {
        while (started.size() < mostTasks) {
            Task next = tasks.next();
            if (next == null) {
                break;
            }
            if (threads == null) {
                Task second = tasks.next();
                if (second == null) {
                    return next;
                }
                threads = Executors.newFixedThreadPool(plan.parallelism(), ParallelPieces::thread);
                start(threads, next);
                next = second;
            }
            start(threads, next);
        }
        return null;
    }

    private void start(ExecutorService executor, Task task) {
        started.addLast(executor.submit(() -> run(task, shareBytes)));
    }

    private static Thread thread(Runnable work) {
        return Thread.ofPlatform().daemon().name("evodb-scan").unstarted(work);
    }

    /// Reads the first rows of `task` that `mostBytes` hold.
    private Done<T> run(Task task, long mostBytes) throws IOException {
        boolean isWholeLimit = mostBytes == plan.fragments().limits().decodedBytes();
        FragmentReader reader = readers.borrow(task.fragment().fragment());
        List<Piece<T>> pieces = new ArrayList<>(1);
        try {
            RowRange rows = task.rows();
            if (task.isCandidates()) {
                rows = task.fragment().passing(reader, rows, mostBytes);
                if (rows.count() == 0) {
                    return new Done<>(List.of(), null);
                }
            }
            int read = BatchScan.read(plan, format, reader, rows, rows.count(), mostBytes, pieces);
            Task rest = read == rows.count() ? null : new Task(task.fragment(), rows.part(read, rows.count()), false);
            return new Done<>(pieces, rest);
        } catch (LimitExceededException e) {
            if (isWholeLimit || !e.limit().equals(LanceDataset.DECODED_BYTES)) {
                throw e;
            }
            return new Done<>(List.of(), task);
        } finally {
            readers.giveBack(reader);
        }
    }

    private static <T> Done<T> result(Future<Done<T>> task) throws IOException {
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException("before a batch was taken");
            }
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while a batch was read");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException cause -> throw cause;
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException("a task threw what it does not declare", e);
            }
        }
    }

    private static void awaitEnd(ExecutorService executor) {
        boolean wasInterrupted = false;
        boolean hasEnded = false;
        while (!hasEnded) {
            try {
                hasEnded = executor.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
