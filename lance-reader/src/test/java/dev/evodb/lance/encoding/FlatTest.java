package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import org.junit.jupiter.api.Test;

class FlatTest {
    @Test
    void isAViewOfTheBuffer() {
        ByteSlice buffer = Buffers.of(1, 2, 3, 4, 5, 6, 0xFE, 0xFE);
        Values.Fixed values = new Flat(16).decode(buffer, 3);
        assertSame(buffer.array(), values.bytes());
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, Buffers.bytesOf(values));
    }

    @Test
    void bitsTakeOneByteForEight() {
        assertEquals(9, new Flat(1).decode(Buffers.of(0xFF, 0x01), 9).count());
    }

    @Test
    void rejectsABufferThatIsTooShort() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> new Flat(32).decode(Buffers.of(1, 2, 3), 1));
        assertEquals(
                "flat values needs bytes [0, 0+4) of 3 (file=t.lance, column=c, page=0, offset=100)", e.getMessage());
    }

    @Test
    void rowsWithoutGapsAreOneRun() {
        Values values = new Flat(8).decodeRuns(Buffers.of(1, 2, 3, 4), 0, 2, 2, 2);
        assertArrayEquals(new byte[] {1, 2, 3, 4}, Buffers.bytesOf(values));
    }

    @Test
    void rowsWithGapsAreStrided() {
        Values values = new Flat(8).decodeRuns(Buffers.of(9, 1, 2, 9, 3, 4), 1, 3, 2, 2);
        assertEquals(4, values.count());
        assertEquals(3, ((Values.Strided) values).stride());
    }

    @Test
    void rejectsRowsBeyondTheBuffer() {
        assertThrows(CorruptFileException.class, () -> new Flat(8).decodeRuns(Buffers.of(9, 1, 2, 9, 3), 1, 3, 2, 2));
    }
}
