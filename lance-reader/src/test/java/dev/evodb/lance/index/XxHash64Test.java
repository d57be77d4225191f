package dev.evodb.lance.index;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against the answers of the reference implementation.
class XxHash64Test {
    @ParameterizedTest
    @CsvSource({
        "'', ef46db3751d8e999",
        "a, d24ec4f1a98c6e5b",
        "as, 1c330fb2d66be179",
        "asd, 631c37ce72a97393",
        "asdf, 415872f599cea71e",
        "Call me Ishmael. Some years ago--never mind how long precisely-, 02a2e85470d6fd96",
    })
    void hashesAsTheReferenceDoes(String text, String expected) {
        long hash = XxHash64.hash(text.getBytes(StandardCharsets.UTF_8));
        assertEquals(Long.parseUnsignedLong(expected, 16), hash);
    }
}
