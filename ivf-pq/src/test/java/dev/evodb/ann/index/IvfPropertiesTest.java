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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for every index, on indices of the word vectors.
@ParameterizedClass
@CsvSource({"IVF_PQ, 0", "IVF_RQ, 4"})
class IvfPropertiesTest {
    private static final int PARTITIONS = 128;
    private static final int K = 10;

    @TempDir
    static Path folder;

    @Parameter(0)
    IndexKind kind = IndexKind.IVF_PQ;

    @Parameter(1)
    int bits; // Of IVF_RQ.

    @SuppressWarnings("NullAway.Init") // Set before the tests of a kind.
    private static AnnIndex index;

    private static float[][] rows = {};
    private static float[][] queries = {};
    private static int[][] truth = {};

    @BeforeParameterizedClassInvocation
    static void build(IndexKind kind, int bits) throws IOException {
        AnnSpec spec = AnnSpec.of(kind, Metric.L2, 20_000, 100)
                .withPartitions(PARTITIONS)
                .withBits(bits);
        AnnIndex.build(folder, WordVectors.base(), spec, BuildProgress.NONE);
        index = AnnIndex.open(folder);
        rows = WordVectors.rows(WordVectors.base());
        queries = WordVectors.queries();
        truth = WordVectors.truth();
    }

    @AfterParameterizedClassInvocation
    static void close() throws IOException {
        index.close();
    }

    @Test
    void allPartitionsWithAllRowsRefinedGiveTheExactAnswer() throws IOException {
        for (int q = 0; q < queries.length; q++) {
            Hits hits = index.search(new SearchRequest(queries[q], K, PARTITIONS, 2000, RowMask.all()));
            assertArrayEquals(WordVectors.first(truth[q], K), hits.rowIds(), "query " + q);
        }
    }

    @Test
    void averageRecallNeverFallsAsProbesGrow() throws IOException {
        double before = 0;
        for (int nprobes = 1; nprobes <= PARTITIONS; nprobes *= 2) {
            double recall = recall(nprobes, 20);
            assertTrue(recall >= before, nprobes + " probes: recall " + recall + " after " + before);
            before = recall;
        }
        assertTrue(before > 0.99, "recall of all partitions is " + before);
    }

    @Test
    void recallAtTheUsualSettingsHolds() throws IOException {
        double recall = recall(32, 16);
        assertTrue(recall >= 0.95, "recall " + recall);
    }

    @Test
    void patienceOfAllPartitionsVisitsAsManyAsItMay() throws IOException {
        for (float[] query : queries) {
            Hits patient = index.search(request(query).withProbes(4, 32).withPatience(PARTITIONS));
            assertSame(index.search(request(query)), patient, 0);
        }
    }

    @Test
    void patienceStaysWithinItsProbesAndSparesThoseThatBringNothing() throws IOException {
        long codes = 0;
        long codesOfAll = 0;
        int found = 0;
        for (int q = 0; q < queries.length; q++) {
            Hits hits = index.search(request(queries[q]).withProbes(8, 96).withPatience(8));
            assertTrue(hits.statistics().partitionsProbed() >= 8, hits.toString());
            assertTrue(hits.statistics().partitionsProbed() <= 96, hits.toString());
            codes += hits.statistics().codesScored();
            codesOfAll += index.search(request(queries[q]).withProbes(96))
                    .statistics()
                    .codesScored();
            found += WordVectors.found(hits, WordVectors.first(truth[q], K));
        }
        double recall = found / (double) (K * queries.length);
        assertTrue(recall >= 0.98, "recall " + recall);
        assertTrue(codes < 0.75 * codesOfAll, codes + " codes of " + codesOfAll);
    }

    @Test
    void batchesOfPatientQueriesGiveTheAnswersOfEach() throws IOException {
        List<SearchRequest> requests = new ArrayList<>();
        for (int q = 0; q < 40; q++) {
            requests.add(
                    q % 3 == 0
                            ? request(queries[q])
                            : request(queries[q]).withProbes(2, 64).withPatience(4));
        }
        List<Hits> together = index.searchAll(requests);
        for (int q = 0; q < requests.size(); q++) {
            assertSame(index.search(requests.get(q)), together.get(q), q);
        }
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
                Hits fast = index.search(request(queries[q]));
                Hits slow = plain.search(request(queries[q]));
                assertArrayEquals(slow.rowIds(), fast.rowIds(), "query " + q);
                assertArrayEquals(slow.distances(), fast.distances(), 1e-5);
            }
        }
    }

    @Test
    void batchAnswersAreThoseOfSingleQueries() throws IOException {
        List<SearchRequest> requests = new ArrayList<>();
        for (int q = 0; q < queries.length; q++) {
            requests.add(
                    request(queries[q]).withProbes(1 + q % 40).withMask(q % 3 == 0 ? mask(0.2, q) : RowMask.all()));
        }
        for (int threads : new int[] {1, 2, 3}) {
            List<Hits> batch = index.searchAll(requests, threads);
            assertEquals(queries.length, batch.size());
            for (int q = 0; q < queries.length; q++) {
                assertSame(index.search(requests.get(q)), batch.get(q), q);
            }
        }
        assertEquals(List.of(), index.searchAll(List.of()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.3, 0.1, 0.01, 0.001, 0.0001})
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
    void aFilterOnePartitionCannotFillIsSearchedFurther() throws IOException {
        RowMask mask = mask(0.3, 1);
        Hits hits = index.search(new SearchRequest(queries[0], 1000, 1, 1, mask));
        assertEquals(1000, hits.size());
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
        assertEquals(32, statistics.partitionsProbed());
        assertEquals(160, statistics.candidatesRefined());
        assertEquals(SearchStatistics.Method.INDEX, statistics.method());
        assertTrue(statistics.codesScored() > 1000 && statistics.codesScored() < 20_000);
    }

    @Test
    void explainsASearch() {
        assertEquals(
                """
                rank 128 centroids
                scan the nearest 32 partitions, about 5000 of 20000 rows, by %s; all of them if fewer than 10 rows are found
                compare the best 160 by their floats""".formatted(
                                kind == IndexKind.IVF_PQ
                                        ? "50 codes of 4 bits"
                                        : "their signs, the near ones by codes of 4 bits a dim"),
                index.explain(request(queries[0])).replace(System.lineSeparator(), "\n"));
    }

    @Test
    void explainsPatience() {
        String explained = index.explain(request(queries[0]).withProbes(8, 64).withPatience(5));
        assertTrue(explained.contains("scan the nearest 8 to 64 partitions"), explained);
        assertTrue(explained.contains("stop after 5 partitions in a row without a new candidate"), explained);
    }

    private static SearchRequest request(float[] query) {
        return new SearchRequest(query, K, 32, 16, RowMask.all());
    }

    private static double recall(int nprobes, int refine) throws IOException {
        int found = 0;
        for (int q = 0; q < queries.length; q++) {
            Hits hits = index.search(new SearchRequest(queries[q], K, nprobes, refine, RowMask.all()));
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
        // The order in which a register is summed up changes when code is compiled.
        assertArrayEquals(expected.distances(), found.distances(), 1e-5, "query " + query);
    }
}
