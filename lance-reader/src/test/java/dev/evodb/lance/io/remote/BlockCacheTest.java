package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
    @Test
    void keepsNoMoreThanItsBytes() {
        BlockCache cache = BlockCache.of(1 << 20);
        for (int i = 0; i < 200; i++) {
            cache.offer(new BlockCache.Key("o", "s", i), new byte[BlockCache.BLOCK_BYTES]);
        }

        long bytes = cache.stats().bytes();
        assertTrue(bytes > 10 * BlockCache.BLOCK_BYTES && bytes <= 1 << 20, () -> "bytes " + bytes);
    }

    @Test
    void tellsStatesOfAnObjectApart() {
        BlockCache cache = BlockCache.of(1 << 20);
        byte[] old = {1};
        cache.offer(new BlockCache.Key("o", "before", 0), old);
        CompletableFuture<byte[]> own = new CompletableFuture<>();

        assertSame(own, cache.claim(new BlockCache.Key("o", "after", 0), own));
        assertSame(
                old,
                cache.claim(new BlockCache.Key("o", "before", 0), new CompletableFuture<>())
                        .join());
        assertEquals(1, cache.stats().hits());
        assertEquals(1, cache.stats().misses());
    }

    @Test
    void forgetsABlockThatCouldNotBeLoaded() {
        BlockCache cache = BlockCache.of(1 << 20);
        BlockCache.Key key = new BlockCache.Key("o", "s", 0);
        CompletableFuture<byte[]> failing = new CompletableFuture<>();
        assertSame(failing, cache.claim(key, failing));
        failing.cancel(false);

        CompletableFuture<byte[]> next = new CompletableFuture<>();
        assertSame(next, cache.claim(key, next));
    }

    @Test
    void keepsNothingWithoutBytes() {
        BlockCache cache = BlockCache.of(0);
        BlockCache.Key key = new BlockCache.Key("o", "s", 0);
        cache.offer(key, new byte[1]);
        CompletableFuture<byte[]> own = new CompletableFuture<>();

        assertSame(own, cache.claim(key, own));
        assertFalse(cache.takes(1));
        assertEquals(0, cache.stats().bytes());
    }

    @Test
    void servesTablesThatShareIt() throws IOException {
        byte[] content = new byte[200_000];
        new SplittableRandom(1).nextBytes(content);
        BlockCache cache = BlockCache.of(8 << 20);
        RemoteOptions options = RemoteOptions.create().withCache(cache).withPacing(new VirtualPacing(1));
        try (FaultServer server = new FaultServer()) {
            server.add("b", Map.of("f", content), RecordingPlan.of());
            for (int i = 0; i < 3; i++) {
                try (ByteSource source =
                        HttpFolder.open(server.url() + "/b", options).open("f")) {
                    assertArrayEquals(
                            Arrays.copyOf(content, 1000), source.read(0, 1000).toBytes());
                }
            }
        }
        assertEquals(1, cache.stats().misses());
        assertEquals(2, cache.stats().hits());
    }

    @Test
    void readsByItselfWhereAnotherReaderFailed() throws Exception {
        byte[] content = new byte[200_000];
        content[7] = 9;
        BlockCache cache = BlockCache.of(8 << 20);
        RetryPolicy once = RetryPolicy.DEFAULT.withMaxRetries(0).withDeadline(Duration.ofSeconds(30));
        RemoteOptions options =
                RemoteOptions.create().withCache(cache).withRetries(once).withPacing(new VirtualPacing(1));
        try (FaultServer server = new FaultServer()) {
            server.add("b", Map.of("f", content), RecordingPlan.of());
            try (ByteSource source = HttpFolder.open(server.url() + "/b", options).open("f")) {
                String state = content.length + " \"" + Integer.toHexString(Arrays.hashCode(content)) + "\" ";
                CompletableFuture<byte[]> others = new CompletableFuture<>();
                BlockCache.Key key = new BlockCache.Key(server.url() + "/b/f", state, 0);
                assertSame(others, cache.claim(key, others));
                CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> {
                    try {
                        return source.read(7, 1).readUnsignedByte(0, "byte");
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                others.completeExceptionally(new CancellationException());

                assertEquals(9, read.get());
            }
        }
    }
}
