package dev.evodb.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lance.namespace.model.CountTableRowsRequest;
import org.lance.namespace.model.FtsQuery;
import org.lance.namespace.model.MatchQuery;
import org.lance.namespace.model.QueryTableRequest;
import org.lance.namespace.model.QueryTableRequestColumns;
import org.lance.namespace.model.QueryTableRequestFullTextQuery;
import org.lance.namespace.model.StringFtsQuery;
import org.lance.namespace.model.StructuredFtsQuery;

/// The answers of the native library to the same queries.
class NativeAnswersTest {
    @TempDir
    private static Path folder;

    private static EvoNamespace namespace;

    @BeforeAll
    static void open() throws IOException {
        Tables.fill(
                folder,
                "ivf-pq8-l2",
                "ivf-flat-cosine",
                "ivf-hnsw-sq-dot",
                "ivf-sq-l2",
                "ivf-pq8-l2-f16",
                "scalar-indices");
        namespace = Tables.open(folder.toString());
    }

    @AfterAll
    static void close() {
        namespace.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ivf-pq8-l2", "ivf-flat-cosine", "ivf-hnsw-sq-dot", "ivf-sq-l2", "ivf-pq8-l2-f16"})
    void vectorQueriesGiveTheSameRows(String fixture) throws IOException {
        int compared = 0;
        for (JsonNode query : Tables.expected(fixture).path("queries")) {
            if (query.has("error") || query.has("nativeUnreliable")) {
                continue;
            }
            QueryTableRequest request = new QueryTableRequest()
                    .id(List.of("fx", fixture))
                    .vector(Tables.vector(query.path("key")))
                    .k(query.path("k").intValue())
                    .columns(new QueryTableRequestColumns().columnNames(List.of("id")))
                    .bypassVectorIndex(!query.path("useIndex").booleanValue())
                    .withRowId(true);
            if (query.has("nprobes")) {
                request.nprobes(query.path("nprobes").intValue());
            }
            if (query.has("refineFactor")) {
                request.refineFactor(query.path("refineFactor").intValue());
            }
            if (query.has("ef")) {
                request.ef(query.path("ef").intValue());
            }
            if (query.has("filter")) {
                request.filter(query.path("filter").textValue())
                        .prefilter(query.path("prefilter").booleanValue());
            }
            if (!query.path("useIndex").booleanValue()) {
                request.distanceType(
                        fixture.substring(fixture.indexOf('-', 4) + 1).contains("cosine")
                                ? "cosine"
                                : fixture.endsWith("dot") ? "dot" : "l2");
            }
            Tables.Rows answer = Tables.rows(namespace.queryTable(request));
            assertEquals(List.of("id", "_distance", "_rowid"), answer.names());
            compare(query, answer, fixture.endsWith("f16") ? 2e-3 : 2e-5, request.toString());
            compared++;
        }
        assertTrue(compared >= 20, () -> "the fixture has answers to compare with");
    }

    /// Distances rank by rank; ids but for those that tie with the last.
    private static void compare(JsonNode query, Tables.Rows answer, double tolerance, String seed) {
        List<Float> distances = new ArrayList<>();
        query.path("distances").forEach(distance -> distances.add(distance.floatValue()));
        assertEquals(distances.size(), answer.get("_distance").size(), seed);
        Set<Object> wanted = new TreeSet<>();
        Set<Object> got = new TreeSet<>();
        for (int i = 0; i < distances.size(); i++) {
            double distance = (Float) answer.get("_distance").get(i);
            double scale = Math.max(1, Math.abs(distances.get(i)));
            assertEquals(distances.get(i), distance, tolerance * scale, seed);
            boolean isTied = Math.abs(distances.get(i) - distances.getLast()) <= tolerance * scale;
            if (!isTied) {
                wanted.add(query.path("ids").get(i).longValue());
                got.add(answer.get("id").get(i));
            }
        }
        assertEquals(wanted, got, seed);
    }

    @Test
    void filtersCountAndFindTheSameRows() throws IOException {
        for (JsonNode filter : Tables.expected("scalar-indices").path("filters")) {
            if (filter.has("nativeUnreliable")) {
                continue;
            }
            String text = filter.path("filter").textValue();
            long rows = filter.path("content").path("rowCount").longValue();
            assertEquals(
                    rows,
                    namespace.countTableRows(new CountTableRowsRequest()
                            .id(List.of("fx", "scalar-indices"))
                            .predicate(text)),
                    text);
            byte[] answer = namespace.queryTable(new QueryTableRequest()
                    .id(List.of("fx", "scalar-indices"))
                    .filter(text)
                    .k(5000));
            assertEquals(rows, Tables.rows(answer).get("id").size(), text);
        }
    }

    @Test
    void wordsFindTheSameRowsInTheSameOrder() throws IOException {
        for (JsonNode query : Tables.expected("scalar-indices").path("fullText")) {
            String words = query.path("match").textValue();
            JsonNode columns = query.path("content").path("columns");
            List<Float> scores = new ArrayList<>();
            columns.path("_score").path("values").forEach(score -> scores.add(score.floatValue()));
            QueryTableRequestFullTextQuery plain = new QueryTableRequestFullTextQuery()
                    .stringQuery(new StringFtsQuery().query(words).columns(List.of("text")));
            QueryTableRequestFullTextQuery structured = new QueryTableRequestFullTextQuery()
                    .structuredQuery(new StructuredFtsQuery()
                            .query(new FtsQuery()
                                    .match(new MatchQuery().terms(words).column("text"))));
            for (QueryTableRequestFullTextQuery form : List.of(plain, structured)) {
                Tables.Rows answer = Tables.rows(namespace.queryTable(new QueryTableRequest()
                        .id(List.of("fx", "scalar-indices"))
                        .columns(new QueryTableRequestColumns().columnNames(List.of("id")))
                        .fullTextQuery(form)
                        .k(scores.size())));
                for (int i = 0; i < scores.size(); i++) {
                    assertEquals(scores.get(i), (Float) answer.get("_score").get(i), 1e-5f, words);
                }
                assertEquals(
                        columns.path("id").path("values").get(0).longValue(),
                        answer.get("id").getFirst(),
                        words);
            }
        }
    }
}
