package dev.evodb.rivals;

/// Contenders do not give the same answers: nothing is timed.
public final class GateClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GateClosedException(String message) {
        super(message);
    }
}
