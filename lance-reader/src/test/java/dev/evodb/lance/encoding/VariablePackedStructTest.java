package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import java.util.List;
import org.junit.jupiter.api.Test;

class VariablePackedStructTest {
    private static final VariablePackedStruct ROW = new VariablePackedStruct(List.of(
            new VariablePackedStruct.Child(new Flat(8), false, 1),
            new VariablePackedStruct.Child(new Variable(32), true, 2),
            new VariablePackedStruct.Child(new Flat(16), false, 2)));

    /// Row 0 is (7, "ab", 0x0201), row 1 is null, row 2 is (8, "", 0x0403).
    private static final ByteSlice ROWS = Buffers.of(7, 2, 0, 'a', 'b', 1, 2, 8, 0, 0, 3, 4);

    private static Values.Spans spans(int... positions) {
        int[] starts = new int[positions.length / 2];
        int[] ends = new int[positions.length / 2];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = positions[2 * i];
            ends[i] = positions[2 * i + 1];
        }
        return new Values.Spans(ROWS.array(), starts, ends);
    }

    @Test
    void takesRowsApart() {
        Values.Packed rows = (Values.Packed) ROW.decodeEach(ROWS, spans(0, 7, 7, 7, 7, 12), Buffers.budget());

        assertArrayEquals(new byte[] {7, 0, 8}, Buffers.bytesOf(rows.children().get(0)));
        assertArrayEquals(
                new String[] {"ab", "", ""}, Buffers.textOf(rows.children().get(1)));
        assertArrayEquals(
                new byte[] {1, 2, 0, 0, 3, 4}, Buffers.bytesOf(rows.children().get(2)));
    }

    @Test
    void rejectsAChildThatIsLongerThanItsRow() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> ROW.decodeEach(ROWS, spans(0, 4), Buffers.budget()));
        assertEquals(
                "packed row 0 has 1 bytes left, a child needs 2 (file=t.lance, column=c, page=0, offset=103)",
                e.getMessage());
    }

    @Test
    void rejectsBytesAfterTheLastChild() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> ROW.decodeEach(ROWS, spans(0, 8), Buffers.budget()));
        assertEquals(
                "packed row 0 has 1 bytes after its last child (file=t.lance, column=c, page=0, offset=107)",
                e.getMessage());
    }

    @Test
    void needsTheBytesOfItsFixedChildrenAndLengths() {
        assertEquals(5, ROW.leastRowBytes());
        assertEquals(0, new Variable(32).leastRowBytes());
    }

    @Test
    void refusesToBeABlock() {
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> ROW.decodeBlock(ROWS, 1, Buffers.budget()));
        assertEquals("variable_packed_struct", e.found());
    }
}
