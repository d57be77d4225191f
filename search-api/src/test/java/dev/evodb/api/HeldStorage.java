package dev.evodb.api;

import dev.evodb.api.catalog.LocalStorage;
import dev.evodb.api.catalog.Storage;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// A folder of tables in which each look into the namespace `held` lasts until the test lets it end, or until
/// the thread is interrupted: a request that takes exactly as long as is wanted.
final class HeldStorage implements Storage {
    /// Nothing is held longer, so that a test that fails ends.
    private static final long MOST_SECONDS = 60;

    static final String HELD = "/v1/namespace/held/list";

    private final LocalStorage storage;
    private final Semaphore arrived = new Semaphore(0);
    private final Semaphore released = new Semaphore(0);

    HeldStorage(Path folder) throws IOException {
        this.storage = new LocalStorage(folder);
    }

    /// Waits until another `count` requests are held.
    void awaitHeld(int count) throws InterruptedException {
        if (!arrived.tryAcquire(count, MOST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no more than " + arrived.availablePermits() + " requests of " + count + " came");
        }
    }

    /// Lets `count` requests go on.
    void release(int count) {
        released.release(count);
    }

    @Override
    public List<String> folders(List<String> path) throws IOException {
        if (path.equals(List.of("held"))) {
            arrived.release();
            try {
                if (!released.tryAcquire(MOST_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("held for too long");
                }
            } catch (InterruptedException e) {
                InterruptedIOException stopped = new InterruptedIOException("interrupted while held");
                stopped.initCause(e);
                throw stopped;
            }
            return List.of();
        }
        return storage.folders(path);
    }

    @Override
    public TableStore table(List<String> path) throws IOException {
        return storage.table(path);
    }
}
