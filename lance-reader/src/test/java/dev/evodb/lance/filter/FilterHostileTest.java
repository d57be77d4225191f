package dev.evodb.lance.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.RecordBatch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts that nobody means well.
class FilterHostileTest {
    private static final int ROWS = 70;
    private static final String PIECES = "'\"`()[]%_\\,.:+-*/<>=!|xX0123456789eE \t\n\u00e9\ud83d\u0000";
    private static final List<String> WORDS = List.of(
            " AND ",
            " OR ",
            "NOT ",
            " IN (",
            " BETWEEN ",
            " IS NULL",
            " LIKE ",
            " ESCAPE ",
            "CAST(",
            " AS ",
            "NULL",
            "date '",
            "decimal(",
            "timestamp(",
            "interval ",
            "i64",
            "f64",
            "li",
            "t",
            "d128",
            "9223372036854775807",
            "1e999",
            "regexp_like(t, '",
            "array_has_any(li, [",
            "::",
            "substr(",
            "round(",
            "CASE ");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void hasAnAnswerOrADeclaredErrorForEveryText(long seed) throws IOException, URISyntaxException {
        Random random = new Random(seed);
        RandomTable table = new RandomTable(random, ROWS);
        List<String> texts = Files.readAllLines(
                        Path.of(Objects.requireNonNull(FilterHostileTest.class.getResource("/filters/answers.txt"))
                                .toURI()))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('\t'))
                        .replace("i32", "i64")
                        .replace("txt", "t")
                        .replace("tags", "lt_items")
                        .replace("nums", "li")
                        .replace("dec", "d128"))
                .toList();
        int answered = 0;
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            String text = changed(texts.get(random.nextInt(texts.size())), random);
            try {
                Filter filter = Filter.parse(text, table.schema());
                RecordBatch batch = table.batch(filter.columns());
                if (batch.columns().size() == filter.columns().size()) {
                    filter.evaluate(batch);
                    answered++;
                }
            } catch (FilterException | UnsupportedFeatureException | LimitExceededException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                fail("seed " + seed + ": " + text, e);
            }
        }
        assertTrue(answered > 500 && refused > 2000, answered + " answered, " + refused + " refused");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void hasAColumnOrADeclaredErrorForEveryText(long seed) throws IOException, URISyntaxException {
        Random random = new Random(seed);
        RandomTable table = new RandomTable(random, ROWS);
        List<String> texts = Files.readAllLines(
                        Path.of(Objects.requireNonNull(FilterHostileTest.class.getResource("/filters/columns.txt"))
                                .toURI()))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('\t'))
                        .replace("txt", "t")
                        .replace("tags", "lt_items")
                        .replace("nums", "li")
                        .replace("dec5", "d256")
                        .replace("dec", "d128")
                        .replace("flag", "b")
                        .replace("id", "i32"))
                .toList();
        int answered = 0;
        int refused = 0;
        for (int round = 0; round < 5000; round++) {
            String text = changed(texts.get(random.nextInt(texts.size())), random);
            try {
                ComputedColumn column = ComputedColumn.parse("x", text, table.schema());
                RecordBatch batch = table.batch(column.columns());
                if (batch.columns().size() == column.columns().size()) {
                    assertEquals(ROWS, column.evaluate(batch).rows());
                    answered++;
                }
            } catch (FilterException | UnsupportedFeatureException | LimitExceededException e) {
                refused++;
            } catch (RuntimeException | Error e) {
                fail("seed " + seed + ": " + text, e);
            }
        }
        assertTrue(answered > 500 && refused > 1000, answered + " answered, " + refused + " refused");
    }

    private static String changed(String text, Random random) {
        StringBuilder changed = new StringBuilder(text);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(changed.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> changed.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 1 -> changed.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                case 2 -> changed.delete(at, Math.min(at + 1 + random.nextInt(4), changed.length()));
                default -> {
                    int from = random.nextInt(changed.length() + 1);
                    changed.insert(at, changed.substring(Math.min(from, at), Math.max(from, at)));
                }
            }
        }
        return changed.toString();
    }

    /// With any going back these would not end.
    @Test
    void matchesHostilePatternsInTimeLinearInTheText() {
        int[] points = new int[20_000];
        Arrays.fill(points, 'a');
        byte[] text = "a".repeat(points.length).getBytes(StandardCharsets.UTF_8);

        for (String like : List.of("%a%a%a%a%a%a%a%a%b", "%" + "_a".repeat(60) + "%b%", "%aaaaaaaaaaaaaaab%")) {
            assertFalse(new LikePattern(like, '\\', false).matches(text, 0, text.length, new CodePoints()), like);
        }
        for (String regex : List.of("(a*)*b", "(a|aa)+b", "(.*a){20}b", "a?a?a?a?a?a?a?a?a?a?b", "(a+)+$b")) {
            assertFalse(RegexParser.parse(regex, "", 1).matcher().isIn(points, points.length), regex);
        }
    }
}
