package dev.evodb.ann.ivf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.pq.Codebook;
import dev.evodb.ann.pq.ProductCodes;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// An index made of random centroids, codebook and codes: every approximate distance must be the exact
/// distance to the vector that a code stands for.
class InvertedFileTest {
    private static final int DIMS = 12;
    private static final int SUBVECTORS = 4;
    private static final int PARTITIONS = 5;
    private static final int ROWS = 40;
    private static final SearchStatistics NONE = SearchStatistics.ofRows(0, false, "");

    private final SplittableRandom random = new SplittableRandom(3);
    private final float[] centroids = floats(PARTITIONS * DIMS);

    static Stream<Arguments> kinds() {
        return Stream.of(DistanceType.L2, DistanceType.COSINE, DistanceType.DOT)
                .flatMap(type -> Stream.of(Arguments.of(type, 8), Arguments.of(type, 4)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void distancesAreThoseOfTheDecodedVectors(DistanceType type, int bits) throws IOException {
        Codebook codebook = codebook(bits);
        Partition[] partitions = partitions(codebook);
        float[] query = floats(DIMS);
        float[] target = query.clone();
        if (type == DistanceType.COSINE) {
            double norm = Math.sqrt(dot(query, query));
            for (int d = 0; d < DIMS; d++) {
                target[d] = (float) (query[d] / norm);
            }
        }
        Nearest expected = new Nearest(7);
        for (int p = 0; p < PARTITIONS; p++) {
            for (int row = 0; row < ROWS; row++) {
                float[] decoded = decode(codebook, partitions[p], p, row, type);
                double distance = 1 - dot(target, decoded);
                if (type != DistanceType.DOT) {
                    distance = dot(target, target) + dot(decoded, decoded) - 2 * dot(target, decoded);
                }
                expected.offer(distance, partitions[p].rowIds()[row]);
            }
        }
        Hits wanted = expected.drain(NONE);
        for (KernelSet kernels : new KernelSet[] {KernelSet.plain(), KernelSet.best()}) {
            Hits hits = search(
                    new InvertedFile(coarse(type), p -> partitions[p], kernels),
                    new SearchRequest(query, 7, PARTITIONS, 0, RowMask.all()));
            assertArrayEquals(wanted.rowIds(), hits.rowIds());
            assertArrayEquals(wanted.distances(), hits.distances(), 1e-4);
        }
    }

    @Test
    void probesTheNearestPartitionsOnly() throws IOException {
        float[] query = Arrays.copyOfRange(centroids, 2 * DIMS, 3 * DIMS);
        Hits hits = search(index(), new SearchRequest(query, ROWS, 1, 0, RowMask.all()));
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
        Hits hits = search(index(), new SearchRequest(floats(DIMS), 7, PARTITIONS, 0, mask));
        assertArrayEquals(
                new long[] {1003, 4017}, Arrays.stream(hits.rowIds()).sorted().toArray());
    }

    @Test
    void rowsThatAreNotLiveDoNotTakeThePlaceOfOthers() throws IOException {
        Partition whole = partitions(codebook(8))[0];
        InvertedFile index = new InvertedFile(
                new CoarseQuantizer(DistanceType.L2, Arrays.copyOf(centroids, DIMS), 1, DIMS),
                _ -> new Partition(whole.rowIds(), new long[] {0b1010L}, whole.codes(), null),
                KernelSet.plain());
        Hits hits = search(index, new SearchRequest(floats(DIMS), 7, 1, 0, RowMask.all()));
        assertArrayEquals(
                new long[] {1, 3}, Arrays.stream(hits.rowIds()).sorted().toArray());
    }

    @Test
    void clampsProbesToThePartitionsAndSaysSo() throws IOException {
        InvertedFile.Probed probed =
                index().search(new SearchRequest(floats(DIMS), 1, 1000, 0, RowMask.all()), new Nearest(1));
        assertEquals(new InvertedFile.Probed(PARTITIONS, PARTITIONS * ROWS), probed);
    }

    @Test
    void stopsAfterPartitionsThatBroughtNothing() throws IOException {
        float[] query = Arrays.copyOfRange(centroids, 2 * DIMS, 3 * DIMS);
        SearchRequest request = new SearchRequest(query, 1, 1, 0, RowMask.all()).withProbes(1, PARTITIONS);

        InvertedFile.Probed probed = index().search(request.withPatience(2), new Nearest(1));
        assertEquals(new InvertedFile.Probed(3, 3 * ROWS), probed);
        probed = index().search(request.withPatience(PARTITIONS), new Nearest(1));
        assertEquals(new InvertedFile.Probed(PARTITIONS, PARTITIONS * ROWS), probed);
    }

    @Test
    void rejectsAQueryOfOtherDims() {
        SearchRequest request = new SearchRequest(new float[3], 1, 1, 0, RowMask.all());
        assertEquals(
                "query has 3 dims, the column has 12",
                assertThrows(IllegalArgumentException.class, () -> index().search(request, new Nearest(1)))
                        .getMessage());
    }

    @Test
    void rejectsRowIdsThatAreNotThoseOfTheCodes() {
        Partition whole = partitions(codebook(8))[0];
        assertEquals(
                "3 row ids for 40 codes",
                assertThrows(IllegalArgumentException.class, () -> new Partition(new long[3], whole.codes()))
                        .getMessage());
    }

    private static Hits search(InvertedFile index, SearchRequest request) throws IOException {
        Nearest nearest = new Nearest(request.candidates());
        index.search(request, nearest);
        return nearest.drain(NONE);
    }

    private InvertedFile index() {
        Partition[] partitions = partitions(codebook(8));
        return new InvertedFile(coarse(DistanceType.L2), p -> partitions[p], KernelSet.plain());
    }

    private CoarseQuantizer coarse(DistanceType type) {
        return new CoarseQuantizer(type, centroids, PARTITIONS, DIMS);
    }

    private Codebook codebook(int bits) {
        return new Codebook(SUBVECTORS, DIMS, bits, floats(DIMS << bits));
    }

    private float[] decode(Codebook codebook, Partition partition, int number, int row, DistanceType type) {
        byte[] codes = ((ProductCodes) partition.codes()).codes();
        float[] vector = new float[DIMS];
        int width = DIMS / SUBVECTORS;
        for (int d = 0; d < DIMS; d++) {
            int m = d / width;
            int code = codebook.bits() == 8
                    ? codes[m * ROWS + row] & 0xFF
                    : ((codes[m / 2 * ROWS + row] & 0xFF) >>> (4 * (m % 2))) & 15;
            vector[d] = codebook.centroids()[(m * codebook.codes() + code) * width + d % width]
                    + (type == DistanceType.DOT ? 0 : centroids[number * DIMS + d]);
        }
        return vector;
    }

    private Partition[] partitions(Codebook codebook) {
        Partition[] made = new Partition[PARTITIONS];
        for (int p = 0; p < PARTITIONS; p++) {
            long[] rowIds = new long[ROWS];
            for (int row = 0; row < ROWS; row++) {
                rowIds[row] = p * 1000L + row;
            }
            byte[] codes = new byte[ROWS * codebook.codeBytes()];
            random.nextBytes(codes);
            made[p] = new Partition(rowIds, new ProductCodes(codebook, ROWS, codes));
        }
        return made;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (double) a[d] * b[d];
        }
        return sum;
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
