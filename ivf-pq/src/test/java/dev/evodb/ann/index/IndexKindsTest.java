package dev.evodb.ann.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Every kind with every metric and storage, on rows of different lengths and odd dims.
class IndexKindsTest {
    private static final int ROWS = 3000;
    private static final int DIMS = 25;
    private static final int K = 10;

    @TempDir
    Path folder;

    private final float[] values = ClusteredRows.values(ROWS, DIMS, 11);

    @ParameterizedTest
    @CsvSource({
        "IVF_PQ, L2, FLOATS", "IVF_PQ, COSINE, FLOATS", "IVF_PQ, DOT, FLOATS",
        "IVF_PQ, L2, BYTES_AND_FLOATS", "IVF_PQ, COSINE, BYTES_AND_FILE", "IVF_PQ, DOT, BYTES_AND_FILE",
        "IVF_FLAT, L2, FLOATS", "IVF_FLAT, COSINE, FLOATS", "IVF_FLAT, DOT, FLOATS",
        "IVF_SQ, L2, BYTES_AND_FLOATS", "IVF_SQ, COSINE, BYTES_AND_FILE", "IVF_SQ, DOT, BYTES_AND_FLOATS",
        "IVF_RQ, L2, FLOATS", "IVF_RQ, COSINE, FLOATS", "IVF_RQ, DOT, FLOATS",
        "IVF_RQ, L2, BYTES_AND_FLOATS", "IVF_RQ, COSINE, BYTES_AND_FILE", "IVF_RQ, DOT, BYTES_AND_FILE",
        "HNSW, L2, FLOATS", "HNSW, COSINE, FLOATS", "HNSW, DOT, FLOATS",
        "HNSW, L2, BYTES_AND_FLOATS", "HNSW, COSINE, BYTES_AND_FILE", "HNSW, DOT, BYTES_AND_FILE"
    })
    void exactDistancesOfTheNearestRows(IndexKind kind, Metric metric, RowStorage storage) throws IOException {
        AnnSpec spec = spec(kind, metric).withStorage(storage);
        AnnIndex.build(folder, new MemoryVectors(values, DIMS), spec, BuildProgress.NONE);
        int found = 0;
        int queries = 40;
        try (AnnIndex index = AnnIndex.open(folder)) {
            for (int q = 0; q < queries; q++) {
                float[] query = ClusteredRows.query(values, DIMS, q);
                Hits hits = index.search(new SearchRequest(query, K, 20, 20, RowMask.all()));
                assertEquals(K, hits.size());
                found += WordVectors.found(hits, exact(metric, query));
                for (int i = 0; i < K; i++) {
                    double distance = distance(metric, query, (int) hits.rowIds()[i]);
                    assertEquals(distance, hits.distances()[i], 1e-4 * Math.max(1, Math.abs(distance)));
                }
            }
        }
        assertTrue(found >= 0.97 * K * queries, "found " + found);
    }

    @ParameterizedTest
    @CsvSource({
        "IVF_PQ, L2, FLOATS, 0",
        "IVF_PQ, COSINE, FLOATS, 0",
        "IVF_PQ, DOT, FLOATS, 0",
        "IVF_RQ, L2, FLOATS, 0",
        "IVF_RQ, COSINE, FLOATS, 0",
        "IVF_RQ, DOT, FLOATS, 0",
        "IVF_PQ, L2, BYTES, 10",
        "IVF_RQ, L2, BYTES, 10",
        "IVF_SQ, COSINE, BYTES, 0",
        "IVF_SQ, L2, BYTES, 1",
        "HNSW, L2, BYTES, 0",
        "HNSW, COSINE, BYTES, 1",
        "HNSW, DOT, BYTES_AND_FLOATS, 0"
    })
    void approximateDistancesAreNearTheExactOnes(IndexKind kind, Metric metric, RowStorage storage, int refine)
            throws IOException {
        AnnSpec spec = spec(kind, metric).withStorage(storage);
        spec = kind == IndexKind.IVF_RQ ? spec.withBits(5) : spec;
        AnnIndex.build(folder, new MemoryVectors(values, DIMS), spec, BuildProgress.NONE);
        double error = 0;
        double spread = 0;
        try (AnnIndex index = AnnIndex.open(folder)) {
            for (int q = 0; q < 40; q++) {
                float[] query = ClusteredRows.query(values, DIMS, q);
                Hits hits = index.search(new SearchRequest(query, K, 20, refine, RowMask.all()));
                double mean = 0;
                for (int row = 0; row < 100; row++) {
                    mean += distance(metric, query, row) / 100;
                }
                for (int i = 0; i < K; i++) {
                    double exact = distance(metric, query, (int) hits.rowIds()[i]);
                    error += Math.abs(exact - hits.distances()[i]);
                    spread += Math.abs(mean - exact);
                }
            }
        }
        assertTrue(error < 0.15 * spread, "error " + error + " of " + spread);
    }

    @Test
    void memoryOfByteRowsStaysBelow150BytesARow() throws IOException {
        AnnSpec spec = AnnSpec.of(IndexKind.IVF_PQ, Metric.L2, 20_000, 100)
                .withPartitions(64)
                .withStorage(RowStorage.BYTES_AND_FILE);
        AnnIndex.build(folder, WordVectors.base(), spec, BuildProgress.NONE);
        int[][] truth = WordVectors.truth();
        float[][] queries = WordVectors.queries();
        int found = 0;
        try (AnnIndex index = AnnIndex.open(folder)) {
            for (int q = 0; q < queries.length; q++) {
                Hits hits = index.search(new SearchRequest(queries[q], K, 24, 16, RowMask.all()));
                found += WordVectors.found(hits, WordVectors.first(truth[q], K));
            }
            assertTrue(
                    index.describe().memoryBytes() <= 150L * 20_000,
                    index.describe().toString());
            assertEquals(index.describe().memoryBytes() - 4L * 20_000, index.loadedBytes());
        }
        assertTrue(found >= 0.95 * K * queries.length, "found " + found);
    }

    @ParameterizedTest
    @EnumSource
    void moreBitsFindMoreAmongAsManyCandidates(Metric metric) throws IOException {
        int before = 0;
        for (int bits : new int[] {1, 3, 6}) {
            AnnSpec spec = AnnSpec.of(IndexKind.IVF_RQ, metric, ROWS, DIMS)
                    .withPartitions(20)
                    .withBits(bits);
            AnnIndex.build(folder, new MemoryVectors(values, DIMS), spec, BuildProgress.NONE);
            int found = 0;
            try (AnnIndex index = AnnIndex.open(folder)) {
                assertEquals(bits, index.describe().bits());
                for (int q = 0; q < 40; q++) {
                    float[] query = ClusteredRows.query(values, DIMS, q);
                    Hits hits = index.search(new SearchRequest(query, K, 20, 1, RowMask.all()));
                    found += WordVectors.found(hits, exact(metric, query));
                }
            }
            assertTrue(found > before, bits + " bits: " + found + " after " + before);
            before = found;
        }
        assertTrue(before > 0.9 * K * 40, "found " + before);
    }

    @Test
    void rejectsBitsOfOtherKindsAndNineOfThem() {
        AnnSpec pq = AnnSpec.of(IndexKind.IVF_PQ, Metric.L2, 100, 8);
        AnnSpec rq = AnnSpec.of(IndexKind.IVF_RQ, Metric.L2, 100, 8);
        assertEquals(
                "bits are for ivf_rq, must be 0, got 1",
                assertThrows(IllegalArgumentException.class, () -> pq.withBits(1))
                        .getMessage());
        assertEquals(
                "bits must be in 1..=8, got 9",
                assertThrows(IllegalArgumentException.class, () -> rq.withBits(9))
                        .getMessage());
    }

    @Test
    void aQueryOfZerosIsAnswered() throws IOException {
        AnnSpec spec = AnnSpec.of(IndexKind.IVF_PQ, Metric.COSINE, ROWS, DIMS).withPartitions(4);
        AnnIndex.build(folder, new MemoryVectors(values, DIMS), spec, BuildProgress.NONE);
        try (AnnIndex index = AnnIndex.open(folder)) {
            Hits hits = index.search(new SearchRequest(new float[DIMS], 3, 4, 5, RowMask.all()));
            assertArrayEquals(new double[] {1, 1, 1}, hits.distances());
        }
    }

    @Test
    void fewerRowsThanKAreAllAnswered() throws IOException {
        float[] few = java.util.Arrays.copyOf(values, 5 * DIMS);
        AnnSpec spec = AnnSpec.of(IndexKind.IVF_PQ, Metric.L2, 5, DIMS);
        AnnIndex.build(folder, new MemoryVectors(few, DIMS), spec, BuildProgress.NONE);
        try (AnnIndex index = AnnIndex.open(folder)) {
            Hits hits = index.search(new SearchRequest(new float[DIMS], 10, 1, 1, RowMask.all()));
            assertEquals(5, hits.size());
            assertTrue(hits.statistics().isExhausted());
        }
    }

    private static AnnSpec spec(IndexKind kind, Metric metric) {
        AnnSpec spec = AnnSpec.of(kind, metric, ROWS, DIMS);
        return kind.isGraph() ? spec : spec.withPartitions(20);
    }

    private long[] exact(Metric metric, float[] query) {
        Nearest nearest = new Nearest(K);
        for (int row = 0; row < ROWS; row++) {
            nearest.offer(distance(metric, query, row), row);
        }
        return nearest.drain(SearchStatistics.ofRows(0, false, "")).rowIds();
    }

    private double distance(Metric metric, float[] query, int row) {
        return Distances.exact(metric, new ScalarKernels(), query, 0, values, row * DIMS, DIMS);
    }
}
