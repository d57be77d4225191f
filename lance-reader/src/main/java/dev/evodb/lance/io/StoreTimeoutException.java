package dev.evodb.lance.io;

import org.jspecify.annotations.Nullable;

/// A remote store did not answer before the deadline.
public final class StoreTimeoutException extends StoreException {
    private static final long serialVersionUID = 1L;

    public StoreTimeoutException(String message, int status, @Nullable Throwable cause) {
        super(message, status, cause);
    }
}
