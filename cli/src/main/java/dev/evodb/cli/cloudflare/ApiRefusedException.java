package dev.evodb.cli.cloudflare;

import java.io.IOException;

/// The API answered, and its answer is no: asking again would not help.
public final class ApiRefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private final int status;

    /// `status` is that of the answer.
    public ApiRefusedException(String message, int status) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
