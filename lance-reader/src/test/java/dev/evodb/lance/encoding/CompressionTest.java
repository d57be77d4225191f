package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import io.airlift.compress.Compressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CompressionTest {
    private static byte[] plain(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) "abcabd".charAt(random.nextInt(6));
        }
        return bytes;
    }

    private static ByteSlice compressed(Compression compression, byte[] plain, long statedSize) {
        Compressor compressor = compression == Compression.LZ4 ? new Lz4Compressor() : new ZstdCompressor();
        byte[] squeezed = new byte[compressor.maxCompressedLength(plain.length)];
        int length = compressor.compress(plain, 0, plain.length, squeezed, 0, squeezed.length);
        Buffers buffers = new Buffers();
        if (compression == Compression.LZ4) {
            buffers.u32(statedSize);
        } else {
            buffers.u64(statedSize);
        }
        return buffers.bytes(Arrays.copyOf(squeezed, length)).slice();
    }

    @ParameterizedTest
    @EnumSource
    void decompressesWhatTheLibraryCompressed(Compression compression) {
        byte[] plain = plain(10_000);
        ByteSlice out = compression.decompress(compressed(compression, plain, plain.length), Buffers.budget());
        assertArrayEquals(plain, out.toBytes());
        assertEquals(100, out.at().offset());
    }

    @Test
    void decompressesAFrameWithoutASizeBeforeIt() {
        byte[] plain = plain(10_000);
        ByteSlice prefixed = compressed(Compression.ZSTD, plain, plain.length);
        ByteSlice bare = prefixed.slice(8, "frame");
        assertArrayEquals(
                plain, Compression.ZSTD.decompress(bare, Buffers.budget()).toBytes());
    }

    @Test
    void countsTheBytesOfAFrameThatDoesNotTellThem() throws IOException {
        byte[] plain = plain(5_000_000);
        ByteSlice frame = streamed(plain);
        assertEquals(-1, ZstdDecompressor.getDecompressedSize(frame.array(), 0, frame.length()));
        assertArrayEquals(
                plain, Compression.ZSTD.decompress(frame, Buffers.budget()).toBytes());
        assertThrows(
                LimitExceededException.class, () -> Compression.ZSTD.decompress(frame, new DecodeBudget(4_999_999)));
    }

    @Test
    void rejectsACutFrameThatDoesNotTellItsBytes() throws IOException {
        ByteSlice frame = streamed(plain(5_000_000));
        for (int length : new int[] {5, 6, frame.length() / 2, frame.length() - 1}) {
            ByteSlice cut = frame.slice(0, length, "frame");
            assertThrows(CorruptFileException.class, () -> Compression.ZSTD.decompress(cut, Buffers.budget()));
        }
    }

    /// A frame that was written before its size was known.
    private static ByteSlice streamed(byte[] plain) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(frame)) {
            out.write(plain, 0, plain.length / 2);
            out.flush();
            out.write(plain, plain.length / 2, plain.length - plain.length / 2);
        }
        return new Buffers().bytes(frame.toByteArray()).slice();
    }

    @ParameterizedTest
    @EnumSource
    void rejectsASizeThatIsNotWhatComesOut(Compression compression) {
        byte[] plain = plain(1000);
        for (int stated : new int[] {0, 999, 1001}) {
            assertThrows(
                    CorruptFileException.class,
                    () -> compression.decompress(compressed(compression, plain, stated), Buffers.budget()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChangedOrMissingByteEndsInDataOrADeclaredException(Compression compression) {
        ByteSlice good = compressed(compression, plain(3000), 3000);
        Random random = new Random(5);
        for (int i = 0; i < good.length(); i++) {
            for (int change = 0; change < 4; change++) {
                byte[] bytes = good.toBytes();
                bytes[i] = (byte) random.nextInt(256);
                tryDecompress(compression, bytes);
            }
            tryDecompress(compression, Arrays.copyOf(good.toBytes(), i));
        }
    }

    private static void tryDecompress(Compression compression, byte[] bytes) {
        try {
            compression.decompress(ByteSlice.of(bytes, Buffers.AT), Buffers.budget());
        } catch (CorruptFileException | LimitExceededException e) {
            assertEquals(Buffers.AT.file(), "t.lance", e::getMessage);
        }
    }

    @Test
    void namesTheSchemeThatFails() {
        ByteSlice bytes = new Buffers().u64(100).u32(1).slice();
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> Compression.ZSTD.decompress(bytes, Buffers.budget()));
        assertEquals(
                "ZSTD bytes do not decompress to 100 bytes (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void refusesARatioAboveTheLimit() {
        ByteSlice bytes = new Buffers().u32(8 << 20).u32(0).slice();
        LimitExceededException e = assertThrows(
                LimitExceededException.class,
                () -> Compression.LZ4.decompress(bytes, new DecodeBudget(Long.MAX_VALUE)));
        assertEquals(
                "decompression ratio limit is 1000, needed 1048576 (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void stopsAtTheBudget() {
        ByteSlice bytes = compressed(Compression.LZ4, plain(5000), 5000);
        assertThrows(LimitExceededException.class, () -> Compression.LZ4.decompress(bytes, new DecodeBudget(4999)));
    }

    @Test
    void refusesAnUnknownScheme() {
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class, () -> Compression.ofWireNumber(3, Location.of("t.lance")));
        assertEquals(
                "compression scheme 3 is not supported, accepted: 1 (LZ4), 2 (ZSTD) (file=t.lance)", e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void decompressesEachValueAlone(Compression compression) {
        ByteSlice first = compressed(compression, plain(50), 50);
        ByteSlice second = compressed(compression, plain(70), 70);
        ByteSlice both =
                new Buffers().bytes(first.toBytes()).bytes(second.toBytes()).slice();
        int middle = first.length();
        Values.Spans spans = new Values.Spans(
                both.array(), new int[] {0, middle, middle}, new int[] {middle, middle, both.length()});
        Values values = new General(compression, new Variable(32)).decodeEach(both, spans, Buffers.budget());
        assertEquals(50, Buffers.textOf(values)[0].length());
        assertEquals(0, Buffers.textOf(values)[1].length());
        assertEquals(70, Buffers.textOf(values)[2].length());
    }
}
