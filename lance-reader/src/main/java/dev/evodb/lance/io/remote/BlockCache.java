package dev.evodb.lance.io.remote;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Blocks of remote objects in memory, up to a number of bytes. A block belongs to one object in one
/// state (its ETag), so that what is cached is never stale. Thread-safe; tables and stores may share one.
///
/// Two readers that miss the same block at the same time load it once.
public final class BlockCache {
    /// Objects are cut into blocks of this size, aligned; the last one may be shorter.
    public static final int BLOCK_BYTES = 64 << 10;

    /// What a block takes besides its bytes, about.
    private static final int ENTRY_BYTES = 200;

    private final long maxBytes;
    private final @Nullable AsyncCache<Key, byte[]> blocks;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /// Block `block` of the object at `object` in the state `state`.
    record Key(String object, String state, long block) {}

    /// Blocks that were found, or on their way; blocks that had to be loaded; bytes that are kept now.
    public record Stats(long hits, long misses, long bytes) {}

    private BlockCache(long maxBytes) {
        this.maxBytes = maxBytes;
        this.blocks = maxBytes == 0
                ? null
                : Caffeine.newBuilder()
                        .maximumWeight(maxBytes)
                        .weigher((Key key, byte[] bytes) -> bytes.length + ENTRY_BYTES)
                        .executor(Runnable::run)
                        .buildAsync();
    }

    /// A cache of at most `maxBytes` bytes; 0 keeps nothing.
    public static BlockCache of(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative, got " + maxBytes);
        }
        return new BlockCache(maxBytes);
    }

    public long maxBytes() {
        return maxBytes;
    }

    public Stats stats() {
        long bytes = blocks == null
                ? 0
                : blocks.synchronous()
                        .policy()
                        .eviction()
                        .orElseThrow()
                        .weightedSize()
                        .orElse(0);
        return new Stats(hits.sum(), misses.sum(), bytes);
    }

    /// Whether reads of `length` bytes in all go through the cache: those that would push out much else
    /// do not.
    boolean takes(long length) {
        return length <= maxBytes / 16;
    }

    /// The block of `key`, present or on its way, or `own`, which the caller then completes with the
    /// bytes, or with a failure.
    CompletableFuture<byte[]> claim(Key key, CompletableFuture<byte[]> own) {
        CompletableFuture<byte[]> known = blocks == null ? null : blocks.asMap().putIfAbsent(key, own);
        if (known == null) {
            misses.increment();
            return own;
        }
        hits.increment();
        return known;
    }

    /// Keeps a block that came along with something else.
    void offer(Key key, byte[] bytes) {
        if (blocks != null) {
            blocks.asMap().putIfAbsent(key, CompletableFuture.completedFuture(bytes));
        }
    }
}
