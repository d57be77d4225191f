package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.bytes;
import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.ints;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class NullableTest {
    private static final ArrayEncoding SOME = new Nullable.SomeNulls(flat(1, 0), flat(32, 1));

    @Test
    void validityIsOneBitAnItem() throws IOException {
        TestFile file = TestFile.of(SOME, 3, bytes(0b101), ints(1, 2, 3));
        assertEquals(List.of("i1", "~", "i3"), file.readAll("int32"));
        assertEquals(List.of("~", "i3"), file.take("int32", 1, 2));
    }

    @Test
    void pagesMayDifferInNullness() throws IOException {
        TestFile file = TestFile.of(new Nullable.NoNulls(flat(32, 0)), 2, ints(1, 2))
                .page(new Nullable.AllNulls(), 2)
                .page(SOME, 1, bytes(1), ints(5));
        assertEquals(List.of("i1", "i2", "~", "~", "i5"), file.readAll("int32"));
    }

    @Test
    void itemsAreNullIfAnyLayerSaysSo() throws IOException {
        ArrayEncoding twice = new Nullable.SomeNulls(flat(1, 2), SOME);
        TestFile file = TestFile.of(twice, 3, bytes(0b011), ints(1, 2, 3), bytes(0b110));
        assertEquals(List.of("~", "i2", "~"), file.readAll("int32"));
    }

    @Test
    void theNullTypeHasNoBuffers() throws IOException {
        assertEquals(List.of("~", "~"), TestFile.of(new Nullable.AllNulls(), 2).readAll("null"));
    }

    @Test
    void rejectsValidityThatIsNoBitmap() {
        TestFile file = TestFile.of(new Nullable.SomeNulls(flat(8, 0), flat(32, 1)), 1, bytes(1), ints(1));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("int32"));
        assertEquals(
                "validity is encoded as flat, expected single bits (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }
}
