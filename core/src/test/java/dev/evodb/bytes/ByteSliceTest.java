package dev.evodb.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import org.junit.jupiter.api.Test;

class ByteSliceTest {
    private final ByteSlice slice =
            ByteSlice.of(new byte[] {1, 2, 3, 4, 5, 6, 7, -128, 9, 10}, new Location("t.lance", "", -1, 100));

    @Test
    void readsLittleEndian() {
        assertEquals(0x0201, slice.readUnsignedShortLE(0, "short"));
        assertEquals(0x05040302, slice.readIntLE(1, "int"));
        assertEquals(0x8007060504030201L, slice.readLongLE(0, "long"));
    }

    @Test
    void namesWhatLiesOutsideWithItsAbsoluteOffset() {
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> slice.readIntLE(8, "row count"));
        assertEquals("row count needs bytes [8, 8+4) of 10 (file=t.lance, offset=108)", e.getMessage());
    }

    @Test
    void rejectsRangesThatOverflow() {
        assertThrows(CorruptFileException.class, () -> slice.require(Long.MAX_VALUE, 1, "x"));
        assertThrows(CorruptFileException.class, () -> slice.require(1, Long.MAX_VALUE, "x"));
        assertThrows(CorruptFileException.class, () -> slice.require(-1, 1, "x"));
        assertThrows(CorruptFileException.class, () -> slice.require(0, -1, "x"));
    }

    @Test
    void rejectsCountsAboveWhatALongHolds() {
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> slice.readCountLE(0, "length"));
        assertEquals("length is 9225348980303659521 (file=t.lance, offset=100)", e.getMessage());
    }

    @Test
    void slicesKeepTheirPlaceInTheFile() {
        ByteSlice inner = slice.slice(2, 5, "page").slice(1, "values");
        assertArrayEquals(new byte[] {4, 5, 6, 7}, inner.toBytes());
        assertEquals(103, inner.at().offset());
        assertEquals(
                "file=t.lance, column=a.b, page=4, offset=103",
                inner.labelled("a.b", 4).at().toString());
    }
}
