package dev.evodb.lance.file.v20;

import static dev.evodb.lance.file.v20.Encodings.flat;
import static dev.evodb.lance.file.v20.Encodings.text;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedSizeBinaryTest {
    @Test
    void holdsBinariesOfOneWidth() throws IOException {
        TestFile file = TestFile.of(new FixedSizeBinary(flat(8, 0), 2), 3, text("abcdef"));
        assertEquals(List.of("b2:6162", "b2:6566"), file.take("fixed_size_binary:2", 0, 2));
        assertEquals(4, file.bytesRead());
    }

    @Test
    void holdsTextsThatAreEquallyLong() throws IOException {
        TestFile file = TestFile.of(new FixedSizeBinary(flat(8, 0), 3), 2, text("abcdef"));
        assertEquals(List.of("s3:abc", "s3:def"), file.readAll("string"));
        assertEquals(List.of("s3:def"), file.take("string", 1));
    }

    @Test
    void textsMayAllBeEmpty() throws IOException {
        assertEquals(
                List.of("s0:", "s0:"),
                TestFile.of(new FixedSizeBinary(flat(8, 0), 0), 2, text("")).readAll("string"));
    }
}
