package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikePatternTest {
    @Test
    void tellsWhatEveryMatchStartsWithAndHasInIt() {
        LikePattern pattern = new LikePattern("ab\\%c%de_f%%", '\\', false);

        assertEquals("ab%c", pattern.prefix());
        assertEquals(List.of("ab%c", "de", "f"), pattern.fragments());
        assertFalse(pattern.isExact());
    }

    @Test
    void isExactWithoutWildcards() {
        assertTrue(new LikePattern("a\\_b", '\\', false).isExact());
        assertEquals("a_b", new LikePattern("a\\_b", '\\', false).prefix());
        assertEquals("", new LikePattern("_a%", '\\', false).prefix());
        assertTrue(new LikePattern("", '\\', false).isExact());
    }

    @Test
    void takesAnyEscape() {
        assertTrue(matches("50%", new LikePattern("%!%", '!', false)));
        assertTrue(matches("50%", new LikePattern("50%%", '%', false)));
        assertFalse(matches("500", new LikePattern("50%%", '%', false)));
        assertTrue(matches("a_", new LikePattern("a__", '_', false)));
        assertTrue(matches("a\\", new LikePattern("a\\", '\\', false)));
    }

    @Test
    void findsPiecesLongerThanAWord() {
        String piece = "ab_d".repeat(40);
        LikePattern pattern = new LikePattern("%" + piece + "%", '\\', false);

        assertTrue(matches("x" + "abcd".repeat(41), pattern));
        assertFalse(matches("x" + "abcd".repeat(39) + "abce", pattern));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithRegularExpressions(long seed) {
        Random random = new Random(seed);
        int found = 0;
        for (int round = 0; round < 5000; round++) {
            StringBuilder like = new StringBuilder();
            StringBuilder regex = new StringBuilder();
            for (int i = random.nextInt(8); i > 0; i--) {
                String letter = List.of("a", "b", "\u00e9", "\ud83d\ude00").get(random.nextInt(4));
                switch (random.nextInt(4)) {
                    case 0 -> {
                        like.append('%');
                        regex.append(".*");
                    }
                    case 1 -> {
                        like.append('_');
                        regex.append('.');
                    }
                    default -> {
                        like.append(letter);
                        regex.append(letter);
                    }
                }
            }
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(10); i > 0; i--) {
                text.append(List.of("a", "b", "\u00e9", "\ud83d\ude00", "\n").get(random.nextInt(5)));
            }
            boolean expected = Pattern.compile(regex.toString(), Pattern.DOTALL)
                    .matcher(text)
                    .matches();
            for (boolean ignoresCase : new boolean[] {false, true}) {
                String message = text + " LIKE " + like + ", seed " + seed;
                assertEquals(
                        expected,
                        matches(text.toString(), new LikePattern(like.toString(), '\\', ignoresCase)),
                        message);
            }
            found += expected ? 1 : 0;
        }
        assertTrue(found > 300, found + " matches");
    }

    private static boolean matches(String text, LikePattern pattern) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return pattern.matches(bytes, 1, bytes.length - 1, new CodePoints());
    }
}
