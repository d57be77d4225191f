package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RowIdsTest {
    @Test
    void keepsIdsBelowTwoToThe32InFourBytesEach() {
        RowIds ids = RowIds.compact(new long[] {7, 0, 0xFFFF_FFFFL, 0x8000_0000L});
        assertEquals(16, ids.bytes());
        assertEquals(4, ids.size());
        assertEquals(7, ids.get(0));
        assertEquals(0, ids.get(1));
        assertEquals(0xFFFF_FFFFL, ids.get(2));
        assertEquals(0x8000_0000L, ids.get(3));
    }

    @Test
    void keepsAllIdsWholeIfOneNeedsEightBytes() {
        RowIds ids = RowIds.compact(new long[] {1L << 32, 5});
        assertEquals(16, ids.bytes());
        assertEquals(1L << 32, ids.get(0));
        assertEquals(5, ids.get(1));
        assertEquals(-1L, RowIds.compact(new long[] {-1}).get(0));
    }

    @Test
    void holdsNoRows() {
        assertEquals(0, RowIds.compact(new long[0]).size());
        assertEquals(0, RowIds.compact(new long[0]).bytes());
    }
}
