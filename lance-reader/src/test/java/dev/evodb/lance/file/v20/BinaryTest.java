package dev.evodb.lance.file.v20;

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

class BinaryTest {
    private static final ArrayEncoding WITH_NULLS = new Binary(flat(64, 0), flat(8, 1), 7);

    @Test
    void readsTextsAndNulls() throws IOException {
        TestFile file = TestFile.of(WITH_NULLS, 4, longs(3, 3 + 7, 3, 6), text("abcdef"));
        assertEquals(List.of("s3:abc", "~", "s0:", "s3:def"), file.readAll("string"));
    }

    @Test
    void readsOnlyTheBytesOfWantedTexts() throws IOException {
        TestFile file = TestFile.of(WITH_NULLS, 5, longs(1, 2, 3, 4, 6), text("abcdef"))
                .page(WITH_NULLS, 1, longs(2), text("xy"));
        assertEquals(List.of("s1:b", "s2:ef", "s2:xy"), file.take("large_string", 1, 4, 5));
        assertEquals(16 + 1 + 16 + 2 + 8 + 2, file.bytesRead());
    }

    @Test
    void indicesMayBeNarrow() throws IOException {
        TestFile file = TestFile.of(new Binary(flat(32, 0), flat(8, 1), 0), 2, ints(1, 3), text("abc"));
        assertEquals(List.of("b1:61", "b2:6263"), file.readAll("binary"));
    }

    @Test
    void rejectsDescendingEnds() {
        TestFile file = TestFile.of(WITH_NULLS, 2, longs(3, 2), text("abc"));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("string"));
        assertEquals(
                "item 1 ends at 2, one before it at 3 (file=t.lance, column=f0, page=0, offset=7)", e.getMessage());
    }

    @Test
    void rejectsTextsBehindTheBytes() {
        TestFile file = TestFile.of(WITH_NULLS, 1, longs(4), text("abc"));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("string"));
        assertEquals(
                "page buffer 1 has 3 bytes, 4 values of 8 bits need more"
                        + " (file=t.lance, column=f0, page=0, offset=10)",
                e.getMessage());
    }

    @Test
    void rejectsBytesThatAreNoBytes() {
        TestFile file = TestFile.of(new Binary(flat(64, 0), flat(16, 1), 0), 1, longs(1), text("ab"));
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("string"));
        assertEquals(
                "bytes of binary are encoded as flat, expected single bytes"
                        + " (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }
}
