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

/// A page of lists in two chunks of two items each: [1], [2, 3], [4]; chunk table at byte 0, chunks at 8
/// and 32, repetition index at 56.
class MiniBlockListsTest {
    private static final Field FIELD =
            new Field("f", new DataType.ListOf(new Field("item", new DataType.Int(8, true), true), false), true);

    private final byte[] file = new byte[88];
    private int indexDepth = 1;

    MiniBlockListsTest() {
        file[0] = 2 << 4 | 1;
        file[2] = 2 << 4;
        chunk(8, 1, 1, 1, 2);
        chunk(32, 0, 1, 3, 4);
        // Rows that end in each chunk, and whether one goes on.
        file[56] = 1;
        file[64] = 1;
        file[72] = 2;
    }

    /// Header of 8 bytes, repetition levels, items.
    private void chunk(int at, int firstLevel, int secondLevel, int first, int second) {
        file[at] = 2;
        file[at + 2] = 4;
        file[at + 4] = 2;
        file[at + 8] = (byte) firstLevel;
        file[at + 10] = (byte) secondLevel;
        file[at + 16] = (byte) first;
        file[at + 17] = (byte) second;
    }

    private Column.ListColumn read(long from, int rows) throws IOException {
        PageLayout layout = new PageLayout.MiniBlock(
                Optional.of(new Flat(16)),
                Optional.empty(),
                new Flat(8),
                Optional.empty(),
                new Layers(List.of(RepDefLayer.ALL_VALID_ITEM, RepDefLayer.ALL_VALID_LIST)),
                1,
                indexDepth,
                4,
                false);
        Location at = new Location("t.lance", "0", 0, 9);
        Page page = new Page(at, 0, 3, layout, new long[] {0, 8, 56}, new long[] {4, 48, 32});
        FieldReader reader = new FieldReader(new BytesSource(file), column -> List.of(page), 3, 1 << 20);
        return (Column.ListColumn) reader.read(FIELD, new int[] {0}, RowSelection.range(from, rows));
    }

    private static byte[] items(Column.ListColumn lists) {
        return ((Column.ByteColumn) lists.items()).values();
    }

    private String problem(long from, int rows) {
        return String.valueOf(
                assertThrows(CorruptFileException.class, () -> read(from, rows)).getMessage());
    }

    @Test
    void readsAllRows() throws IOException {
        Column.ListColumn lists = read(0, 3);
        assertArrayEquals(new int[] {0, 1, 3, 4}, lists.offsets());
        assertArrayEquals(new byte[] {1, 2, 3, 4}, items(lists));
    }

    @Test
    void readsARowThatLiesInTwoChunks() throws IOException {
        assertArrayEquals(new byte[] {2, 3}, items(read(1, 1)));
    }

    @Test
    void readsOnlyTheChunksOfWantedRows() throws IOException {
        file[8] = 77;
        assertArrayEquals(new byte[] {4}, items(read(2, 1)));
    }

    @Test
    void rejectsAnIndexThatContradictsTheLevels() {
        file[56] = 2;
        file[64] = 0;
        file[72] = 1;
        assertEquals(
                "chunk 1 starts within a row, the repetition index says with one"
                        + " (file=t.lance, column=f.item, page=0, offset=32)",
                problem(2, 1));
    }

    @Test
    void rejectsAnIndexOfOtherRowStarts() {
        file[32 + 8] = 1;
        file[64] = 0;
        assertEquals(
                "chunk 1 has levels of 2 rows that start, the repetition index says 3"
                        + " (file=t.lance, column=f.item, page=0, offset=32)",
                withRowsEnded(0, 3).problem(0, 3));
    }

    private MiniBlockListsTest withRowsEnded(int first, int second) {
        file[56] = (byte) first;
        file[72] = (byte) second;
        return this;
    }

    @Test
    void rejectsLevelsThatNeedOtherItems() {
        file[32] = 3;
        file[34] = 6;
        assertEquals(
                "chunk 1 has 2 items, its levels need 3 (file=t.lance, column=f.item, page=0, offset=32)",
                problem(1, 1));
    }

    @Test
    void rejectsAnIndexOfOtherRows() {
        file[72] = 1;
        assertEquals(
                "repetition index has 2 whole rows, the page has 3"
                        + " (file=t.lance, column=f.item, page=0, offset=56)",
                problem(0, 1));
        file[72] = 3;
        assertEquals(
                "3 rows end in chunk 1, after 1 of 3 (file=t.lance, column=f.item, page=0, offset=72)", problem(0, 1));
    }

    @Test
    void rejectsAPageWithoutAnIndex() {
        indexDepth = 0;
        assertEquals(
                "page with lists has no repetition index (file=t.lance, column=f.item, page=0, offset=9)",
                problem(0, 1));
    }

    @Test
    void rejectsAnIndexOfAnotherDepth() {
        indexDepth = 2;
        assertEquals(
                "repetition index has 32 bytes, 2 chunks need 48" + " (file=t.lance, column=f.item, page=0, offset=56)",
                problem(0, 1));
    }
}
