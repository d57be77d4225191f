package dev.evodb.lance.ipc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import io.airlift.compress.lz4.Lz4Compressor;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Blocks of another compressor in frames put together here.
class Lz4FrameTest {
    private static final Location AT = Location.of("t.arrow").atOffset(64);

    @Test
    void readsBlocksOfAnotherCompressor() {
        for (long seed = 0; seed < 100; seed++) {
            byte[] plain = random(seed);
            assertArrayEquals(plain, decompress(frame(plain, 0x60, 1 << 12), plain.length), "seed " + seed);
        }
    }

    @Test
    void readsFramesWithSizesAndChecksums() {
        byte[] plain = random(3);
        assertArrayEquals(plain, decompress(frame(plain, 0x60 | 0b11100, 1 << 12), plain.length));
    }

    @Test
    void readsBlocksThatReferToTheOnesBefore() {
        // "abcdefgh" as literals; then, in a block of its own, eight bytes from eight back, and "!" to end with.
        byte[] frame = HexFormat.of()
                .parseHex("04224d18" + "40" + "40" + "00" + "09000000" + "80" + "6162636465666768" + "05000000" + "04"
                        + "0800" + "10" + "21" + "00000000");
        assertEquals("abcdefghabcdefgh!", new String(decompress(frame, 17), java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void repeatsShortPatterns() {
        // "ab", then 6 bytes from 2 back, then "c".
        byte[] frame = HexFormat.of()
                .parseHex("04224d18" + "60" + "40" + "00" + "07000000" + "22" + "6162" + "0200" + "10" + "63"
                        + "00000000");
        assertEquals("abababab" + "c", new String(decompress(frame, 9), java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void refusesWhatDoesNotFit() {
        byte[] plain = random(5);
        byte[] frame = frame(plain, 0x60, 1 << 12);
        String message =
                String.valueOf(assertThrows(CorruptFileException.class, () -> decompress(frame, plain.length - 1))
                        .getMessage());
        assertEquals(
                "LZ4 frame decompresses to more than the " + (plain.length - 1) + " bytes stated",
                message.substring(0, message.indexOf(" (file=")));
        assertThrows(UnsupportedFeatureException.class, () -> decompress(frame(plain, 0x61, 1 << 12), plain.length));
    }

    @Test
    void everyBrokenFrameIsReadOrRefused() {
        byte[] plain = Arrays.copyOf(random(11), 600);
        byte[] good = frame(plain, 0x60, 256);
        int refused = 0;
        for (int i = 0; i < good.length; i++) {
            for (int changed : new int[] {0, 0xFF, ~good[i], good[i] ^ 1}) {
                byte[] bytes = good.clone();
                bytes[i] = (byte) changed;
                refused += isRead(bytes, plain.length) ? 0 : 1;
            }
            assertTrue(!isRead(Arrays.copyOf(good, i), plain.length), "cut to " + i);
        }
        assertTrue(refused > 100, refused + " refused");
    }

    private static boolean isRead(byte[] frame, int length) {
        try {
            decompress(frame, length);
            return true;
        } catch (CorruptFileException | UnsupportedFeatureException e) {
            return false;
        }
    }

    private static byte[] random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[1 + random.nextInt(30_000)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = i > 50 && random.nextInt(20) > 0 ? bytes[i - 1 - random.nextInt(50)] : (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] frame(byte[] plain, int flags, int blockBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeInt(out, 0x184D2204);
        out.write(flags);
        out.write(0x40);
        if ((flags & 0b1000) != 0) {
            writeInt(out, plain.length);
            writeInt(out, 0);
        }
        out.write(0);
        Lz4Compressor compressor = new Lz4Compressor();
        for (int from = 0; from < plain.length; from += blockBytes) {
            int length = Math.min(blockBytes, plain.length - from);
            byte[] block = new byte[compressor.maxCompressedLength(length)];
            int written = compressor.compress(plain, from, length, block, 0, block.length);
            if (written < length) {
                writeInt(out, written);
                out.write(block, 0, written);
            } else {
                writeInt(out, length | 1 << 31);
                out.write(plain, from, length);
            }
            if ((flags & 0b10000) != 0) {
                writeInt(out, 0);
            }
        }
        writeInt(out, 0);
        if ((flags & 0b100) != 0) {
            writeInt(out, 0);
        }
        return out.toByteArray();
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >>> shift);
        }
    }

    private static byte[] decompress(byte[] frame, int length) {
        byte[] out = new byte[length];
        int written = Lz4Frame.decompress(ByteSlice.of(frame, AT), out);
        return Arrays.copyOf(out, written);
    }
}
