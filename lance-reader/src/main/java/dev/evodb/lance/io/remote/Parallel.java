package dev.evodb.lance.io.remote;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Requests side by side, each on a virtual thread.
final class Parallel {
    private Parallel() {}

    /// Runs all of `tasks`, which throw [IOException] or unchecked ones, and answers their results in
    /// order. The first failure, in order of `tasks`, stops the others. No task is running any more when
    /// this returns.
    static <T> List<T> run(List<Callable<T>> tasks) throws IOException {
        List<T> results = new ArrayList<>(tasks.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = tasks.stream().map(threads::submit).toList();
            try {
                for (Future<T> task : running) {
                    results.add(task.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for a store");
                stopped.initCause(e);
                throw stopped;
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case IOException failure -> throw failure;
                    case RuntimeException failure -> throw failure;
                    case Error failure -> throw failure;
                    case null, default -> throw new IOException(e);
                }
            } finally {
                running.forEach(task -> task.cancel(true));
            }
        }
        return results;
    }
}
