package dev.evodb.api.engine;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The end of the time that a request has, and of the interest in it: at the deadline, or when its client has
/// gone, the thread that answers it is interrupted. Reads of pages and waits notice that.
///
/// Watches the thread that makes it, until it is closed; an interrupt that came too late does not outlive it.
public final class Deadline implements AutoCloseable {
    private static final int GATEWAY_TIMEOUT = 504;

    private final Thread thread;
    private final long atNanos;
    private final Duration allowed;
    private final ScheduledFuture<?> timer;
    private boolean isOver;
    private @Nullable ApiException reason;

    private Deadline(ScheduledExecutorService timers, Duration allowed) {
        this.thread = Thread.currentThread();
        this.allowed = allowed;
        this.atNanos = System.nanoTime() + allowed.toNanos();
        this.timer = timers.schedule(this::expire, allowed.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Starts to watch the current thread.
    public static Deadline start(ScheduledExecutorService timers, Duration allowed) {
        return new Deadline(timers, allowed);
    }

    /// Nanoseconds that are left, not negative.
    public long remainingNanos() {
        return Math.max(0, atNanos - System.nanoTime());
    }

    /// Why the thread was interrupted; null if it was not.
    public synchronized @Nullable ApiException reason() {
        return reason;
    }

    /// @throws ApiException if the time is over, or the client has gone
    public void check() {
        ApiException over = reason();
        if (over != null) {
            throw over;
        }
    }

    private void expire() {
        stop(ApiException.withStatus(
                GATEWAY_TIMEOUT,
                ErrorCode.SERVICE_UNAVAILABLE,
                "the request was not answered within " + allowed.toMillis() + " ms"));
    }

    /// Nobody waits for the answer any more.
    public void abandon() {
        stop(ApiException.withStatus(
                GATEWAY_TIMEOUT, ErrorCode.SERVICE_UNAVAILABLE, "the client closed the connection"));
    }

    private synchronized void stop(ApiException why) {
        if (!isOver && reason == null) {
            reason = why;
            thread.interrupt();
        }
    }

    /// Ends the watch; to be called by the watched thread.
    @Override
    public void close() {
        timer.cancel(false);
        synchronized (this) {
            isOver = true;
            if (reason != null) {
                // The interrupt was for this request alone.
                Thread.interrupted();
            }
        }
    }
}
