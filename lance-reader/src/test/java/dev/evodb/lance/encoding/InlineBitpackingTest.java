package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import org.junit.jupiter.api.Test;

class InlineBitpackingTest {
    private static final InlineBitpacking SHORTS = new InlineBitpacking(16);

    private static ByteSlice packed(int width, long[] values) {
        byte[] bytes = new byte[2 + 128 * width];
        bytes[0] = (byte) width;
        FastLanesTest.pack(values, 16, width, bytes, 2);
        return ByteSlice.of(bytes, Buffers.AT);
    }

    @Test
    void takesTheFirstValuesOfThePackedOnes() {
        long[] values = new long[1024];
        values[0] = 3;
        values[1] = 1;
        values[2] = 2;
        byte[] out = Buffers.bytesOf(SHORTS.decode(packed(2, values), 3, Buffers.budget()));
        assertArrayEquals(new byte[] {3, 0, 1, 0, 2, 0}, out);
    }

    @Test
    void picksSingleValues() {
        long[] values = new long[1024];
        values[5] = 3;
        values[1000] = 2;
        int[] picks = {5, 6, 1000};
        byte[] out = Buffers.bytesOf(SHORTS.pick(packed(2, values), 1001, picks, Buffers.budget()));
        assertArrayEquals(new byte[] {3, 0, 0, 0, 2, 0}, out);
    }

    @Test
    void widthZeroIsAllZeros() {
        byte[] out = Buffers.bytesOf(SHORTS.decode(Buffers.of(0, 0), 2, Buffers.budget()));
        assertArrayEquals(new byte[4], out);
    }

    @Test
    void rejectsAWidthAboveTheWord() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> SHORTS.decode(Buffers.of(17, 0), 1, Buffers.budget()));
        assertEquals(
                "packed width is 17 bits, allowed 0..16 (file=t.lance, column=c, page=0, offset=100)", e.getMessage());
    }

    @Test
    void rejectsMoreThan1024Values() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> SHORTS.decode(packed(1, new long[1024]), 1025, Buffers.budget()));
        assertEquals(
                "inline bit-packed chunk has 1025 values, allowed 0..1024"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsABufferThatIsTooShort() {
        ByteSlice cut = packed(3, new long[1024]).slice(0, 300, "cut");
        assertThrows(CorruptFileException.class, () -> SHORTS.decode(cut, 1, Buffers.budget()));
    }
}
