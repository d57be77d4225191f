package dev.evodb.lance.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.column.Column;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FullTextSearchTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final Path SCALAR = FIXTURES.resolve("scalar-indices/data.lance");
    private static final Path LANCEDB = FIXTURES.resolve("lancedb-js/items.lance");
    private static final double TOLERANCE = 1e-5;

    static Stream<Arguments> nativeAnswers() throws IOException {
        List<Arguments> answers = new ArrayList<>();
        for (String name : List.of("scalar-indices", "lancedb-js")) {
            try (InputStream in = FullTextSearchTest.class.getResourceAsStream("/text/" + name + ".json")) {
                Path table = name.equals("lancedb-js") ? LANCEDB : SCALAR;
                for (JsonNode answer : new ObjectMapper().readTree(in)) {
                    String filter = answer.path("filter").asText("");
                    answers.add(Arguments.of(
                            table,
                            answer.path("query").asText(),
                            answer.path("text").asText(),
                            filter,
                            answer));
                }
            }
        }
        return answers.stream();
    }

    @ParameterizedTest(name = "{1} \"{2}\" {3}")
    @MethodSource("nativeAnswers")
    void findsWhatTheNativeLibraryFinds(Path path, String query, String text, String filter, JsonNode answer)
            throws IOException {
        try (LanceDataset table = LanceDataset.open(path)) {
            int k = Math.max(1, answer.path("ids").size());
            TextHits hits = filter.isEmpty()
                    ? table.fullTextSearch(query(query, text), k)
                    : table.fullTextSearch(query(query, text), k, filter);
            compare(table, hits, answer.path("ids"), answer.path("scores"));
        }
    }

    @Test
    void findsWhatTheFixtureExpects() throws IOException {
        JsonNode expected = new ObjectMapper()
                .readTree(FIXTURES.resolve("scalar-indices/expected.json").toFile());
        int compared = 0;
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            for (JsonNode answer : expected.path("fullText")) {
                JsonNode columns = answer.path("content").path("columns");
                JsonNode ids = columns.path("id").path("values");
                TextHits hits = table.fullTextSearch(
                        FullTextQuery.match(answer.path("match").asText()).on("text"), ids.size());
                compare(table, hits, ids, columns.path("_score").path("values"));
                compared++;
            }
        }
        assertEquals(3, compared);
    }

    @Test
    void ordersByScoreAndThenByRow() throws IOException {
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            TextHits all = table.fullTextSearch(FullTextQuery.match("harbor river"), 3000);
            TextHits few = table.fullTextSearch(FullTextQuery.match("harbor river"), 25);
            for (int i = 1; i < all.size(); i++) {
                assertTrue(all.scores()[i - 1] > all.scores()[i]
                        || (all.scores()[i - 1] == all.scores()[i] && all.rowIds()[i - 1] < all.rowIds()[i]));
            }
            assertArrayEquals(Arrays.copyOf(all.rowIds(), 25), few.rowIds());
            assertArrayEquals(Arrays.copyOf(all.scores(), 25), few.scores());
        }
    }

    @ParameterizedTest
    @CsvSource({"match,quartz river", "and,quartz river", "phrase,amber cedar", "fuzzy1,harbr", "boost3,prairie"})
    void findsTextsThatNoSegmentCovers(String kind, String text) throws IOException {
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            IndexMetadata index = table.indices().stream()
                    .filter(segment -> segment.name().equals("text_idx"))
                    .findFirst()
                    .orElseThrow();
            try (TextSearch search = TextSearch.open(List.of(name -> table.indexFile(index, name)))) {
                LongPredicate isInFirstFragment = row -> row < 1L << 32;
                TextHits halfIndexed = search.search(
                        query(kind, text), 3000, List.of(isInFirstFragment), sink -> readSecondFragment(table, sink));
                TextHits indexed = table.fullTextSearch(query(kind, text), 3000);
                assertTrue(indexed.size() > 20);
                assertEquals(scores(indexed), scores(halfIndexed));
            }
        }
    }

    private static void readSecondFragment(LanceDataset table, TextSearch.Uncovered.Sink sink) throws IOException {
        try (Scan scan = table.scan(ScanRequest.ALL.columns("text").withRowId().offset(1501))) {
            while (scan.next()) {
                BytesColumn texts = (BytesColumn) scan.batch().columns().getFirst();
                long[] ids = ((LongColumn) scan.batch().columns().get(1)).values();
                for (int i = 0; i < ids.length; i++) {
                    int from = texts.offsets()[i];
                    sink.accept(
                            ids[i],
                            new String(texts.data(), from, texts.offsets()[i + 1] - from, StandardCharsets.UTF_8));
                }
            }
        }
    }

    private static Map<Long, Float> scores(TextHits hits) {
        Map<Long, Float> scores = new HashMap<>();
        for (int i = 0; i < hits.size(); i++) {
            scores.put(hits.rowIds()[i], hits.scores()[i]);
        }
        return scores;
    }

    @Test
    void refusesPhrasesWithoutPositions() throws IOException {
        try (LanceDataset table = LanceDataset.open(LANCEDB)) {
            UnsupportedFeatureException e = assertThrows(
                    UnsupportedFeatureException.class,
                    () -> table.fullTextSearch(FullTextQuery.phrase("amber basin"), 3));
            assertEquals("phrase", e.feature());
            assertEquals("in an index without positions", e.found());
            assertEquals("one with positions", e.accepted());
        }
    }

    @Test
    void saysWhichColumnsCanBeSearched() throws IOException {
        try (LanceDataset table = LanceDataset.open(SCALAR)) {
            assertEquals(
                    "no full text index over cat, the columns with a full text index are [text]",
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> table.fullTextSearch(
                                            FullTextQuery.match("amber").on("cat"), 3))
                            .getMessage());
        }
    }

    private static FullTextQuery.Leaf query(String kind, String text) {
        return switch (kind) {
            case "match" -> FullTextQuery.match(text);
            case "and" -> FullTextQuery.match(text).operator(FullTextQuery.Operator.AND);
            case "phrase" -> FullTextQuery.phrase(text);
            case "fuzzy1" -> FullTextQuery.match(text).fuzziness(1);
            case "fuzzy2" -> FullTextQuery.match(text).fuzziness(2);
            case "fuzzy2prefix1" -> FullTextQuery.match(text).fuzziness(2).prefixLength(1);
            case "boost3" -> FullTextQuery.match(text).boost(3);
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /// Scores in order; rows with the expected scores, up to ties with the last one.
    private static void compare(LanceDataset table, TextHits hits, JsonNode ids, JsonNode scores) throws IOException {
        assertEquals(ids.size(), hits.size());
        if (hits.size() == 0) {
            return;
        }
        Column found = table.takeRowIds(List.of("id"), hits.rowIds()).columns().getFirst();
        Map<Long, Float> byId = new HashMap<>();
        for (int i = 0; i < hits.size(); i++) {
            double expected = scores.path(i).asDouble();
            assertEquals(expected, hits.scores()[i], TOLERANCE * expected, "score " + i);
            long id = found instanceof IntColumn ints ? ints.values()[i] : ((LongColumn) found).values()[i];
            byId.put(id, hits.scores()[i]);
        }
        double last = scores.path(scores.size() - 1).asDouble();
        for (int i = 0; i < ids.size(); i++) {
            double expected = scores.path(i).asDouble();
            Float score = byId.get(ids.path(i).asLong());
            if (expected > last * (1 + TOLERANCE)) {
                assertTrue(score != null, "row " + ids.path(i) + " is missing");
            }
            if (score != null) {
                assertEquals(expected, score, TOLERANCE * expected, "score of row " + ids.path(i));
            }
        }
    }
}
