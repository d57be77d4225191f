package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.ints;
import static dev.evodb.lance.file.v20.Encodings.longs;
import static dev.evodb.lance.file.v20.Encodings.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListOffsetsTest {
    private static final SchemaField INTS = TestFile.field(0, "list", List.of(TestFile.leaf(1, "int32")));
    private static final SchemaField PAIRS = TestFile.field(
            0,
            "list.struct",
            List.of(TestFile.field(
                    1,
                    "struct",
                    List.of(
                            TestFile.leaf(2, "int32"),
                            TestFile.field(3, "large_list", List.of(TestFile.leaf(4, "string")))))));

    private static ListOffsets lists(long nullAdjustment, long items) {
        return new ListOffsets(flat(64, 0), nullAdjustment, items);
    }

    @Test
    void anEndNotBelowTheAdjustmentIsNull() throws IOException {
        TestFile file = new TestFile()
                .column()
                .page(lists(6, 5), 4, longs(2, 2 + 6, 2, 5))
                .column()
                .page(flat(32, 0), 5, ints(1, 2, 3, 4, 5));
        assertEquals(List.of("[i1,i2]", "~", "[]", "[i3,i4,i5]"), file.read(INTS, RowSelection.range(0, 4)));
    }

    @Test
    void itemsOfNullListsAreLeftOut() throws IOException {
        TestFile file = new TestFile()
                .column()
                .page(lists(6, 5), 3, longs(1, 3 + 6, 5))
                .column()
                .page(flat(32, 0), 5, ints(1, 2, 3, 4, 5));
        assertEquals(List.of("[i1]", "~", "[i4,i5]"), file.read(INTS, RowSelection.range(0, 3)));
    }

    @Test
    void pagesOfItemsNeedNotBeThoseOfLists() throws IOException {
        TestFile file = new TestFile()
                .column()
                .page(lists(4, 3), 2, longs(1, 3))
                .page(lists(5, 4), 3, longs(2, 2, 4))
                .column()
                .page(flat(32, 0), 2, ints(1, 2))
                .page(flat(32, 0), 4, ints(3, 4, 5, 6))
                .page(flat(32, 0), 1, ints(7));
        assertEquals(List.of("[i1]", "[i2,i3]", "[i4,i5]", "[]", "[i6,i7]"), file.read(INTS, RowSelection.range(0, 5)));
    }

    @Test
    void readsOnlyTheItemsOfWantedLists() throws IOException {
        TestFile file = new TestFile()
                .column()
                .page(lists(9, 8), 4, longs(2, 4, 6, 8))
                .column()
                .page(flat(32, 0), 8, ints(1, 2, 3, 4, 5, 6, 7, 8));
        assertEquals(List.of("[i3,i4]", "[i7,i8]"), file.read(INTS, RowSelection.of(new long[] {1, 3})));
        // Two offsets and two items for each of the two lists.
        assertEquals(2 * 16 + 2 * 8, file.bytesRead());
    }

    @Test
    void listsHoldStructsAndLists() throws IOException {
        TestFile file = new TestFile()
                .column()
                .page(lists(4, 3), 2, longs(1, 3))
                .column()
                .page(new Struct(), 3)
                .column()
                .page(flat(32, 0), 3, ints(1, 2, 3))
                .column()
                .page(lists(3, 2), 3, longs(1, 1 + 3, 2))
                .column()
                .page(new Binary(flat(64, 0), flat(8, 1), 0), 2, longs(1, 3), text("abc"));
        assertEquals(List.of("[{i2,~},{i3,[s2:bc]}]"), file.read(PAIRS, RowSelection.range(1, 1)));
    }

    @Test
    void rejectsAListThatEndsBehindThePagesItems() {
        TestFile file =
                new TestFile().column().page(lists(9, 2), 1, longs(3)).column().page(flat(32, 0), 2, ints(1, 2));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> file.read(INTS, RowSelection.range(0, 1)));
        assertEquals(
                "a list ends at 3, the page has 2 items (file=t.lance, column=f0, page=0, offset=7)", e.getMessage());
    }

    @Test
    void rejectsMoreItemsThanTheItemColumnHas() {
        TestFile file =
                new TestFile().column().page(lists(9, 3), 1, longs(2)).column().page(flat(32, 0), 2, ints(1, 2));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> file.read(INTS, RowSelection.range(0, 1)));
        assertEquals("column has 2 items, the field needs 3 (file=t.lance, column=f0.f1)", e.getMessage());
    }

    @Test
    void rejectsListsThatDoNotFollowEachOther() {
        TestFile file = new TestFile()
                .column()
                .page(lists(9, 3), 4, longs(3, 2, 1, 3))
                .column()
                .page(flat(32, 0), 3, ints(1, 2, 3));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> file.read(INTS, RowSelection.range(0, 2)));
        assertEquals(
                "item 1 ends at 2, one before it at 3 (file=t.lance, column=f0, page=0, offset=7)", e.getMessage());
        e = assertThrows(CorruptFileException.class, () -> file.read(INTS, RowSelection.of(new long[] {0, 3})));
        assertEquals(
                "item 2 ends at 1, one before it at 3 (file=t.lance, column=f0, page=0, offset=7)", e.getMessage());
    }

    @Test
    void rejectsAColumnThatIsNoList() {
        TestFile file =
                new TestFile().column().page(flat(32, 0), 1, ints(1)).column().page(flat(32, 0), 1, ints(1));
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> file.read(INTS, RowSelection.range(0, 1)));
        assertEquals(
                "column is encoded as flat, the field's type needs list (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }
}
