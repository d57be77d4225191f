package dev.evodb.sim.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Watches the one thread that runs JavaScript, from outside it: polls its CPU time while a turn runs and
/// ends the turn that has used its budget. CPU time, so a busy machine stops nobody early.
final class Watchdog implements AutoCloseable {
    /// A poll costs a few microseconds on another core, and bounds how far a loop overruns its budget.
    private static final long POLL_NANOS = 200_000;

    /// What is done to a running turn. Called on the watchdog's thread, never after `leave` has returned.
    interface Watched {
        /// The turn has used its CPU time. Ends it and returns 0, or grants it more nanoseconds.
        long cpuSpent();

        /// The turn has run for another `SAMPLE_CPU_NANOS`.
        void sample();
    }

    /// CPU time between samples. V8 takes one on the watched thread, at the snippet's expense: some 20
    /// microseconds.
    private static final long SAMPLE_CPU_NANOS = 1_000_000;

    private static final class Watch {
        final Watched watched;
        final long threadId = Thread.currentThread().threadId();
        long cpuDeadlineNanos;
        long nextSampleNanos;

        Watch(Watched watched, long cpuNanos) {
            this.watched = watched;
            long now = cpuNanos();
            cpuDeadlineNanos = now + cpuNanos;
            nextSampleNanos = now + SAMPLE_CPU_NANOS;
        }
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Object lock = new Object();
    private final Thread thread;
    private @Nullable Watch watch;
    private boolean isClosed;

    Watchdog() {
        thread = Thread.ofPlatform().name("evodb-sim-watchdog").daemon().start(this::run);
    }

    /// CPU time of the calling thread.
    static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /// The calling thread is about to run JavaScript that may use `cpuNanos` of CPU time.
    void enter(Watched watched, long cpuNanos) {
        synchronized (lock) {
            watch = new Watch(watched, cpuNanos);
            lock.notifyAll();
        }
    }

    /// JavaScript has returned; from here on nothing is done to it.
    void leave() {
        synchronized (lock) {
            watch = null;
        }
    }

    private void run() {
        while (true) {
            synchronized (lock) {
                while (watch == null && !isClosed) {
                    try {
                        lock.wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (isClosed) {
                    return;
                }
                Watch current = watch;
                if (current != null) {
                    long now = THREADS.getThreadCpuTime(current.threadId);
                    if (now > current.cpuDeadlineNanos) {
                        current.cpuDeadlineNanos += current.watched.cpuSpent();
                    }
                    if (now > current.nextSampleNanos) {
                        current.nextSampleNanos = now + SAMPLE_CPU_NANOS;
                        current.watched.sample();
                    }
                }
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            isClosed = true;
            lock.notifyAll();
        }
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
