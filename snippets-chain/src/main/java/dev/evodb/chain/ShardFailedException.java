package dev.evodb.chain;

/// A shard gave no answer, or one that breaks the contract of answers: the whole chain has no answer then,
/// because one without that shard's rows would look complete.
public final class ShardFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String shard;
    private final String problem;

    /// `shard` is the id or host of the shard, `problem` says what was found.
    public ShardFailedException(String shard, String problem) {
        super("shard " + shard + ": " + problem);
        this.shard = shard;
        this.problem = problem;
    }

    /// As above, for a failure that has a cause.
    public ShardFailedException(String shard, String problem, Throwable cause) {
        super("shard " + shard + ": " + problem, cause);
        this.shard = shard;
        this.problem = problem;
    }

    public String shard() {
        return shard;
    }

    /// The message without the name of the shard.
    public String problem() {
        return problem;
    }
}
