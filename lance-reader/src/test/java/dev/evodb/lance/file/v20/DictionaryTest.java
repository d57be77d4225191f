package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.bytes;
import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.ints;
import static dev.evodb.lance.file.v20.Encodings.longs;
import static dev.evodb.lance.file.v20.Encodings.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DictionaryTest {
    /// Items `a`, null, `bc`.
    private static final ArrayEncoding TEXTS = new Dictionary(flat(8, 0), new Binary(flat(64, 1), flat(8, 2), 4), 3);

    private static TestFile texts(int... indices) {
        return TestFile.of(TEXTS, indices.length, bytes(indices), longs(1, 1 + 4, 3), text("abc"));
    }

    @Test
    void itemsOfTextColumnsCountFromOne() throws IOException {
        assertEquals(List.of("s2:bc", "~", "s1:a", "~"), texts(3, 0, 1, 2).readAll("string"));
    }

    @Test
    void itemsOfDictionaryColumnsCountFromZero() throws IOException {
        assertEquals(List.of("s1:a", "~", "s2:bc"), texts(0, 1, 2).readAll("dict:string:int8:false"));
    }

    @Test
    void itemsMayBeOfFixedWidth() throws IOException {
        ArrayEncoding encoding =
                new Dictionary(new Nullable.SomeNulls(flat(1, 0), flat(8, 1)), new Nullable.NoNulls(flat(32, 2)), 2);
        TestFile file = TestFile.of(encoding, 3, bytes(0b101), bytes(1, 99, 0), ints(70, 80));
        assertEquals(List.of("i80", "~", "i70"), file.readAll("dict:int32:int8:false"));
    }

    @Test
    void aColumnOfNullsNeedsNoItems() throws IOException {
        ArrayEncoding encoding = new Dictionary(flat(8, 0), new Binary(flat(64, 1), flat(8, 2), 1), 0);
        assertEquals(
                List.of("~", "~"),
                TestFile.of(encoding, 2, bytes(0, 0), longs(), text("")).readAll("string"));
    }

    @Test
    void rejectsIndexAtDictionarySize() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> texts(3).readAll("dict:string:int8:false"));
        assertEquals(
                "value 0: index 3 is not one of 3 items, which count from 0"
                        + " (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
        e = assertThrows(CorruptFileException.class, () -> texts(4).readAll("string"));
        assertEquals(
                "value 0: index 4 is not one of 3 items, which count from 1"
                        + " (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }
}
