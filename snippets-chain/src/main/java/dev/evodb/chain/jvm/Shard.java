package dev.evodb.chain.jvm;

import java.io.IOException;

/// Answers queries over the rows of one shard. Thread-safe: one shard serves many runs of a chain at once.
@FunctionalInterface
public interface Shard<Q, P> {
    /// The best `k` hits of this shard, or fewer if it has fewer rows.
    ///
    /// @throws InterruptedException if the run was given up
    Answer<P> search(Q query, int k) throws IOException, InterruptedException;
}
