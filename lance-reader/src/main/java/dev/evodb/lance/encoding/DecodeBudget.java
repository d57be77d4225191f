package dev.evodb.lance.encoding;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import org.jspecify.annotations.Nullable;

/// What one read may spend: the decoded bytes that it may still allocate, and the decompressors that its
/// decoders share, whose tables are larger than many a page. For one read, one thread.
public final class DecodeBudget {
    private static final String LIMIT = "decoded bytes";

    private final long allowed;
    private final Scratch scratch;
    private final Lz4Decompressor lz4 = new Lz4Decompressor();
    private @Nullable ZstdDecompressor zstd;
    private long used;

    public DecodeBudget(long allowed) {
        this(allowed, Scratch.NONE);
    }

    /// As above, for a read whose large arrays are used by later reads too.
    public DecodeBudget(long allowed, Scratch scratch) {
        this.allowed = allowed;
        this.scratch = scratch;
    }

    /// A budget of what is left, for memory that is given back before this one is used again.
    public DecodeBudget forMoment() {
        return new DecodeBudget(allowed - used, scratch);
    }

    /// Arrays of reads before this one.
    public Scratch scratch() {
        return scratch;
    }

    Lz4Decompressor lz4() {
        return lz4;
    }

    ZstdDecompressor zstd() {
        ZstdDecompressor shared = zstd;
        if (shared == null) {
            shared = new ZstdDecompressor();
            zstd = shared;
        }
        return shared;
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
