package dev.evodb.lance.io.remote;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/// Time and chance, as far as requests depend on them. Thread-safe. Tests bring their own, and wait for
/// nothing.
public interface Pacing {
    /// The clock of the machine.
    Pacing SYSTEM = new Pacing() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration pause) throws InterruptedException {
            Thread.sleep(pause);
        }

        @Override
        public double random() {
            return ThreadLocalRandom.current().nextDouble();
        }
    };

    /// Nanoseconds since an arbitrary moment; deadlines are measured with it.
    long nanoTime();

    /// The time of day, which signatures contain.
    Instant now();

    void sleep(Duration pause) throws InterruptedException;

    /// Evenly distributed in `[0, 1)`.
    double random();
}
