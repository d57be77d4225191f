package dev.evodb.ann.index;

import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Threads that answer batches. Those of the last batch are kept for the next; batches that come at the
/// same time have threads of their own. Thread-safe; whoever opens closes.
final class QueryThreads implements Closeable {
    private final AtomicReference<@Nullable Workers> idle = new AtomicReference<>();

    /// Runs tasks `0 .. tasks` on `threads` threads, the caller's included.
    void run(int threads, int tasks, Workers.Task task) throws IOException {
        Workers workers = idle.getAndSet(null);
        if (workers == null || workers.threads() != threads) {
            end(workers);
            workers = new Workers(threads, BuildProgress.NONE);
        }
        try {
            workers.run(tasks, task);
        } finally {
            end(idle.getAndSet(workers));
        }
    }

    private static void end(@Nullable Workers workers) {
        if (workers != null) {
            workers.close();
        }
    }

    @Override
    public void close() {
        end(idle.getAndSet(null));
    }
}
