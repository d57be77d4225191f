package dev.evodb.cli.deploy;

import java.io.IOException;

/// The API took everything, but what it answers afterwards is not what was sent.
public final class UnconfirmedException extends IOException {
    private static final long serialVersionUID = 1L;

    public UnconfirmedException(String message) {
        super(message);
    }
}
