package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;

/// Blocks that are told, wholly or in part, by their description: constant, range and delta.
class SequencesTest {
    private static final ByteSlice NOTHING = Buffers.of();

    private static byte[] numbers(int... values) {
        Buffers buffers = new Buffers();
        for (int value : values) {
            buffers.u32(value);
        }
        return buffers.slice().toBytes();
    }

    @Test
    void repeatsTheConstant() {
        Values values = new Constant(Buffers.of(1, 2)).decodeBlock(NOTHING, 3, Buffers.budget());
        assertArrayEquals(new byte[] {1, 2, 1, 2, 1, 2}, Buffers.bytesOf(values));
    }

    @Test
    void countsARangeUp() {
        Values values = new Range(32, 5, 3).decodeBlock(NOTHING, 3, Buffers.budget());
        assertArrayEquals(numbers(5, 8, 11), Buffers.bytesOf(values));
    }

    @Test
    void addsDifferencesUp() {
        Values values = new Delta(32, 5, new Flat(32))
                .decodeBlock(ByteSlice.of(numbers(1, 10), Buffers.AT), 3, Buffers.budget());
        assertArrayEquals(numbers(5, 6, 16), Buffers.bytesOf(values));
    }

    @Test
    void addsUpNoDifferencesAtAll() {
        Delta delta = new Delta(64, -1, new Flat(64));
        assertEquals(0, delta.decodeBlock(NOTHING, 0, Buffers.budget()).count());
        assertArrayEquals(
                new byte[] {-1, -1, -1, -1, -1, -1, -1, -1},
                Buffers.bytesOf(delta.decodeBlock(NOTHING, 1, Buffers.budget())));
    }

    @Test
    void addsUpUnsignedNumbers() {
        Values values = new Range(32, 0xFFFFFFFEL, 1).decodeBlock(NOTHING, 2, Buffers.budget());
        assertArrayEquals(numbers(-2, -1), Buffers.bytesOf(values));
    }

    @Test
    void rejectsNumbersAboveTheirWidth() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> new Range(32, 0xFFFFFFFEL, 1).decodeBlock(NOTHING, 3, Buffers.budget()));
        assertEquals("number 2 exceeds 32 bits (file=t.lance, column=c, page=0, offset=100)", e.getMessage());
        assertThrows(CorruptFileException.class, () -> new Range(64, -2, 1).decodeBlock(NOTHING, 3, Buffers.budget()));
    }

    @Test
    void rejectsDifferencesOfAnotherWidth() {
        assertThrows(
                CorruptFileException.class,
                () -> new Delta(64, 0, new Flat(32)).decodeBlock(Buffers.of(1, 0, 0, 0), 2, Buffers.budget()));
    }

    @Test
    void rejectsBytesThatNothingReads() {
        assertThrows(
                CorruptFileException.class,
                () -> new Constant(Buffers.of(1)).decodeBlock(Buffers.of(1), 1, Buffers.budget()));
        assertThrows(
                CorruptFileException.class, () -> new Range(32, 0, 1).decodeBlock(Buffers.of(1), 1, Buffers.budget()));
    }

    @Test
    void countsValuesThatNoBytesPayForAgainstTheBudget() {
        DecodeBudget budget = new DecodeBudget(100);
        Constant constant = new Constant(Buffers.of(1));
        constant.decodeBlock(NOTHING, 40, budget);
        constant.decodeBlock(NOTHING, 40, budget);
        assertThrows(LimitExceededException.class, () -> constant.decodeBlock(NOTHING, 40, budget));
        assertThrows(
                LimitExceededException.class,
                () -> new Range(64, 0, 1).decodeBlock(NOTHING, Integer.MAX_VALUE, budget));
    }

    @Test
    void refusesChunksOfSequences() {
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class,
                () -> new Range(32, 0, 1).decodeChunk(new ByteSlice[] {NOTHING}, 0, 1, Buffers.budget()));
        assertEquals("range", e.found());
    }
}
