package dev.evodb.ann.lance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.ivf.InvertedFile;
import dev.evodb.ann.ivf.Partition;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.column.Column;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.OpenOptions;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.manifest.IndexMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
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

    /// Relative difference of sums of bytes times a step.
    private static final double ROUNDED = 1e-4;

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
        assertEquals(25, fixtures().size(), fixtures()::toString);
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
                    } else if (name.startsWith("ivf-rq")
                            && query.path("prefilter").asBoolean()) {
                        // The native library reads the codes of other rows: FORMAT.md 3.4.
                        reporter.publishEntry(what, "is not compared: IVF_RQ under a mask");
                        assertEquals(
                                query.get("rowIds").size(),
                                answer(search, query).size(),
                                what);
                    } else if (isRounded(name, query)) {
                        compareRounded(what, query, search, roundedAnswer(table, search, kernels, query));
                        requireOverlap(what, query, answer(search, query));
                    } else {
                        compare(what, query, answer(search, query), name.endsWith("-f16") ? 1e-3 : 1e-5);
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
                    compare(what, query, answer(search, query), 1e-5);
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
        Assumptions.assumeTrue(Files.exists(fixture), "other tables than the repository's have no such one");
        JsonNode expected = JSON.readTree(fixture.resolve("expected.json").toFile());
        try (LanceDataset table = LanceDataset.open(fixture.resolve("items.lance"));
                LanceVectorSearch search = LanceVectorSearch.open(table, "vector", KernelSet.plain())) {
            int number = 0;
            for (JsonNode query : expected.get("queries")) {
                Hits hits = answer(search, query);
                int[] ids = ((Column.IntColumn)
                                table.takeRowIds(List.of("id"), hits.rowIds()).column("id"))
                        .values();
                Hits byId = new Hits(Arrays.stream(ids).asLongStream().toArray(), hits.distances(), hits.statistics());
                compare("query " + number++, query, "ids", byId, 1e-5);
            }
            assertEquals(20, number);
        }
    }

    /// Whether the native library answers by sums that it rounds.
    private static boolean isRounded(String name, JsonNode query) {
        return query.get("useIndex").asBoolean()
                && (name.startsWith("ivf-rq") || name.startsWith("ivf-pq4"))
                && !query.path("prefilter").asBoolean();
    }

    /// Our answer, but for the sums of codes, which are rounded as the native library's are.
    private static Hits roundedAnswer(LanceDataset table, LanceVectorSearch search, KernelSet kernels, JsonNode query)
            throws IOException {
        SearchRequest request = request(query);
        IndexMetadata segment = table.indices().getFirst();
        Nearest nearest = new Nearest(request.candidates());
        try (LanceFile index = table.indexFile(segment, SegmentFiles.INDEX);
                LanceFile auxiliary = table.indexFile(segment, SegmentFiles.AUXILIARY)) {
            SegmentFiles files = SegmentFiles.of(index, auxiliary, kernels, ReadLimits.DEFAULT);
            new InvertedFile(
                            files.coarse(),
                            partition -> new Partition(
                                    files.rowIds(partition),
                                    NativeSums.of(files.codes(partition), request.candidates())),
                            kernels)
                    .search(request, nearest);
        }
        Hits hits = nearest.drain(SearchStatistics.ofRows(0, false, ""));
        if (request.refineFactor() > 0) {
            RowMask candidates = RowMask.none();
            Arrays.stream(hits.rowIds()).forEach(candidates::allow);
            hits = search.exact(search.indexType().orElseThrow(), List.of(request.withMask(candidates)))
                    .getFirst();
        }
        return hits;
    }

    /// Rounded sums that are saturated are all the same; which of those at the last rank a postfilter
    /// then meets is chance.
    private static void compareRounded(String what, JsonNode query, LanceVectorSearch search, Hits hits)
            throws IOException {
        if (!query.has("filter")) {
            compare(what, query, hits, ROUNDED);
            return;
        }
        double last = hits.distances()[hits.size() - 1];
        Hits kept = LanceVectorSearch.keep(hits, search.mask(query.get("filter").asText()));
        List<Long> ours = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        for (int i = 0; i < kept.size(); i++) {
            if (isBelow(kept.distances()[i], last)) {
                ours.add(kept.rowIds()[i]);
            }
        }
        for (int i = 0; i < query.get("rowIds").size(); i++) {
            if (isBelow(query.get("distances").get(i).doubleValue(), last)) {
                theirs.add(query.get("rowIds").get(i).longValue());
            }
        }
        assertEquals(theirs, ours, what);
    }

    private static boolean isBelow(double distance, double last) {
        return distance < last - ROUNDED * Math.max(1, Math.abs(last));
    }

    private static void requireOverlap(String what, JsonNode query, Hits hits) {
        Set<Long> ours = new HashSet<>();
        Arrays.stream(hits.rowIds()).forEach(ours::add);
        int common = 0;
        for (JsonNode rowId : query.get("rowIds")) {
            common += ours.contains(rowId.longValue()) ? 1 : 0;
        }
        assertTrue(
                4 * common >= query.get("rowIds").size(),
                what + " has " + common + " of " + query.get("rowIds") + ": " + Arrays.toString(hits.rowIds()));
    }

    private static Hits answer(LanceVectorSearch search, JsonNode query) throws IOException {
        RowMask mask = query.has("filter") ? search.mask(query.get("filter").asText()) : RowMask.all();
        boolean isPrefilter = query.path("prefilter").asBoolean();
        SearchRequest request = request(query).withMask(isPrefilter ? mask : RowMask.all());
        DistanceType type = search.indexType().orElseThrow();
        Hits hits = query.path("useIndex").asBoolean(true)
                ? search.search(request)
                : search.exact(type, List.of(request)).getFirst();
        return isPrefilter ? hits : LanceVectorSearch.keep(hits, mask);
    }

    private static SearchRequest request(JsonNode query) {
        JsonNode key = query.get("key");
        float[] vector = new float[key.size()];
        for (int d = 0; d < vector.length; d++) {
            vector[d] = key.get(d).floatValue();
        }
        return SearchRequest.of(vector, query.get("k").intValue())
                .withProbes(query.path("nprobes").asInt(1))
                .withRefineFactor(query.path("refineFactor").asInt(0))
                .withEf(query.path("ef").asInt(0));
    }

    private static void compare(String what, JsonNode query, Hits hits, double tolerance) {
        compare(what, query, "rowIds", hits, tolerance);
    }

    /// Same rows, but for ties at the last rank, at the same distances.
    private static void compare(String what, JsonNode query, String idsKey, Hits hits, double tolerance) {
        JsonNode rowIds = query.get(idsKey);
        JsonNode distances = query.get("distances");
        assertEquals(rowIds.size(), hits.size(), what + " count");
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
