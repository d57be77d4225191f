package dev.evodb.ann;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
    void rejectsOffsetsItCannotHold() {
        assertEquals(
                "row offset of 4294967295 is not below 2^31",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RowMask.none().allow(0xFFFFFFFFL))
                        .getMessage());
    }
}
