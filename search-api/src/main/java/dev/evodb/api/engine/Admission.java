package dev.evodb.api.engine;

import dev.evodb.api.error.ApiException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// How many requests compute at the same time, and how many wait for their turn; all others are turned away
/// at once, which costs less than letting everybody wait. Thread-safe.
public final class Admission {
    private final Semaphore places;
    private final int most;
    private final int queue;
    private final AtomicInteger waiting = new AtomicInteger();

    /// `places` requests at the same time, `queue` in wait.
    public Admission(int places, int queue) {
        if (places < 1 || queue < 0) {
            throw new IllegalArgumentException(
                    "places must be positive and the queue not negative, got " + places + " and " + queue);
        }
        this.most = places;
        this.queue = queue;
        this.places = new Semaphore(places, true);
    }

    /// A place, given back when it is closed. Waits for one until the deadline.
    ///
    /// @throws ApiException (503) if too many wait already, or none was free in time
    public Place enter(Deadline deadline) throws InterruptedException {
        // Without a time, a semaphore gives a place past those who wait for one.
        if (!places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
            await(deadline);
        }
        return new Place(places);
    }

    private void await(Deadline deadline) throws InterruptedException {
        if (waiting.incrementAndGet() > queue) {
            waiting.decrementAndGet();
            throw ApiException.overloaded("too many requests: " + most + " are answered and " + queue + " wait");
        }
        try {
            if (!places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw ApiException.overloaded("no request ended in time for this one to begin");
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    /// Requests that compute.
    public int active() {
        return most - places.availablePermits();
    }

    /// Requests that wait.
    public int waiting() {
        return waiting.get();
    }

    /// A place that is taken. For one thread.
    public static final class Place implements AutoCloseable {
        private final Semaphore places;
        private boolean isFree;

        private Place(Semaphore places) {
            this.places = places;
        }

        /// Takes a place again after [#close], in the line with all others, until the deadline.
        ///
        /// @throws ApiException (503) if none was free in time
        public void reenter(Deadline deadline) throws InterruptedIOException {
            try {
                if (!places.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                    throw ApiException.overloaded("no request ended in time for this one to go on");
                }
                isFree = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                InterruptedIOException stopped = new InterruptedIOException("interrupted while waiting for a place");
                stopped.initCause(e);
                throw stopped;
            }
        }

        /// Gives the place back; does nothing if it is given back already.
        @Override
        public void close() {
            if (!isFree) {
                isFree = true;
                places.release();
            }
        }
    }
}
