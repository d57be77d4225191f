package dev.evodb.lance.io.remote;

import java.time.Duration;

/// How long a call may take, and how often a request is sent again.
///
/// The pause before retry `n` is drawn evenly from `[0, min(maxPause, basePause * 2^(n-1))]` ("full
/// jitter"), or what the store asks for in `Retry-After` if that is longer. `requestTimeout` bounds one
/// request with its body, `deadline` one call (open, read, list) with all its requests and pauses.
/// `budgetPercent` bounds the retries of all calls of a store, in per cent of its requests, above a floor
/// of `budgetFloor` retries.
public record RetryPolicy(
        int maxRetries,
        Duration basePause,
        Duration maxPause,
        Duration requestTimeout,
        Duration deadline,
        int budgetPercent,
        int budgetFloor) {
    /// 5 retries after up to 0.1 s to 1.6 s, 20 s a request, 60 s a call; 10 % retries above the first
    /// 10.
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            5, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(60), 10, 10);

    public RetryPolicy {
        if (maxRetries < 0 || maxRetries > 100 || budgetPercent < 0 || budgetFloor < 0) {
            throw new IllegalArgumentException("maxRetries must be in 0..=100, the budget not negative, got "
                    + maxRetries + ", " + budgetPercent + " %, floor " + budgetFloor);
        }
        if (basePause.isNegative() || maxPause.isNegative() || !requestTimeout.isPositive() || !deadline.isPositive()) {
            throw new IllegalArgumentException("times must be positive: basePause=" + basePause + ", maxPause="
                    + maxPause + ", requestTimeout=" + requestTimeout + ", deadline=" + deadline);
        }
    }

    public RetryPolicy withRequestTimeout(Duration newTimeout) {
        return new RetryPolicy(maxRetries, basePause, maxPause, newTimeout, deadline, budgetPercent, budgetFloor);
    }

    public RetryPolicy withDeadline(Duration newDeadline) {
        return new RetryPolicy(
                maxRetries, basePause, maxPause, requestTimeout, newDeadline, budgetPercent, budgetFloor);
    }

    public RetryPolicy withMaxRetries(int newMaxRetries) {
        return new RetryPolicy(
                newMaxRetries, basePause, maxPause, requestTimeout, deadline, budgetPercent, budgetFloor);
    }

    /// The pause before retry `retry`, counted from 1; `random` is in `[0, 1)`.
    public Duration pause(int retry, double random) {
        long base = basePause.toNanos();
        long most = maxPause.toNanos();
        int shift = Math.min(retry - 1, 62);
        long upTo = base > most >> shift ? most : base << shift;
        return Duration.ofNanos((long) (random * upTo));
    }
}
