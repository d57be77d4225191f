package dev.evodb.snippets.lance.js;

/// Ends a request with an HTTP status and a message for the one who asked.
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    Refusal(int status, String message) {
        super(message);
        this.status = status;
    }

    /// `what is found, needs needed`.
    Refusal(int status, String what, int found, int needed) {
        this(status, what + " is " + found + ", needs " + needed);
    }

    int status() {
        return status;
    }
}
