package dev.evodb.cli.cloudflare;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// There is no answer, or one that says to come back later. What was asked for may have been done or not.
public final class ApiUnavailableException extends IOException {
    private static final long serialVersionUID = 1L;
    private final Duration asked;

    /// `asked` is the pause that the API wishes, zero if it does not say.
    public ApiUnavailableException(String message, Duration asked, @Nullable IOException cause) {
        super(message, cause);
        this.asked = asked;
    }

    public Duration asked() {
        return asked;
    }
}
