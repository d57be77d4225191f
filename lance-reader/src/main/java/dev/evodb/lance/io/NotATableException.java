package dev.evodb.lance.io;

import java.io.IOException;

/// What was opened is not the root of a Lance table.
public final class NotATableException extends IOException {
    private static final long serialVersionUID = 1L;

    /// `why` completes the name: `has no _versions folder`.
    public NotATableException(String name, String why) {
        super("not a Lance table: " + name + " " + why);
    }
}
