package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every graph, on one of the word vectors.
class GraphPropertiesTest {
    private static final int K = 10;
    private static final int BEAM = 100;

    @TempDir
    static Path folder;

    private static AnnIndex index;
    private static float[][] rows;
    private static float[][] queries;
    private static int[][] truth;

    @BeforeAll
    static void build() throws IOException {
        AnnSpec spec = AnnSpec.of(IndexKind.HNSW, Metric.L2, 20_000, 100).withBeam(100);
        AnnIndex.build(folder, WordVectors.base(), spec, BuildProgress.NONE);
        index = AnnIndex.open(folder);
        rows = WordVectors.rows(WordVectors.base());
        queries = WordVectors.queries();
        truth = WordVectors.truth();
    }

    @AfterAll
    static void close() throws IOException {
        index.close();
    }

    @Test
    void aBeamOfAllRowsGivesTheExactAnswer() throws IOException {
        for (int q = 0; q < queries.length; q++) {
            Hits hits = index.search(request(queries[q]).withEf(20_000));
            assertArrayEquals(WordVectors.first(truth[q], K), hits.rowIds(), "query " + q);
            assertEquals(SearchStatistics.Method.ROWS, hits.statistics().method());
        }
    }

    @Test
    void averageRecallNeverFallsAsTheBeamGrows() throws IOException {
        double before = 0;
        for (int ef = 32; ef <= 2048; ef *= 2) {
            double recall = recall(ef);
            assertTrue(recall >= before, "beam " + ef + ": recall " + recall + " after " + before);
            before = recall;
        }
        assertTrue(before > 0.995, "recall of the widest beam is " + before);
    }

    @Test
    void recallAtTheUsualSettingsHolds() throws IOException {
        double recall = recall(BEAM);
        assertTrue(recall >= 0.95, "recall " + recall);
    }

    @Test
    void answersDoNotDependOnThreads() throws IOException, InterruptedException, ExecutionException {
        List<Hits> alone = new ArrayList<>();
        for (float[] query : queries) {
            alone.add(index.search(request(query)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Hits>> together = new ArrayList<>();
            for (float[] query : queries) {
                together.add(threads.submit(() -> index.search(request(query))));
            }
            for (int q = 0; q < queries.length; q++) {
                assertSame(alone.get(q), together.get(q).get(), q);
            }
        }
    }

    @Test
    void idsDoNotDependOnKernels() throws IOException {
        try (AnnIndex plain = AnnIndex.open(folder, KernelSet.plain())) {
            for (int q = 0; q < queries.length; q++) {
                assertSame(plain.search(request(queries[q])), index.search(request(queries[q])), q);
            }
        }
    }

    @Test
    void batchAnswersAreThoseOfSingleQueries() throws IOException {
        List<SearchRequest> requests = new ArrayList<>();
        for (int q = 0; q < queries.length; q++) {
            requests.add(request(queries[q]).withMask(q % 3 == 0 ? mask(0.5, q) : RowMask.all()));
        }
        List<Hits> batch = index.searchAll(requests);
        for (int q = 0; q < queries.length; q++) {
            assertSame(index.search(requests.get(q)), batch.get(q), q);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5, 0.3, 0.1, 0.01, 0.001, 0.0001})
    void filteredSearchFindsAsManyRowsAsThereAre(double selectivity) throws IOException {
        int found = 0;
        int wanted = 0;
        for (int q = 0; q < queries.length; q++) {
            RowMask mask = mask(selectivity, q);
            long[] nearest = exact(queries[q], mask);
            Hits hits = index.search(request(queries[q]).withMask(mask));
            assertEquals(nearest.length, hits.size(), "query " + q);
            assertEquals(nearest.length < K, hits.statistics().isExhausted());
            for (long rowId : hits.rowIds()) {
                assertTrue(mask.isAllowed(rowId));
            }
            found += WordVectors.found(hits, nearest);
            wanted += nearest.length;
        }
        assertTrue(found >= 0.95 * wanted, "recall " + (double) found / wanted);
    }

    @Test
    void aFilterWithoutAListOfRowsIsAnsweredToo() throws IOException {
        RowMask few = RowMask.all().among(row -> row % 4000 == 7);
        Hits hits = index.search(request(queries[0]).withMask(few));
        assertArrayEquals(
                new long[] {7, 4007, 8007, 12007, 16007},
                Arrays.stream(hits.rowIds()).sorted().toArray());
        assertTrue(hits.statistics().isExhausted());
    }

    @Test
    void asManyHitsAsAreWanted() throws IOException {
        Hits hits = index.search(new SearchRequest(queries[0], 5000, 1, 1, RowMask.all()));
        assertEquals(5000, hits.size());
        assertFalse(hits.statistics().isExhausted());
    }

    @Test
    void boundsKeepDistancesOut() throws IOException {
        Hits all = index.search(request(queries[3]));
        Hits some = index.search(request(queries[3]).withBounds(all.distances()[2], all.distances()[6]));
        assertArrayEquals(Arrays.copyOfRange(all.rowIds(), 2, 6), some.rowIds());
    }

    @Test
    void statisticsTellWhatWasDone() throws IOException {
        SearchStatistics statistics = index.search(request(queries[0])).statistics();
        assertEquals(0, statistics.partitionsProbed());
        assertEquals(30, statistics.candidatesRefined());
        assertEquals(SearchStatistics.Method.INDEX, statistics.method());
        assertTrue(statistics.codesScored() > 500 && statistics.codesScored() < 5000, statistics.toString());
    }

    @Test
    void explainsAWalk() {
        assertEquals("""
                walk the graph of 20000 rows by their bytes with a beam of 100
                compare the best 30 by their floats""", explain(request(queries[0])));
    }

    @Test
    void explainsAFilter() {
        RowMask mask = RowMask.none();
        mask.allow(5);
        assertEquals("""
                compare the at most 1 rows of the filter, instead of walking the graph
                compare the best 30 by their floats""", explain(request(queries[0]).withMask(mask)));
        assertEquals("""
                walk the graph of 20000 rows by their bytes until 100 rows of the filter are held, or 5000 rows were scored: then compare all rows of the filter
                compare the best 30 by their floats""", explain(request(queries[0]).withMask(mask(0.9, 1))));
    }

    private static String explain(SearchRequest request) {
        return index.explain(request).replace(System.lineSeparator(), "\n");
    }

    private static SearchRequest request(float[] query) {
        return new SearchRequest(query, K, 1, 3, RowMask.all()).withEf(BEAM);
    }

    private static double recall(int ef) throws IOException {
        int found = 0;
        for (int q = 0; q < queries.length; q++) {
            Hits hits = index.search(request(queries[q]).withEf(ef));
            found += WordVectors.found(hits, WordVectors.first(truth[q], K));
        }
        return found / (double) (K * queries.length);
    }

    private static RowMask mask(double selectivity, long seed) {
        RowMask mask = RowMask.none();
        SplittableRandom random = new SplittableRandom(seed);
        for (int row = 0; row < rows.length; row++) {
            if (random.nextDouble() < selectivity) {
                mask.allow(row);
            }
        }
        return mask;
    }

    private static long[] exact(float[] query, RowMask mask) {
        Nearest nearest = new Nearest(K);
        for (int row = 0; row < rows.length; row++) {
            if (mask.isAllowed(row)) {
                nearest.offer(KernelSet.plain().distance().squaredL2(query, 0, rows[row], 0, query.length), row);
            }
        }
        return nearest.drain(SearchStatistics.ofRows(0, false, "")).rowIds();
    }

    private static void assertSame(Hits expected, Hits found, int query) {
        assertArrayEquals(expected.rowIds(), found.rowIds(), "query " + query);
        assertArrayEquals(expected.distances(), found.distances(), 1e-5, "query " + query);
    }
}
