package dev.evodb.api.http;

import dev.evodb.api.error.ApiException;
import java.util.concurrent.atomic.AtomicLong;

/// What the bodies of all requests together may take, however many clients send some at the same time.
/// Thread-safe.
final class BodyBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    BodyBudget(long most) {
        this.most = most;
    }

    /// Takes `bytes` of it.
    ///
    /// @throws ApiException (503) if there are not so many left
    void take(int bytes) {
        if (held.addAndGet(bytes) > most) {
            held.addAndGet(-bytes);
            throw ApiException.overloaded("too many requests with large bodies");
        }
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }
}
