package dev.evodb.ann.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every query stored in the fixtures, against the native library's answer: with and without index,
/// refined or not, filtered before and after, over every kind of index.
class StoredQueriesTest {
    private static final Path FIXTURES = Path.of(System.getProperty("evodb.fixtures"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<KernelSet> KERNELS = List.of(KernelSet.plain(), KernelSet.best());

    static List<String> fixtures() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("expected.json")))
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> name.startsWith("ivf-") && !name.contains("-life") && !name.contains("-hamming"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyKindIsThere() throws IOException {
        assertEquals(22, fixtures().size(), fixtures()::toString);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void answersWhatTheNativeLibraryAnswered(String name, TestReporter reporter) throws IOException {
        JsonNode expected =
                JSON.readTree(FIXTURES.resolve(name).resolve("expected.json").toFile());
        for (KernelSet kernels : KERNELS) {
            try (LanceDataset table = LanceDataset.open(FIXTURES.resolve(name).resolve("data.lance"));
                    LanceVectorSearch search = LanceVectorSearch.open(table, "vec", kernels)) {
                int number = 0;
                for (JsonNode query : expected.get("queries")) {
                    String what = name + " query " + number++;
                    if (query.has("error")) {
                        assertEquals(
                                "ef must be at least k x refine factor, got 32 for 10 x 4",
                                assertThrows(IllegalArgumentException.class, () -> answer(search, query))
                                        .getMessage(),
                                what);
                    } else if (query.has("nativeUnreliable")) {
                        reporter.publishEntry(what, query.get("nativeUnreliable").asText());
                        assertEquals(query.get("rowIds").size(), answer(search, query).size(), what);
                    } else {
                        compare(what, query, answer(search, query), Tolerance.of(name, query));
                    }
                }
                assertTrue(number >= 24, name + " has " + number + " queries only");
            }
        }
    }

    /// One table through its life: an index older than the rows it names, rows deleted since, rows that
    /// no index knows, a second segment, compaction.
    @ParameterizedTest
    @ValueSource(strings = {"ivf-pq8-l2-life", "ivf-pq8-l2-life-stable"})
    void answersEveryStateOfALife(String name) throws IOException {
        JsonNode expected =
                JSON.readTree(FIXTURES.resolve(name).resolve("expected.json").toFile());
        int states = 0;
        for (JsonNode step : expected.get("steps")) {
            String what = step.get("what").asText();
            OpenOptions options = OpenOptions.DEFAULT.withVersion(
                    step.path("dataset").path("version").asLong());
            try (LanceDataset table = LanceDataset.open(FIXTURES.resolve(name).resolve("data.lance"), options);
                    LanceVectorSearch search = LanceVectorSearch.open(table, "vec", KernelSet.plain())) {
                for (JsonNode query : step.get("queries")) {
                    compare(what, query, answer(search, query), Tolerance.EXACT);
                }
                states++;
            }
        }
        assertEquals(5, states);
    }

    /// The table of the other writer, whose answers name rows by their column `id`.
    @Test
    void answersWhatLanceDbAnswered() throws IOException {
        Path fixture = FIXTURES.resolve("lancedb-js");
        JsonNode expected = JSON.readTree(fixture.resolve("expected.json").toFile());
        try (LanceDataset table = LanceDataset.open(fixture.resolve("items.lance"));
                LanceVectorSearch search = LanceVectorSearch.open(table, "vector", KernelSet.plain())) {
            int number = 0;
            for (JsonNode query : expected.get("queries")) {
                Hits hits = answer(search, query);
                int[] ids = ((dev.evodb.column.Column.IntColumn)
                                table.takeRowIds(List.of("id"), hits.rowIds()).column("id"))
                        .values();
                Hits byId = new Hits(Arrays.stream(ids).asLongStream().toArray(), hits.distances(), hits.statistics());
                compare("query " + number++, query, "ids", byId, Tolerance.EXACT);
            }
            assertEquals(20, number);
        }
    }

    /// How far an answer may be from the native one. `relative` bounds distances, and `different` says how
    /// many of the rows may be others than ties at the last rank.
    private record Tolerance(double relative, double different) {
        static final Tolerance EXACT = new Tolerance(1e-5, 0);

        /// Sums of 4-bit and RaBitQ codes are quantised by the native library, and those of ours are not.
        static Tolerance of(String name, JsonNode query) {
            boolean usesCodes = query.get("useIndex").asBoolean();
            if (usesCodes && name.startsWith("ivf-rq")) {
                return new Tolerance(0.03, 0.2);
            }
            if (usesCodes && name.startsWith("ivf-pq4") && !query.path("prefilter").asBoolean()) {
                return new Tolerance(0.03, 0.1);
            }
            return name.endsWith("-f16") ? new Tolerance(1e-3, 0) : EXACT;
        }
    }

    private static Hits answer(LanceVectorSearch search, JsonNode query) throws IOException {
        JsonNode key = query.get("key");
        float[] vector = new float[key.size()];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = key.get(d).floatValue();
        }
        RowMask mask = query.has("filter") ? search.mask(query.get("filter").asText()) : RowMask.all();
        boolean isPrefilter = query.path("prefilter").asBoolean();
        SearchRequest request = SearchRequest.of(vector, query.get("k").intValue())
                .withProbes(query.path("nprobes").asInt(1))
                .withRefineFactor(query.path("refineFactor").asInt(0))
                .withEf(query.path("ef").asInt(0))
                .withMask(isPrefilter ? mask : RowMask.all());
        DistanceType type = search.indexType().orElseThrow();
        Hits hits = query.path("useIndex").asBoolean(true)
                ? search.search(request)
                : search.exact(type, List.of(request)).getFirst();
        return isPrefilter ? hits : LanceVectorSearch.keep(hits, mask);
    }

    private static void compare(String what, JsonNode query, Hits hits, Tolerance tolerance) {
        compare(what, query, "rowIds", hits, tolerance);
    }

    /// Same rows, but for ties at the last rank, at the same distances.
    private static void compare(String what, JsonNode query, String idsKey, Hits hits, Tolerance tolerance) {
        JsonNode rowIds = query.get(idsKey);
        JsonNode distances = query.get("distances");
        if (tolerance.different == 0 || !query.has("filter")) {
            assertEquals(rowIds.size(), hits.size(), what + " count");
        }
        Set<Long> ours = new HashSet<>();
        Arrays.stream(hits.rowIds()).forEach(ours::add);
        int missing = 0;
        double last = distances.path(rowIds.size() - 1).doubleValue();
        for (int i = 0; i < Math.min(rowIds.size(), hits.size()); i++) {
            double distance = distances.get(i).doubleValue();
            assertEquals(
                    distance,
                    hits.distances()[i],
                    tolerance.relative * Math.max(1, Math.abs(distance)),
                    what + " distance at rank " + i);
            boolean isTie = Math.abs(last - distance) <= tolerance.relative * Math.max(1, Math.abs(last));
            if (!ours.contains(rowIds.get(i).longValue()) && !(isTie && tolerance.different == 0)) {
                missing++;
            }
        }
        assertTrue(
                missing <= Math.ceil(tolerance.different * rowIds.size()),
                what + " misses " + missing + " of " + rowIds + ": " + Arrays.toString(hits.rowIds()));
    }
}
