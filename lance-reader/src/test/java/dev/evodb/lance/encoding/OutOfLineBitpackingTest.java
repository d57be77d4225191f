package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import org.junit.jupiter.api.Test;

class OutOfLineBitpackingTest {
    private static final int WIDTH = 3;
    private static final OutOfLineBitpacking SHORTS = new OutOfLineBitpacking(16, WIDTH);

    /// `chunks` packed chunks of the values `i % 8`.
    private static Buffers packed(int chunks) {
        long[] values = new long[1024];
        for (int i = 0; i < 1024; i++) {
            values[i] = i % 8;
        }
        byte[] chunk = new byte[128 * WIDTH];
        FastLanesTest.pack(values, 16, WIDTH, chunk, 0);
        Buffers buffers = new Buffers();
        for (int i = 0; i < chunks; i++) {
            buffers.bytes(chunk);
        }
        return buffers;
    }

    private static void check(ByteSlice buffer, int count) {
        byte[] out = Buffers.bytesOf(SHORTS.decode(buffer, count, Buffers.budget()));
        assertEquals(count * 2, out.length);
        for (int i = 0; i < count; i++) {
            assertEquals(i % 8, LittleEndian.readUnsignedShort(out, i * 2));
        }
        int[] picks = {0, 7, 100, count / 2, count - 1};
        byte[] picked = Buffers.bytesOf(SHORTS.pick(buffer, count, picks, Buffers.budget()));
        assertEquals(picks.length * 2, picked.length);
        for (int i = 0; i < picks.length; i++) {
            assertEquals(picks[i] % 8, LittleEndian.readUnsignedShort(picked, i * 2));
        }
    }

    @Test
    void tailMayBePacked() {
        check(packed(3).slice(), 2048 + 100);
    }

    @Test
    void tailOfAsManyWordsAsValuesIsPlain() {
        Buffers buffers = packed(2);
        for (int i = 0; i < 100; i++) {
            buffers.u16(i % 8);
        }
        check(buffers.slice(), 2048 + 100);
    }

    @Test
    void wholeChunksHaveNoTail() {
        check(packed(2).slice(), 2048);
    }

    @Test
    void rejectsAMissingTail() {
        ByteSlice buffer = packed(1).slice();
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> SHORTS.decode(buffer, 1025, Buffers.budget()));
        assertEquals(
                "last bit-packed values of 3 bits needs bytes [384, 384+384) of 384"
                        + " (file=t.lance, column=c, page=0, offset=484)",
                e.getMessage());
    }
}
