package dev.evodb.lance.io.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Time that passes only where a store waits, and chance from a seed. The pauses are kept.
final class VirtualPacing implements Pacing {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final SplittableRandom random;
    private final List<Duration> pauses = new ArrayList<>();
    private long nanos;

    VirtualPacing(long seed) {
        this.random = new SplittableRandom(seed);
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public synchronized Instant now() {
        return START.plusNanos(nanos);
    }

    @Override
    public synchronized void sleep(Duration pause) {
        pauses.add(pause);
        nanos += pause.toNanos();
    }

    @Override
    public synchronized double random() {
        return random.nextDouble();
    }

    /// Lets time pass that nobody waited for.
    synchronized void pass(Duration time) {
        nanos += time.toNanos();
    }

    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    synchronized Duration elapsed() {
        return Duration.ofNanos(nanos);
    }
}
