package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.bytes;
import static dev.evodb.lance.file.v20.Encodings.ints;
import static dev.evodb.lance.file.v20.Encodings.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantTest {
    @Test
    void everyItemHasTheValue() throws IOException {
        assertEquals(List.of("i7", "i7"), TestFile.of(new Constant(ints(7)), 2).readAll("int32"));
        assertEquals(List.of("t", "t"), TestFile.of(new Constant(bytes(1)), 2).readAll("bool"));
        assertEquals(
                List.of("s2:ab", "s2:ab"),
                TestFile.of(new Constant(text("ab")), 2).readAll("string"));
    }

    @Test
    void rejectsAValueOfAnotherWidth() {
        TestFile file = TestFile.of(new Constant(bytes(1, 2)), 1);
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> file.readAll("int32"));
        assertEquals(
                "constant has 2 bytes, the field's type needs 32 bits" + " (file=t.lance, column=f0, page=0, offset=7)",
                e.getMessage());
    }

    @Test
    void manyItemsOutOfNothingMeetTheLimit() {
        TestFile file = TestFile.of(new Constant(ints(7)), 1 << 30);
        LimitExceededException e = assertThrows(LimitExceededException.class, () -> file.readAll("int32"));
        assertEquals("decoded bytes", e.limit());
    }
}
