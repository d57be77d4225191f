package dev.evodb.lance.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileVersionTest {
    private static FileVersion parse(int major, int minor, char last) {
        byte[] end = {(byte) major, 0, (byte) minor, 0, 'L', 'A', 'N', (byte) last};
        return FileVersion.parse(ByteSlice.of(end, Location.of("t.lance").atOffset(1000)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.1, BATCHES",
        "0, 1, 0.1, BATCHES",
        "0, 2, 0.1, BATCHES",
        "0, 3, 2.0, NODE_COLUMNS",
        "2, 0, 2.0, NODE_COLUMNS",
        "2, 1, 2.1, LEAF_COLUMNS",
        "2, 2, 2.2, LEAF_COLUMNS",
        "2, 3, 2.3, LEAF_COLUMNS"
    })
    void knowsWhatAFooterMeans(int major, int minor, String version, FileVersion.Layout layout) {
        FileVersion parsed = parse(major, minor, 'C');
        assertEquals(version, parsed.toString());
        assertEquals(layout, parsed.layout());
    }

    @Test
    void refusesAnotherVersion() {
        UnsupportedFeatureException e = assertThrows(UnsupportedFeatureException.class, () -> parse(2, 4, 'C'));
        assertEquals(
                "file version 2.4 is not supported, accepted: 0.1, 2.0, 2.1, 2.2, 2.3 (file=t.lance, offset=1000)",
                e.getMessage());
    }

    @Test
    void rejectsAnotherMagic() {
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> parse(2, 1, 'X'));
        assertEquals("magic is 0x584e414c, expected LANC (file=t.lance, offset=1004)", e.getMessage());
    }
}
