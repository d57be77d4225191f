package dev.evodb.api.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.api.error.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
    private static void refuses(String part, String delimiter) {
        ApiException refused = assertThrows(ApiException.class, () -> Identifiers.names(part, delimiter));
        assertEquals(400, refused.status());
        assertEquals(13, refused.code().number());
    }

    @Test
    void namesComeApart() {
        assertEquals(List.of("t"), Identifiers.names("t", "$"));
        assertEquals(List.of("a", "b", "tt"), Identifiers.names("a$b$tt", "$"));
        assertEquals(List.of("a", "b", "tt"), Identifiers.names("a%24b%24tt", "$"));
        assertEquals(List.of("a$b"), Identifiers.names("a$b", "."));
        assertEquals(List.of("a", "b"), Identifiers.names("a--b", "--"));
        assertEquals(List.of("a", "-b"), Identifiers.names("a---b", "--"));
        assertEquals(List.of(), Identifiers.names("$", "$"));
        assertEquals(List.of(), Identifiers.names("%24", "$"));
        assertEquals(new TableId(List.of("a"), "b"), Identifiers.table("a$b", "$"));
        assertEquals("a$b", Identifiers.table("a.b", ".").toString());
        assertEquals(List.of("\u00fc\u65e5\ud83d\ude00 x"), Identifiers.names("%C3%BC%E6%97%A5%F0%9F%98%80%20x", "$"));
        assertThrows(ApiException.class, () -> Identifiers.table("$", "$"));
    }

    /// Decoded once: what is coded twice is a name with percent signs in it.
    @Test
    void decodedOnce() {
        assertEquals(List.of("%2e%2e%2f"), Identifiers.names("%252e%252e%252f", "$"));
        assertEquals(List.of("%00"), Identifiers.names("%2500", "$"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                ".",
                "%2e%2E",
                "a$..",
                "..$a",
                "a$$b",
                "$a",
                "a$",
                "$$",
                "a%2Fb",
                "a%5Cb",
                "a%00",
                "a%0A",
                "a%1F",
                "a%7F",
                "a%C2%80",
                "a b",
                "a\u00e9",
                "a\nb",
                "%",
                "a%",
                "a%4",
                "%4g",
                "%g4",
                "%-1",
                "%+1",
                "% 1",
                "%\uff14\uff11",
                "%\u0664\u0661",
                "%C0%AF",
                "%C1%81",
                "%E0%80%AF",
                "%F0%80%80%AF",
                "%F4%90%80%80",
                "%ED%A0%80",
                "%ED%B0%80",
                "%80",
                "%FF",
                "%FE",
                "%E2%82",
                "%C3"
            })
    void namesThatAreNotAllowed(String part) {
        refuses(part, "$");
    }

    @Test
    void limits() {
        String longest = "x".repeat(255);
        assertEquals(List.of(longest), Identifiers.names(longest, "$"));
        refuses(longest + "x", "$");
        // 255 characters, but more bytes.
        refuses("%C3%BC".repeat(128), "$");
        assertEquals(32, Identifiers.names("a" + "$a".repeat(31), "$").size());
        refuses("a" + "$a".repeat(32), "$");
        refuses("a", "");
        refuses("a", "123456789");
        assertEquals(List.of("a"), Identifiers.names("a", "12345678"));
    }

    /// Whatever comes: either names that are allowed, or a refusal.
    @Test
    void anyText() {
        Random random = new Random(7);
        String parts = "ab$.%/\\0123456789abcdefABCDEF\u0000\u00e9 ";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(parts.charAt(random.nextInt(parts.length())));
            }
            try {
                List<String> names = Identifiers.names(text.toString(), "$");
                for (String name : names) {
                    assertEquals(name, Identifiers.checked(name));
                    assertEquals(-1, name.indexOf('$'));
                    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
                    assertEquals(name, new String(bytes, StandardCharsets.UTF_8));
                }
            } catch (ApiException e) {
                assertEquals(400, e.status());
            }
        }
    }
}
