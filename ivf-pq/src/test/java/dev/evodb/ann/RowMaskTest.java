package dev.evodb.ann;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RowMaskTest {
    @Test
    void tellsFragmentsApart() {
        RowMask mask = RowMask.none();
        mask.allow(2L << 32 | 5);
        assertTrue(mask.isAllowed(2L << 32 | 5));
        assertFalse(mask.isAllowed(5));
        assertFalse(mask.isAllowed(2L << 32 | 6));
    }

    @Test
    void allAllowsEverything() {
        assertTrue(RowMask.all().isAllowed(-1));
    }

    @Test
    void holdsEveryRowId() {
        RowMask mask = RowMask.none();
        mask.allow(0xFFFF_FFFFL);
        mask.allow(-1);
        assertTrue(mask.isAllowed(0xFFFF_FFFFL));
        assertTrue(mask.isAllowed(-1));
        assertFalse(mask.isAllowed(0xFFFF_FFFEL));
    }

    @Test
    void isAskedTogetherWithAPredicate() {
        RowMask mask = RowMask.none();
        mask.allow(4);
        mask.allow(5);
        RowMask even = mask.among(row -> row % 2 == 0);
        assertTrue(even.isAllowed(4));
        assertFalse(even.isAllowed(5));
        assertFalse(even.isAllowed(6));
    }
}
