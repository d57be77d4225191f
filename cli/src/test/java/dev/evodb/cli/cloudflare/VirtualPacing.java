package dev.evodb.cli.cloudflare;

import dev.evodb.lance.io.remote.Pacing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Time that passes only where somebody sleeps.
public final class VirtualPacing implements Pacing {
    private final List<Duration> sleeps = new ArrayList<>();
    private long nanos;

    public List<Duration> sleeps() {
        return sleeps;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos);
    }

    @Override
    public void sleep(Duration pause) {
        sleeps.add(pause);
        nanos += pause.toNanos();
    }

    @Override
    public double random() {
        return 0.5;
    }
}
