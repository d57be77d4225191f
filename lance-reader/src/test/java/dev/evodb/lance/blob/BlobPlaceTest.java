package dev.evodb.lance.blob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.column.Column;
import dev.evodb.column.Validity;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BlobPlaceTest {
    private static final Location AT = Location.of("t.manifest").inColumn("b");
    private static final Validity ONE = Validity.allValid(1);

    private static Optional<BlobPlace> legacy(long position, long size) {
        return BlobPlace.of(
                new Column.StructColumn(
                        ONE,
                        List.of(
                                new Column.LongColumn(ONE, new long[] {position}),
                                new Column.LongColumn(ONE, new long[] {size}))),
                0,
                AT);
    }

    private static Optional<BlobPlace> v2(Validity validity, int kind, long position, long size, int id, String uri) {
        byte[] text = uri.getBytes(StandardCharsets.UTF_8);
        return BlobPlace.of(
                new Column.StructColumn(
                        validity,
                        List.of(
                                new Column.ByteColumn(ONE, new byte[] {(byte) kind}),
                                new Column.LongColumn(ONE, new long[] {position}),
                                new Column.LongColumn(ONE, new long[] {size}),
                                new Column.IntColumn(ONE, new int[] {id}),
                                new Column.BytesColumn(ONE, new int[] {0, text.length}, text))),
                0,
                AT);
    }

    @Test
    void tellsEmptyFromNull() {
        assertEquals(Optional.of(new BlobPlace.InDataFile(0, 0)), legacy(0, 0));
        assertEquals(Optional.empty(), legacy(1, 0));
        assertEquals(Optional.empty(), legacy(65536, 0));
        assertEquals(Optional.empty(), v2(Validity.allNull(1), 0, 0, 0, 0, ""));
        assertEquals(Optional.of(new BlobPlace.InDataFile(0, 0)), v2(ONE, 0, 0, 0, 0, ""));
    }

    @Test
    void namesSidecarsByTheirDigitsLowestFirst() {
        BlobPlace.InSidecar packed =
                (BlobPlace.InSidecar) v2(ONE, 1, 5, 7, 6, "").orElseThrow();
        assertEquals("01100000000000000000000000000000.blob", packed.fileName());
        assertEquals(
                new BlobPlace.InSidecar(0xFFFFFFFFL, 0, 7),
                v2(ONE, 2, 0, 7, -1, "").orElseThrow());
    }

    @Test
    void tellsPlacesOutsideOfTheTable() {
        assertEquals(Optional.of(new BlobPlace.Elsewhere("s3://b/é", 1, 2)), v2(ONE, 3, 1, 2, 0, "s3://b/é"));
    }

    @Test
    void refusesOtherKinds() {
        UnsupportedFeatureException e =
                assertThrows(UnsupportedFeatureException.class, () -> v2(ONE, 255, 0, 1, 0, ""));
        assertEquals("blob kind 255 is not supported, accepted: 0..3 (file=t.manifest, column=b)", e.getMessage());
    }

    @Test
    void rejectsPlacesThatNoFileHas() {
        assertEquals(
                "blob size is 18446744073709551615 (file=t.manifest, column=b)",
                assertThrows(CorruptFileException.class, () -> legacy(0, -1)).getMessage());
        assertThrows(CorruptFileException.class, () -> legacy(-1, 1));
        assertThrows(CorruptFileException.class, () -> legacy(Long.MAX_VALUE, 1));
    }
}
