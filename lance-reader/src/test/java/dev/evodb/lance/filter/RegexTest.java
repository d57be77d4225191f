package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.error.LimitExceededException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the native library answers is in `filters/answers.txt`; here random patterns that Java has as
/// well.
class RegexTest {
    private static final List<String> ATOMS =
            List.of("a", "b", "[ab]", "[^a]", ".", "\\w", "\\d", "\\s", "\u00e9", "^", "$", "\\b", "\\B", "[b-d1]", "");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithJavaOnRandomPatterns(long seed) {
        Random random = new Random(seed);
        int found = 0;
        for (int round = 0; round < 4000; round++) {
            String pattern = pattern(random, 1 + random.nextInt(2));
            String flags = List.of("", "i", "s", "m", "ims").get(random.nextInt(5));
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(6); i > 0; i--) {
                text.append(List.of("a", "b", "A", "1", " ", "\n", "\u00e9", "\u00c9")
                        .get(random.nextInt(8)));
            }
            int javaFlags = Pattern.UNICODE_CHARACTER_CLASS
                    | Pattern.UNIX_LINES
                    | (flags.contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)
                    | (flags.contains("m") ? Pattern.MULTILINE : 0)
                    | (flags.contains("s") ? Pattern.DOTALL : 0);
            boolean expected = Pattern.compile(forJava(pattern, flags), javaFlags)
                    .matcher(text)
                    .find();
            String message = "'" + text + "' has " + pattern + " " + flags + ", seed " + seed;
            assertEquals(expected, isIn(pattern, flags, text.toString()), message);
            found += expected ? 1 : 0;
        }
        assertTrue(found > 1000 && found < 3900, found + " matches");
    }

    /// Java's `$` is also before a line feed at the end, and its `^` of many lines not behind one.
    private static String forJava(String pattern, String flags) {
        return flags.contains("m")
                ? pattern.replace("[^a]", "NOT_A")
                        .replace("^", "(?:(?<=\n)|\\A)")
                        .replace("$", "(?:(?=\n)|\\z)")
                        .replace("NOT_A", "[^a]")
                : pattern.replace("$", "\\z");
    }

    private static String pattern(Random random, int depth) {
        StringBuilder pattern = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int kind = random.nextInt(depth == 0 ? 1 : 4);
            switch (kind) {
                case 1 ->
                    pattern.append("(?:").append(pattern(random, depth - 1)).append(')');
                case 2 ->
                    pattern.append('(')
                            .append(pattern(random, depth - 1))
                            .append('|')
                            .append(pattern(random, depth - 1))
                            .append(')');
                default ->
                    pattern.append("(?:")
                            .append(ATOMS.get(random.nextInt(ATOMS.size())))
                            .append(')');
            }
            // Java misses matches of counted groups that can be empty.
            List<String> counts = kind == 0
                    ? List.of("", "", "*", "+", "?", "{2}", "{1,}", "{0,2}", "*?")
                    : List.of("", "", "*", "+", "?");
            pattern.append(counts.get(random.nextInt(counts.size())));
        }
        return pattern.toString();
    }

    @Test
    void boundsTheSteps() {
        assertDoesNotThrow(() -> RegexParser.parse("(a){999}", "", 1));
        LimitExceededException refused =
                assertThrows(LimitExceededException.class, () -> RegexParser.parse("(abc){999}", "", 1));
        assertEquals("regular expression steps limit is 2000, needed 3996", refused.getMessage());
        assertThrows(LimitExceededException.class, () -> RegexParser.parse("((a{100}){100}){100}", "", 1));
    }

    @Test
    void boundsTheDepth() {
        assertDoesNotThrow(() -> RegexParser.parse("(".repeat(64) + ")".repeat(64), "", 1));
        LimitExceededException refused = assertThrows(
                LimitExceededException.class, () -> RegexParser.parse("(".repeat(65) + ")".repeat(65), "", 1));
        assertEquals("regular expression depth limit is 64, needed 65", refused.getMessage());
    }

    private static boolean isIn(String pattern, String flags, String text) {
        int[] points = text.codePoints().toArray();
        return RegexParser.parse(pattern, flags, 1).matcher().isIn(points, points.length);
    }
}
