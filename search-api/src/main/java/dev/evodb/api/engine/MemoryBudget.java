package dev.evodb.api.engine;

import dev.evodb.api.error.ApiException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Memory for requests: each reserves what it may come to need before it begins, and waits while others have
/// it. Estimates, not measurements; they are on the high side. Thread-safe.
public final class MemoryBudget {
    /// What is counted by.
    private static final long UNIT_BYTES = 64 << 10;

    private final Semaphore units;
    private final int most;

    /// `bytes` for all requests together.
    public MemoryBudget(long bytes) {
        this.most = Math.clamp(bytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
        this.units = new Semaphore(most, true);
    }

    /// Reserves `bytes`, at most all that there are. Waits for others to give theirs back until the deadline.
    ///
    /// @throws ApiException (503) if that did not happen in time
    public Share reserve(long bytes, Deadline deadline) throws InterruptedException {
        int wanted = Math.clamp((bytes + UNIT_BYTES - 1) / UNIT_BYTES, 1, most);
        if (!units.tryAcquire(wanted, deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
            throw ApiException.overloaded("no memory for this request became free in time");
        }
        return new Share(units, wanted);
    }

    /// Bytes that are reserved.
    public long used() {
        return (most - units.availablePermits()) * UNIT_BYTES;
    }

    /// What a request reserved; given back when it is closed. For one thread.
    public static final class Share implements AutoCloseable {
        private final Semaphore units;
        private int count;

        private Share(Semaphore units, int count) {
            this.units = units;
            this.count = count;
        }

        @Override
        public void close() {
            units.release(count);
            count = 0;
        }
    }
}
