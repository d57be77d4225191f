package dev.evodb.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ValidityTest {
    @Test
    void countsOnlyTheBitsOfItsRows() {
        Validity validity = Validity.ofBits(new byte[] {(byte) 0b1111_0111, (byte) 0b1111_1101}, 10);
        assertEquals(2, validity.nullCount());
        assertFalse(validity.isValid(3));
        assertTrue(validity.isValid(8));
        assertFalse(validity.isValid(9));
    }

    @Test
    void hasNoNullsWhereEveryBitIsSet() {
        assertFalse(Validity.ofBits(new byte[] {(byte) 0xFF, 0x01}, 9).hasNulls());
    }

    @Test
    void allNullHasOnlyNulls() {
        Validity validity = Validity.allNull(9);
        assertEquals(9, validity.nullCount());
        assertFalse(validity.isValid(8));
    }
}
