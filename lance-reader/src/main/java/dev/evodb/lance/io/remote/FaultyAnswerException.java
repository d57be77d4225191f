package dev.evodb.lance.io.remote;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// There is no answer, or it contradicts the request or itself; the next one may be better.
final class FaultyAnswerException extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean isTimeout;

    FaultyAnswerException(String message) {
        this(message, false, null);
    }

    FaultyAnswerException(String message, boolean isTimeout, @Nullable IOException cause) {
        super(message, cause);
        this.isTimeout = isTimeout;
    }

    boolean isTimeout() {
        return isTimeout;
    }
}
