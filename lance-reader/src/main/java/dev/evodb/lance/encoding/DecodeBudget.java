package dev.evodb.lance.encoding;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;

/// The decoded bytes that one read may still allocate. For one read, one thread.
public final class DecodeBudget {
    private static final String LIMIT = "decoded bytes";

    private final long allowed;
    private long used;

    public DecodeBudget(long allowed) {
        this.allowed = allowed;
    }

    /// Spends `bytes`, which stay in use until the end of the read.
    ///
    /// @throws LimitExceededException if they are not left
    public void charge(long bytes, Location at) {
        check(bytes, at);
        used += bytes;
    }

    /// Checks that `bytes`, in use for a moment only, are left.
    ///
    /// @throws LimitExceededException if they are not
    public void check(long bytes, Location at) {
        if (bytes < 0 || bytes > allowed - used) {
            long needed = used + bytes;
            throw new LimitExceededException(LIMIT, allowed, needed < used ? Long.MAX_VALUE : needed, at);
        }
    }

    /// As [#check], for an array of `count` elements of `width` bytes each; answers `count` as an `int`.
    public int checkArray(long count, int width, Location at) {
        if (count < 0 || count > Integer.MAX_VALUE - 16) {
            throw new LimitExceededException("elements of one array", Integer.MAX_VALUE - 16, count, at);
        }
        check(count * width, at);
        return (int) count;
    }
}
