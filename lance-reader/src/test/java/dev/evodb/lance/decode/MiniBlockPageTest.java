package dev.evodb.lance.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.Flat;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.RepDefLayer;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A page of one chunk with 8-bit indices into a dictionary of 16-bit values: chunk table at byte 0,
/// chunk at 8, dictionary at 24.
class MiniBlockPageTest {
    private static final Field FIELD = new Field("f", new DataType.Int(16, true), false);

    private static byte[] file(int... indices) {
        byte[] bytes = new byte[28];
        // Two units of 8 bytes: the header, padded, and the indices.
        bytes[0] = 1 << 4;
        bytes[10] = (byte) indices.length;
        for (int i = 0; i < indices.length; i++) {
            bytes[16 + i] = (byte) indices[i];
        }
        bytes[24] = 70;
        bytes[26] = 80;
        return bytes;
    }

    private static Column read(byte[] file, long rows, long items, long chunkBytes) throws IOException {
        PageLayout layout = new PageLayout.MiniBlock(
                Optional.empty(),
                Optional.empty(),
                new Flat(8),
                Optional.of(new PageLayout.Dictionary(new Flat(16), 2)),
                new Layers(List.of(RepDefLayer.ALL_VALID_ITEM)),
                1,
                0,
                items,
                false);
        Location at = new Location("t.lance", "0", 0, 9);
        Page page = new Page(at, 0, rows, layout, new long[] {0, 8, 24}, new long[] {2, chunkBytes, 4});
        FieldReader reader = new FieldReader(new BytesSource(file), column -> List.of(page), rows, 1 << 20);
        return reader.read(FIELD, new int[] {0}, RowSelection.range(0, (int) rows));
    }

    private static String problem(byte[] file, long rows, long items, long chunkBytes) {
        return String.valueOf(assertThrows(CorruptFileException.class, () -> read(file, rows, items, chunkBytes))
                .getMessage());
    }

    @Test
    void replacesIndicesByValuesOfTheDictionary() throws IOException {
        Column.ShortColumn column = (Column.ShortColumn) read(file(1, 0, 1), 3, 3, 16);
        assertArrayEquals(new short[] {80, 70, 80}, column.values());
    }

    @Test
    void rejectsIndexAtDictionarySize() {
        assertEquals(
                "value 1: dictionary index 2 not below size 2 (file=t.lance, column=f, page=0, offset=8)",
                problem(file(0, 2), 2, 2, 16));
    }

    @Test
    void rejectsOtherItemsThanRows() {
        assertEquals(
                "page has 3 items for 2 rows (file=t.lance, column=f, page=0, offset=9)",
                problem(file(0, 1), 2, 3, 16));
    }

    @Test
    void rejectsChunksBehindTheirBuffer() {
        assertEquals(
                "chunks have 16 bytes, their buffer has 15 (file=t.lance, column=f, page=0, offset=0)",
                problem(file(0, 1), 2, 2, 15));
    }

    @Test
    void rejectsMoreItemsThanAChunkHolds() {
        assertEquals(
                "chunk 0 holds 40000 items after 0 of 40000 (file=t.lance, column=f, page=0, offset=0)",
                problem(file(0, 1), 40_000, 40_000, 16));
    }

    @Test
    void rejectsValueBuffersThatAreTooShort() {
        assertEquals(
                "flat values needs bytes [0, 0+2) of 1 (file=t.lance, column=f, page=0, offset=16)",
                problem(file(0), 2, 2, 16));
    }
}
