package dev.evodb.lance.encoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;

class FixedSizeListTest {
    private static final Flat BYTES = new Flat(8);
    /// Two lists of three bytes each; items of both may be null.
    private static final FixedSizeList NESTED = new FixedSizeList(2, new FixedSizeList(3, BYTES, true), true);

    private static boolean isValid(Values.Lists lists, int item) {
        long bit = lists.validityFrom() + item;
        return (lists.validity()[(int) (bit >>> 3)] >> (bit & 7) & 1) != 0;
    }

    @Test
    void chunkHoldsBitmapsOuterFirstThenTheValues() {
        ByteSlice[] buffers = {
            Buffers.of(0b0111), Buffers.of(0xFF, 0b0111), Buffers.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
        };
        assertEquals(3, NESTED.chunkBuffers());
        Values.Lists outer = (Values.Lists) NESTED.decodeChunk(buffers, 0, 2, Buffers.budget());
        assertTrue(isValid(outer, 2));
        assertFalse(isValid(outer, 3));
        Values.Lists inner = (Values.Lists) outer.items();
        assertEquals(4, inner.count());
        assertTrue(isValid(inner, 10));
        assertFalse(isValid(inner, 11));
        assertEquals(12, Buffers.bytesOf(inner.items()).length);
    }

    @Test
    void fullZipValueHoldsBitmapsOuterFirstThenTheValues() {
        ByteSlice rows = Buffers.of(0xAA, 0b01, 0b111110, 1, 2, 3, 4, 5, 6, 0xAA, 0b11, 0b111111, 7, 8, 9, 10, 11, 12);
        assertEquals(8, NESTED.rowBytes(1));
        Values.Lists outer = (Values.Lists) NESTED.decodeRows(rows, 1, 9, 8, 2, Buffers.budget());
        assertArrayEquals(new byte[] {0b1101}, outer.validity());
        Values.Lists inner = (Values.Lists) outer.items();
        assertArrayEquals(new byte[] {(byte) 0b11111110, 0b1111}, inner.validity());
        assertEquals(12, inner.items().count());
    }

    @Test
    void noFullZipValuesNeedNoBytes() {
        Values.Lists none = (Values.Lists) NESTED.decodeRows(Buffers.of(), 0, 8, 8, 0, Buffers.budget());
        assertEquals(0, none.count());
        assertEquals(0, ((Values.Lists) none.items()).items().count());
    }

    @Test
    void rejectsFullZipValuesOfAnotherWidth() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class,
                () -> NESTED.decodeRows(Buffers.of(new int[20]), 0, 9, 9, 2, Buffers.budget()));
        assertEquals(
                "full-zip values have 9 bytes, their encoding needs 8"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }

    @Test
    void rejectsABitmapThatIsTooShort() {
        ByteSlice[] buffers = {Buffers.of(), Buffers.of(1, 2, 3)};
        assertThrows(
                CorruptFileException.class,
                () -> new FixedSizeList(3, BYTES, true).decodeChunk(buffers, 0, 1, Buffers.budget()));
    }

    @Test
    void blockHoldsTheItemsOfAllLists() {
        FixedSizeList nested = new FixedSizeList(1, new FixedSizeList(2, new Flat(8), false), false);
        Values.Lists outer = (Values.Lists) nested.decodeBlock(Buffers.of(1, 2, 3, 4), 2, Buffers.budget());
        Values.Lists inner = (Values.Lists) outer.items();
        assertArrayEquals(new byte[] {1, 2, 3, 4}, Buffers.bytesOf(inner.items()));
        assertEquals(2, outer.count());
    }

    @Test
    void refusesABlockOfListsWithNullItems() {
        FixedSizeList list = new FixedSizeList(2, new Flat(8), true);
        UnsupportedFeatureException e = assertThrows(
                UnsupportedFeatureException.class, () -> list.decodeBlock(Buffers.of(3, 1, 2), 1, Buffers.budget()));
        assertEquals(
                "block encoding fixed_size_list with null items is not supported, accepted: lists without null items"
                        + " (file=t.lance, column=c, page=0, offset=100)",
                e.getMessage());
    }
}
