package dev.evodb.chain;

import java.util.OptionalInt;

/// How whoever calls a snippet treats the call.
///
/// `timeoutMillis` (`1..=300000`) is how long one attempt may take; it also bounds the deadline that the
/// call carries on. `retries` (`0..=10`) is how many further attempts follow one that failed.
/// `hedgeAfterMillis` sends the same request once more if there is no answer by then; the first answer
/// counts and the other request is cancelled. Each attempt and the hedged request is a subrequest of the
/// caller.
public record CallPolicy(OptionalInt timeoutMillis, int retries, OptionalInt hedgeAfterMillis) {
    /// The longest time that a policy may state.
    public static final int MAX_MILLIS = 300_000;

    /// The most retries of one call.
    public static final int MAX_RETRIES = 10;

    /// One attempt, without a limit of its own.
    public static final CallPolicy ONCE = new CallPolicy(OptionalInt.empty(), 0, OptionalInt.empty());

    public CallPolicy {
        requireMillis("timeoutMillis", timeoutMillis);
        requireMillis("hedgeAfterMillis", hedgeAfterMillis);
        if (retries < 0 || retries > MAX_RETRIES) {
            throw new IllegalArgumentException("retries must be in 0..=" + MAX_RETRIES + ", got " + retries);
        }
        if (timeoutMillis.isPresent()
                && hedgeAfterMillis.isPresent()
                && hedgeAfterMillis.getAsInt() >= timeoutMillis.getAsInt()) {
            throw new IllegalArgumentException("hedgeAfterMillis " + hedgeAfterMillis.getAsInt()
                    + " must be below timeoutMillis " + timeoutMillis.getAsInt());
        }
    }

    public CallPolicy withTimeoutMillis(int millis) {
        return new CallPolicy(OptionalInt.of(millis), retries, hedgeAfterMillis);
    }

    public CallPolicy withRetries(int count) {
        return new CallPolicy(timeoutMillis, count, hedgeAfterMillis);
    }

    public CallPolicy withHedgeAfterMillis(int millis) {
        return new CallPolicy(timeoutMillis, retries, OptionalInt.of(millis));
    }

    /// Requests of one call beyond the first, at most.
    public int extraRequests() {
        return retries + (hedgeAfterMillis.isPresent() ? 1 : 0);
    }

    private static void requireMillis(String name, OptionalInt millis) {
        if (millis.isPresent() && (millis.getAsInt() < 1 || millis.getAsInt() > MAX_MILLIS)) {
            throw new IllegalArgumentException(name + " must be in 1..=" + MAX_MILLIS + ", got " + millis.getAsInt());
        }
    }
}
