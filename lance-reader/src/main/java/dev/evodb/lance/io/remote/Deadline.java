package dev.evodb.lance.io.remote;

import java.time.Duration;

/// The moment by which a call to a store has to be over.
record Deadline(Pacing pacing, long endNanos) {
    static Deadline in(Duration duration, Pacing pacing) {
        return new Deadline(pacing, pacing.nanoTime() + duration.toNanos());
    }

    /// What is left; zero when it is over.
    Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - pacing.nanoTime()));
    }
}
