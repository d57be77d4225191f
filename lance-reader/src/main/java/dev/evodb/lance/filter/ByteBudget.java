package dev.evodb.lance.filter;

import dev.evodb.error.LimitExceededException;

/// Bounds the bytes of texts that an evaluation makes. For one batch and one thread.
final class ByteBudget {
    private long used;

    /// @throws LimitExceededException if [Filter#MAX_COMPUTED_BYTES] are taken
    void take(long bytes) {
        used += bytes;
        if (used > Filter.MAX_COMPUTED_BYTES) {
            throw new LimitExceededException("filter computed bytes", Filter.MAX_COMPUTED_BYTES, used);
        }
    }
}
