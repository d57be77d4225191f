package dev.evodb.error;

/// The bytes break the format. Says where, so that a report can be acted on without the file.
public final class CorruptFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final Location at;

    /// `problem` says what was found and what was allowed.
    public CorruptFileException(Location at, String problem) {
        super(problem + " (" + at + ")");
        this.at = at;
    }

    /// As above, with the exception of a decoder below as the cause.
    public CorruptFileException(Location at, String problem, Throwable cause) {
        super(problem + " (" + at + ")", cause);
        this.at = at;
    }

    public Location at() {
        return at;
    }
}
