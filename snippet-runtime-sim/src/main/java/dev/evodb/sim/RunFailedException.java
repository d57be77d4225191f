package dev.evodb.sim;

import java.io.IOException;

/// A forked run gave no measurement. Says nothing about the snippets: what they do wrong is in a
/// measurement.
public final class RunFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    /// What went wrong.
    public enum Kind {
        /// The process could not be started.
        LAUNCH,
        /// The deadline passed; the process was ended.
        DEADLINE,
        /// The process ended without an answer, for example because V8 gave up.
        EXIT
    }

    private final Kind kind;

    public RunFailedException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public RunFailedException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
