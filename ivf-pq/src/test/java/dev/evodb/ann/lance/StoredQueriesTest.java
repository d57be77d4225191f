package dev.evodb.ann.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every query stored in the fixtures, against the native library's answer: with and without index,
/// refined or not, filtered before and after. A fixture that this version does not read is skipped with
/// the reason, unless it is one of those that it promises to read.
class StoredQueriesTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final Set<String> PROMISED = Set.of(
            "ivf-pq8-l2",
            "ivf-pq8-cosine",
            "ivf-pq8-dot",
            "ivf-pq8-l2-f16",
            "ivf-pq8-l2-f64",
            "ivf-pq8-l2-file20",
            "ivf-pq8-l2-file22");
    private static final ObjectMapper JSON = new ObjectMapper();

    static List<String> fixtures() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("expected.json")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("ivf-") && !name.contains("-life"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void promisedFixturesAreThere() throws IOException {
        assertTrue(fixtures().containsAll(PROMISED), "fixtures " + fixtures());
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void answersWhatTheNativeLibraryAnswered(String name) throws IOException {
        JsonNode expected =
                JSON.readTree(FIXTURES.resolve(name).resolve("expected.json").toFile());
        try (LanceDataset table = LanceDataset.open(FIXTURES.resolve(name).resolve("data.lance"));
                LanceVectorSearch search = LanceVectorSearch.open(table, "vec", new ScalarKernels())) {
            Metric metric = search.indexMetric().orElseThrow();
            int compared = 0;
            for (JsonNode query : expected.get("queries")) {
                if (!query.has("error") && !query.path("nativeUnreliable").asBoolean()) {
                    compare(name + " query " + compared, query, answer(search, metric, query), name.endsWith("-f16"));
                    compared++;
                }
            }
            assertTrue(compared >= 28, name + " compared " + compared + " queries only");
        } catch (UnsupportedFeatureException e) {
            Assumptions.assumeTrue(PROMISED.contains(name), name + " is unsupported: " + e.getMessage());
            throw e;
        }
    }

    /// One table through its life: an index older than the rows it names, rows deleted since, rows that
    /// no index knows. A state is either answered like the native library did, or refused by name.
    @ParameterizedTest
    @ValueSource(strings = {"ivf-pq8-l2-life", "ivf-pq8-l2-life-stable"})
    void answersOrRefusesEveryStateOfALife(String name) throws IOException {
        JsonNode expected =
                JSON.readTree(FIXTURES.resolve(name).resolve("expected.json").toFile());
        Set<String> answered = new TreeSet<>();
        for (JsonNode step : expected.get("steps")) {
            String what = step.get("what").asText();
            OpenOptions options = OpenOptions.DEFAULT.withVersion(
                    step.path("dataset").path("version").asLong());
            try (LanceDataset table = LanceDataset.open(FIXTURES.resolve(name).resolve("data.lance"), options);
                    LanceVectorSearch exact = LanceVectorSearch.openExact(table, "vec", new ScalarKernels())) {
                for (JsonNode query : step.get("queries")) {
                    if (!query.get("useIndex").asBoolean()) {
                        compare(what + " exact", query, answer(exact, Metric.L2, query), false);
                    }
                }
                try (LanceVectorSearch search = LanceVectorSearch.open(table, "vec", new ScalarKernels())) {
                    for (JsonNode query : step.get("queries")) {
                        compare(what, query, answer(search, Metric.L2, query), false);
                    }
                    answered.add(what);
                } catch (UnsupportedFeatureException e) {
                    assertEquals("vector index", e.feature(), what);
                }
            }
        }
        assertTrue(answered.contains("deleted bucket=3"), answered::toString);
    }

    private static Hits answer(LanceVectorSearch search, Metric metric, JsonNode query) throws IOException {
        JsonNode key = query.get("key");
        float[] vector = new float[key.size()];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = key.get(d).floatValue();
        }
        RowMask mask = query.has("filter") ? search.mask(query.get("filter").asText()) : RowMask.all();
        boolean isPrefilter = query.path("prefilter").asBoolean();
        SearchRequest request = new SearchRequest(
                vector,
                query.get("k").intValue(),
                query.path("nprobes").asInt(1),
                query.path("refineFactor").asInt(0),
                isPrefilter ? mask : RowMask.all());
        Hits hits = query.get("useIndex").asBoolean()
                ? search.search(request)
                : search.exact(metric, List.of(request)).getFirst();
        return isPrefilter ? hits : LanceVectorSearch.keep(hits, mask);
    }

    /// Same ids, but for ties at the last rank, at distances within 1e-5 relative (1e-3 for half floats).
    private static void compare(String what, JsonNode query, Hits hits, boolean isHalf) {
        JsonNode rowIds = query.get("rowIds");
        JsonNode distances = query.get("distances");
        assertEquals(rowIds.size(), hits.size(), what + " count");
        double tolerance = isHalf ? 1e-3 : 1e-5;
        Set<Long> missing = new TreeSet<>();
        for (int i = 0; i < hits.size(); i++) {
            double distance = distances.get(i).doubleValue();
            assertEquals(
                    distance,
                    hits.distances()[i],
                    tolerance * Math.max(1, Math.abs(distance)),
                    what + " distance at rank " + i);
            missing.add(rowIds.get(i).longValue());
        }
        Arrays.stream(hits.rowIds()).forEach(missing::remove);
        for (int i = 0; i < hits.size(); i++) {
            if (missing.contains(rowIds.get(i).longValue())) {
                double last = distances.get(hits.size() - 1).doubleValue();
                assertEquals(
                        last,
                        distances.get(i).doubleValue(),
                        tolerance * Math.max(1, Math.abs(last)),
                        what + " misses " + missing + ", which is no tie at the last rank");
            }
        }
    }
}
