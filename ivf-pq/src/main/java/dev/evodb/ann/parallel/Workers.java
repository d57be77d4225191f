package dev.evodb.ann.parallel;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Threads for work that is cut into numbered tasks. How work is cut never depends on the number of
/// threads, so that results do not either. The caller's thread works too. For one caller at a time;
/// whoever opens closes.
public final class Workers implements Closeable {
    /// The most threads.
    public static final int MAX_THREADS = 256;

    private final int threads;
    private final BuildProgress progress;
    private final @Nullable ExecutorService helpers;

    /// `threads` work, the caller's included.
    ///
    /// @throws IllegalArgumentException if `threads` is not in 1..=256
    public Workers(int threads, BuildProgress progress) {
        if (threads < 1 || threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be in 1..=" + MAX_THREADS + ", got " + threads);
        }
        this.threads = threads;
        this.progress = progress;
        this.helpers = threads == 1
                ? null
                : Executors.newFixedThreadPool(
                        threads - 1,
                        Thread.ofPlatform().daemon().name("evodb-build-", 0).factory());
    }

    /// One task of some work.
    public interface Task {
        void run(int task) throws IOException;
    }

    /// The caller's thread alone, for work within a task: what ends the task ends it too.
    public Workers alone() {
        return new Workers(1, new BuildProgress() {
            @Override
            public void report(String phase, long done, long total) {}

            @Override
            public boolean isCancelled() {
                return progress.isCancelled();
            }
        });
    }

    public int threads() {
        return threads;
    }

    public BuildProgress progress() {
        return progress;
    }

    /// Runs tasks `0 .. tasks`, each once, in any order, and returns when all have ended. After a failure
    /// no further task starts, and the first failure is thrown.
    ///
    /// @throws CancellationException if [BuildProgress#isCancelled] said so
    /// @throws InterruptedIOException if the caller's thread was interrupted
    public void run(int tasks, Task task) throws IOException {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean hasFailed = new AtomicBoolean();
        List<Future<?>> started = new ArrayList<>();
        for (int i = 1; helpers != null && i < Math.min(threads, tasks); i++) {
            started.add(helpers.submit(() -> {
                drain(tasks, next, hasFailed, task);
                return null;
            }));
        }
        try {
            drain(tasks, next, hasFailed, task);
        } finally {
            hasFailed.set(hasFailed.get() || next.get() < tasks);
            for (Future<?> helper : started) {
                awaitEnd(helper);
            }
        }
        for (Future<?> helper : started) {
            rethrow(helper);
        }
    }

    /// For tasks that take long: throws if the work is to end.
    ///
    /// @throws CancellationException if [BuildProgress#isCancelled] says so
    /// @throws InterruptedIOException if this thread was interrupted
    public void checkGoesOn() throws InterruptedIOException {
        if (progress.isCancelled()) {
            throw new CancellationException("cancelled by its caller");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted during a build");
        }
    }

    /// Ends the threads; nothing may be running.
    @Override
    public void close() {
        if (helpers != null) {
            helpers.shutdownNow();
        }
    }

    private void drain(int tasks, AtomicInteger next, AtomicBoolean hasFailed, Task task) throws IOException {
        boolean isDone = false;
        try {
            for (int i = next.getAndIncrement(); i < tasks && !hasFailed.get(); i = next.getAndIncrement()) {
                checkGoesOn();
                task.run(i);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                hasFailed.set(true);
            }
        }
    }

    /// Waits without giving up: tasks write into arrays of the caller.
    private static void awaitEnd(Future<?> helper) {
        boolean wasInterrupted = false;
        while (!helper.isDone()) {
            try {
                helper.get();
            } catch (InterruptedException _) {
                wasInterrupted = true;
            } catch (ExecutionException _) {
                break; // Thrown by rethrow, unless the caller's own task failed first.
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Future<?> helper) throws IOException {
        if (helper.state() != Future.State.FAILED) {
            return;
        }
        switch (helper.exceptionNow()) {
            case IOException cause -> throw cause;
            case RuntimeException cause -> throw cause;
            case Throwable cause -> throw new IllegalStateException("a task threw what it does not declare", cause);
        }
    }
}
