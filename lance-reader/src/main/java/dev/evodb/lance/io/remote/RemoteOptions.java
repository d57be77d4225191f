package dev.evodb.lance.io.remote;

/// How to talk to a remote store. `parallelRequests` is how many may be under way at a time, over all
/// readers of the store.
public record RemoteOptions(RetryPolicy retries, int parallelRequests, BlockCache cache, Pacing pacing) {
    public RemoteOptions {
        if (parallelRequests < 1 || parallelRequests > 1000) {
            throw new IllegalArgumentException("parallelRequests must be in 1..=1000, got " + parallelRequests);
        }
    }

    /// [RetryPolicy#DEFAULT], 16 requests at a time, a block cache of 64 MiB of its own.
    public static RemoteOptions create() {
        return new RemoteOptions(RetryPolicy.DEFAULT, 16, BlockCache.of(64L << 20), Pacing.SYSTEM);
    }

    public RemoteOptions withRetries(RetryPolicy newRetries) {
        return new RemoteOptions(newRetries, parallelRequests, cache, pacing);
    }

    public RemoteOptions withParallelRequests(int newParallelRequests) {
        return new RemoteOptions(retries, newParallelRequests, cache, pacing);
    }

    /// Blocks are kept in `newCache`, which tables and stores may share.
    public RemoteOptions withCache(BlockCache newCache) {
        return new RemoteOptions(retries, parallelRequests, newCache, pacing);
    }

    public RemoteOptions withPacing(Pacing newPacing) {
        return new RemoteOptions(retries, parallelRequests, cache, newPacing);
    }
}
