package dev.evodb.lance.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.text.FullTextQuery.Bool;
import dev.evodb.lance.text.FullTextQuery.Boost;
import dev.evodb.lance.text.FullTextQuery.Match;
import dev.evodb.lance.text.FullTextQuery.MultiMatch;
import dev.evodb.lance.text.FullTextQuery.Operator;
import dev.evodb.lance.text.FullTextQuery.Phrase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CombinedSearchTest {
    private static final double TOLERANCE = 1e-5;
    /// The version without rows that no index covers.
    private static final long INDEXED = 5;

    private static final int FIRST_UNCOVERED = 180;

    private static LanceDataset table(long version) throws IOException {
        try {
            return LanceDataset.open(
                    Path.of(CombinedSearchTest.class
                            .getResource("/text/clauses.lance")
                            .toURI()),
                    OpenOptions.DEFAULT.withVersion(version));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> nativeAnswers() throws IOException {
        List<Arguments> answers = new ArrayList<>();
        try (InputStream in = CombinedSearchTest.class.getResourceAsStream("/text/clauses.json")) {
            for (JsonNode answer : new ObjectMapper().readTree(in)) {
                answers.add(Arguments.of(
                        answer.path("query").toString(), answer.path("filter").asText(), answer));
            }
        }
        return answers.stream();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("nativeAnswers")
    void findsWhatTheNativeLibraryFinds(String query, String filter, JsonNode answer) throws IOException {
        try (LanceDataset table = table(answer.path("version").asLong())) {
            int limit = answer.path("limit").asInt();
            TextHits hits = filter.isEmpty()
                    ? table.fullTextSearch(query(answer.path("query")), limit)
                    : table.fullTextSearch(query(answer.path("query")), limit, filter);
            if (table.version() == INDEXED) {
                compare(answer, ids(table, hits), hits.scores(), limit);
            } else {
                compareIndexed(answer, ids(table, hits), hits.scores());
            }
        }
    }

    /// Scores in order, and rows within equal scores in any order; of the last score, if the limit cut
    /// the answer there, any rows.
    private static void compare(JsonNode answer, int[] ids, float[] scores, int limit) {
        int count = answer.path("ids").size();
        assertEquals(count, ids.length);
        int from = 0;
        for (int to = 1; to <= count; to++) {
            double score = answer.path("scores").path(to - 1).asDouble();
            assertEquals(score, scores[to - 1], TOLERANCE * Math.max(1, Math.abs(score)), "score " + (to - 1));
            if (to == count && count == limit) {
                return;
            }
            if (to == count || answer.path("scores").path(to).asDouble() < score - TOLERANCE) {
                Set<Integer> expected = new TreeSet<>();
                Set<Integer> found = new TreeSet<>();
                for (int i = from; i < to; i++) {
                    expected.add(answer.path("ids").path(i).asInt());
                    found.add(ids[i]);
                }
                assertEquals(expected, found, "rows " + from + " to " + to);
                from = to;
            }
        }
    }

    /// The same rows, with the same scores where an index covers them. The native library scores the
    /// others by statistics of its own.
    private static void compareIndexed(JsonNode answer, int[] ids, float[] scores) {
        Map<Integer, Double> expected = new TreeMap<>();
        for (int i = 0; i < answer.path("ids").size(); i++) {
            expected.put(
                    answer.path("ids").path(i).asInt(),
                    answer.path("scores").path(i).asDouble());
        }
        Map<Integer, Double> found = new TreeMap<>();
        for (int i = 0; i < ids.length; i++) {
            found.put(ids[i], (double) scores[i]);
        }
        assertEquals(expected.keySet(), found.keySet());
        found.forEach((id, score) -> {
            if (id < FIRST_UNCOVERED) {
                double wanted = Objects.requireNonNull(expected.get(id));
                assertEquals(wanted, score, TOLERANCE * Math.max(1, Math.abs(wanted)), "score of row " + id);
            }
        });
    }

    private static int[] ids(LanceDataset table, TextHits hits) throws IOException {
        return ((IntColumn)
                        table.takeRowIds(List.of("id"), hits.rowIds()).columns().getFirst())
                .values();
    }

    private static FullTextQuery query(JsonNode json) {
        String kind = json.fieldNames().next();
        JsonNode body = json.path(kind);
        return switch (kind) {
            case "words" -> FullTextQuery.match(body.asText());
            case "match" ->
                leaf(body.path("terms").asText(), body.path("column").asText(), body)
                        .boost((float) body.path("boost").asDouble(1))
                        .fuzziness(body.path("fuzziness").asInt(0))
                        .prefixLength(body.path("prefix_length").asInt(0));
            case "phrase" ->
                FullTextQuery.phrase(body.path("terms").asText())
                        .on(body.path("column").asText())
                        .slop(body.path("slop").asInt());
            case "multi_match" -> {
                List<Match> matches = new ArrayList<>();
                for (int i = 0; i < body.path("columns").size(); i++) {
                    matches.add(leaf(
                                    body.path("query").asText(),
                                    body.path("columns").path(i).asText(),
                                    body)
                            .boost((float) body.path("boost").path(i).asDouble(1)));
                }
                yield new MultiMatch(matches);
            }
            case "boost" ->
                new Boost(query(body.path("positive")), query(body.path("negative")), (float)
                        body.path("negative_boost").asDouble(FullTextQuery.DEFAULT_NEGATIVE_BOOST));
            case "boolean" ->
                new Bool(queries(body.path("should")), queries(body.path("must")), queries(body.path("must_not")));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Match leaf(String words, String column, JsonNode body) {
        return FullTextQuery.match(words)
                .on(column)
                .operator(body.path("operator").asText().equals("And") ? Operator.AND : Operator.OR);
    }

    private static List<FullTextQuery> queries(JsonNode array) {
        List<FullTextQuery> queries = new ArrayList<>();
        array.forEach(item -> queries.add(query(item)));
        return queries;
    }

    @Test
    void aPhraseWithoutAColumnIsRefusedWhereSeveralAreIndexed() throws IOException {
        try (LanceDataset table = table(INDEXED)) {
            FullTextQuery query = new Bool(List.of(FullTextQuery.phrase("amber cedar")), List.of(), List.of());
            assertEquals(
                    "a full text query has to name its column,"
                            + " the columns with a full text index are [body, note, title]",
                    assertThrows(IllegalArgumentException.class, () -> table.fullTextSearch(query, 3))
                            .getMessage());
        }
    }

    @Test
    void aFewHitsAreTheFirstOfAll() throws IOException {
        Match ocean = FullTextQuery.match("ocean");
        FullTextQuery query = new Bool(
                List.of(new Boost(ocean.on("body"), FullTextQuery.match("delta").on("title"), 2)),
                List.of(FullTextQuery.multiMatch("amber basin", List.of("title", "note"))),
                List.of(FullTextQuery.phrase("amber cedar").on("body")));
        for (long version : new long[] {INDEXED, INDEXED + 1}) {
            try (LanceDataset table = table(version)) {
                TextHits all = table.fullTextSearch(query, 200);
                for (int k : new int[] {1, 7, 30}) {
                    TextHits few = table.fullTextSearch(query, k);
                    assertArrayEquals(Arrays.copyOf(all.rowIds(), k), few.rowIds());
                    assertArrayEquals(Arrays.copyOf(all.scores(), k), few.scores());
                }
            }
        }
    }

    @Test
    void tooManyClausesAreRefused() throws IOException {
        try (LanceDataset table = table(INDEXED)) {
            FullTextQuery leaf = FullTextQuery.match("ocean").on("title");
            FullTextQuery wide = new Bool(Collections.nCopies(1023, leaf), List.of(), List.of());
            assertEquals(3, table.fullTextSearch(wide, 3).size());
            FullTextQuery wider = new Bool(Collections.nCopies(1024, leaf), List.of(), List.of());
            LimitExceededException e = assertThrows(LimitExceededException.class, () -> table.fullTextSearch(wider, 3));
            assertEquals("full text query clauses limit is 1024, needed 1025", e.getMessage());
        }
    }

    @Test
    void queriesThatAreTooDeepAreRefused() throws IOException {
        try (LanceDataset table = table(INDEXED)) {
            FullTextQuery leaf = FullTextQuery.match("ocean").on("title");
            FullTextQuery deep = leaf;
            for (int i = 1; i < FullTextQuery.MAX_DEPTH; i++) {
                deep = new Bool(List.of(), List.of(deep), List.of());
            }
            assertEquals(3, table.fullTextSearch(deep, 3).size());
            FullTextQuery deeper = new Boost(deep, leaf, 1);
            LimitExceededException e =
                    assertThrows(LimitExceededException.class, () -> table.fullTextSearch(deeper, 3));
            assertEquals("full text query depth limit is 32, needed 33", e.getMessage());
        }
    }

    @Test
    void factorsAndClausesAreChecked() {
        Match match = FullTextQuery.match("ocean");
        assertEquals(
                "boost must be finite and not negative, got -1.0",
                assertThrows(IllegalArgumentException.class, () -> match.boost(-1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Boost(match, match, Float.NaN));
        assertThrows(IllegalArgumentException.class, () -> new Bool(List.of(), List.of(), List.of(match)));
        assertThrows(IllegalArgumentException.class, () -> new MultiMatch(List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Phrase("a b", Optional.empty(), -1));
    }
}
