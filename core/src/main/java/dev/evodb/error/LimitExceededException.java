package dev.evodb.error;

/// A budget is spent: the input asks for more of something than was allowed.
public final class LimitExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String limit;
    private final long allowed;
    private final long used;

    /// `limit` names the budget with its unit (`decoded bytes`, `schema depth`).
    public LimitExceededException(String limit, long allowed, long used) {
        super(limit + " limit is " + allowed + ", needed " + used);
        this.limit = limit;
        this.allowed = allowed;
        this.used = used;
    }

    /// As above, for a limit met while reading `at`.
    public LimitExceededException(String limit, long allowed, long used, Location at) {
        super(limit + " limit is " + allowed + ", needed " + used + " (" + at + ")");
        this.limit = limit;
        this.allowed = allowed;
        this.used = used;
    }

    public String limit() {
        return limit;
    }

    public long allowed() {
        return allowed;
    }

    public long used() {
        return used;
    }
}
