package dev.evodb.chain.jvm.run;

import dev.evodb.chain.run.Failure;

/// A run of a chain ended without an answer.
public final class ChainFailedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Failure failure;

    ChainFailedException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    /// Which step failed, and why.
    public Failure failure() {
        return failure;
    }
}
