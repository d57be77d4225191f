package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackedStructTest {
    private static final PackedStruct ROW = new PackedStruct(List.of(8, 16), new Flat(24));

    private static byte[] child(Values values, int child) {
        Values.Packed packed = (Values.Packed) values;
        return Buffers.bytesOf(((Values.Strided) packed.children().get(child)).gather(0, packed.count()));
    }

    @Test
    void cutsTheRowsOfAChunkIntoChildren() {
        Values values = ROW.decodeChunk(new ByteSlice[] {Buffers.of(1, 2, 3, 4, 5, 6)}, 0, 2, Buffers.budget());

        assertArrayEquals(new byte[] {1, 4}, child(values, 0));
        assertArrayEquals(new byte[] {2, 3, 5, 6}, child(values, 1));
    }

    @Test
    void cutsTheRowsOfABlock() {
        Values values = ROW.decodeBlock(Buffers.of(1, 2, 3), 1, Buffers.budget());

        assertArrayEquals(new byte[] {2, 3}, child(values, 1));
    }

    @Test
    void cutsFullZipRowsBehindControlWords() {
        Values values = ROW.decodeRows(Buffers.of(9, 1, 2, 3, 9, 4, 5, 6), 1, 4, 3, 2, Buffers.budget());

        assertArrayEquals(new byte[] {1, 4}, child(values, 0));
        assertArrayEquals(new byte[] {2, 3, 5, 6}, child(values, 1));
    }

    @Test
    void cutsCompressedRows() {
        Encoding split = new PackedStruct(List.of(8, 8), new ByteStreamSplit(16));

        Values values = split.decodeChunk(new ByteSlice[] {Buffers.of(1, 2, 3, 4)}, 0, 2, Buffers.budget());

        assertArrayEquals(new byte[] {1, 2}, child(values, 0));
        assertArrayEquals(new byte[] {3, 4}, child(values, 1));
    }

    @Test
    void rejectsRowsOfAnotherWidth() {
        Encoding wide = new PackedStruct(List.of(8, 16), new Flat(32));
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> wide.decodeBlock(Buffers.of(1, 2, 3, 4), 1, Buffers.budget()));
        assertEquals(
                "packed_struct rows are not of 24 bits (file=t.lance, column=c, page=0, offset=100)", e.getMessage());
    }

    @Test
    void rejectsMissingRows() {
        assertThrows(
                CorruptFileException.class,
                () -> ROW.decodeRows(Buffers.of(1, 2, 3, 4, 5), 0, 3, 3, 2, Buffers.budget()));
    }

    @Test
    void rejectsFullZipValuesOfAnotherWidth() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> ROW.decodeRows(Buffers.of(1, 2, 3, 4), 0, 4, 4, 1, Buffers.budget()));
        assertEquals(
                "full-zip values have 4 bytes, their encoding needs 3"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }
}
