package dev.evodb.ann;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.ann.ivf.CoarseQuantizer;
import dev.evodb.ann.ivf.IvfPq;
import dev.evodb.ann.ivf.PqPartition;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An index made of random centroids, codebook and codes: every approximate distance must be the exact
/// distance to the vector that a code stands for.
class IvfPqTest {
    private static final int DIMS = 12;
    private static final int SUBVECTORS = 3;
    private static final int PARTITIONS = 5;
    private static final int ROWS = 40;

    private final Kernels kernels = new ScalarKernels();
    private final SplittableRandom random = new SplittableRandom(3);
    private final float[] centroids = floats(PARTITIONS * DIMS);
    private final Codebook codebook = new Codebook(SUBVECTORS, DIMS, floats(Codebook.CODES * DIMS));
    private final PqPartition[] partitions = partitions();

    @ParameterizedTest
    @EnumSource(Metric.class)
    void distancesAreThoseOfTheDecodedVectors(Metric metric) throws IOException {
        float[] query = floats(DIMS);
        float[] target = query.clone();
        if (metric == Metric.COSINE) {
            Distances.normalize(kernels, target, 0, DIMS);
        }
        Nearest expected = new Nearest(7);
        for (int p = 0; p < PARTITIONS; p++) {
            for (int row = 0; row < ROWS; row++) {
                float[] decoded = decode(metric, p, row);
                Metric onUnitVectors = metric == Metric.COSINE ? Metric.L2 : metric;
                expected.offer(
                        Distances.exact(onUnitVectors, kernels, target, 0, decoded, 0, DIMS),
                        partitions[p].rowIds()[row]);
            }
        }

        Hits hits = index(metric).candidates(new SearchRequest(query, 7, PARTITIONS, 0, RowMask.all()));

        Hits wanted = expected.drain(0);
        assertArrayEquals(wanted.rowIds(), hits.rowIds());
        assertArrayEquals(wanted.distances(), hits.distances(), 1e-4);
        assertEquals(PARTITIONS, hits.probed());
    }

    @Test
    void probesTheNearestPartitionsOnly() throws IOException {
        float[] query = java.util.Arrays.copyOfRange(centroids, 2 * DIMS, 3 * DIMS);
        Hits hits = index(Metric.L2).candidates(new SearchRequest(query, ROWS, 1, 0, RowMask.all()));
        assertEquals(1, hits.probed());
        assertEquals(ROWS, hits.size());
        for (long rowId : hits.rowIds()) {
            assertEquals(2, rowId / 1000);
        }
    }

    @Test
    void answersOnlyRowsOfTheMask() throws IOException {
        RowMask mask = RowMask.none();
        mask.allow(1003);
        mask.allow(4017);
        Hits hits = index(Metric.DOT).candidates(new SearchRequest(floats(DIMS), 7, PARTITIONS, 0, mask));
        assertArrayEquals(
                new long[] {1003, 4017},
                java.util.Arrays.stream(hits.rowIds()).sorted().toArray());
    }

    @Test
    void clampsProbesToThePartitionsAndSaysSo() throws IOException {
        Hits hits = index(Metric.L2).candidates(new SearchRequest(floats(DIMS), 1, 1000, 0, RowMask.all()));
        assertEquals(PARTITIONS, hits.probed());
    }

    @Test
    void rejectsAQueryOfOtherDims() {
        SearchRequest request = new SearchRequest(new float[3], 1, 1, 0, RowMask.all());
        assertEquals(
                "query has 3 dims, the column has 12",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> index(Metric.L2).candidates(request))
                        .getMessage());
    }

    private IvfPq index(Metric metric) {
        return new IvfPq(
                new CoarseQuantizer(metric, centroids, PARTITIONS, DIMS), codebook, p -> partitions[p], kernels);
    }

    private float[] decode(Metric metric, int partition, int row) {
        float[] vector = new float[DIMS];
        int width = DIMS / SUBVECTORS;
        for (int d = 0; d < DIMS; d++) {
            int m = d / width;
            int code = partitions[partition].codes()[m * ROWS + row] & 0xFF;
            vector[d] = codebook.centroids()[(m * Codebook.CODES + code) * width + d % width]
                    + (metric == Metric.DOT ? 0 : centroids[partition * DIMS + d]);
        }
        return vector;
    }

    private PqPartition[] partitions() {
        PqPartition[] made = new PqPartition[PARTITIONS];
        for (int p = 0; p < PARTITIONS; p++) {
            long[] rowIds = new long[ROWS];
            for (int row = 0; row < ROWS; row++) {
                rowIds[row] = p * 1000L + row;
            }
            byte[] codes = new byte[ROWS * SUBVECTORS];
            random.nextBytes(codes);
            made[p] = new PqPartition(rowIds, codes);
        }
        return made;
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
