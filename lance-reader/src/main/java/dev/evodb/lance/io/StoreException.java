package dev.evodb.lance.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A remote store did not give what was asked for: it refuses, fails, or answers with something else.
/// Messages name the object as the caller did, never a credential or a signature.
public sealed class StoreException extends IOException permits StoreTimeoutException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /// `status` is the HTTP status of the last answer, 0 if there was none.
    public StoreException(String message, int status, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
