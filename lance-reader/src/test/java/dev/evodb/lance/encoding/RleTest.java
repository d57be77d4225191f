package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RleTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 16})
    void repeatsValuesOfAnyWidth(int width) {
        Buffers values = new Buffers();
        Buffers expected = new Buffers();
        for (int i = 0; i < width; i++) {
            values.u8(i + 1);
        }
        for (int i = 0; i < width; i++) {
            values.u8(i + 51);
        }
        byte[] both = values.slice().array();
        byte[] first = Arrays.copyOf(both, width);
        byte[] second = Arrays.copyOfRange(both, width, 2 * width);
        expected.bytes(first).bytes(first).bytes(second);
        Values decoded = new Rle(width * 8).decode(values.slice(), Buffers.of(2, 1), 3, Buffers.budget());
        assertArrayEquals(expected.slice().array(), Buffers.bytesOf(decoded));
    }

    @Test
    void cutsTheLastRuns() {
        Values decoded = new Rle(8).decode(Buffers.of(7, 8), Buffers.of(200, 255), 2, Buffers.budget());
        assertArrayEquals(new byte[] {7, 7}, Buffers.bytesOf(decoded));
    }

    @Test
    void blockStatesTheLengthOfItsValues() {
        ByteSlice block = new Buffers().u64(4).u16(5).u16(6).u8(1).u8(2).slice();
        assertArrayEquals(
                new byte[] {5, 0, 6, 0, 6, 0}, Buffers.bytesOf(new Rle(16).unpackBlock(block, 3, Buffers.budget())));
    }

    @Test
    void rejectsRunsThatAreTooShort() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> new Rle(8).decode(Buffers.of(7), Buffers.of(2), 3, Buffers.budget()));
        assertEquals(
                "run lengths add up to 2 values, expected 3 (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsMoreLengthsThanValues() {
        assertThrows(
                CorruptFileException.class,
                () -> new Rle(8).decode(Buffers.of(7), Buffers.of(2, 2), 3, Buffers.budget()));
    }

    @Test
    void stopsAtTheBudget() {
        LimitExceededException e = assertThrows(
                LimitExceededException.class,
                () -> new Rle(64).decode(Buffers.of(), Buffers.of(), 1000, new DecodeBudget(4000)));
        assertEquals(
                "decoded bytes limit is 4000, needed 8000 (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }
}
