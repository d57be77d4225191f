package dev.evodb.ann.pq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.ivf.CoarseQuantizer;
import dev.evodb.ann.ivf.ProbedQuery;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.ScanHits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProductCodesTest {
    private static final int DIMS = 24;
    private static final int PARTITIONS = 3;

    /// Rows that were sorted out by the table of the query and those that a table of their partition gave.
    @ParameterizedTest
    @CsvSource({
        "L2, 8, 300, 1",
        "COSINE, 8, 300, 1",
        "DOT, 8, 300, 1",
        "L2, 8, 64, 1e4",
        "L2, 8, 1000, 1e-12",
        "L2, 4, 300, 1"
    })
    void collectedDistancesAreThoseOfTheScanBitByBit(DistanceType type, int bits, int rows, double size) {
        SplittableRandom random = new SplittableRandom(rows + bits);
        CoarseQuantizer coarse = new CoarseQuantizer(type, floats(random, PARTITIONS * DIMS, size), PARTITIONS, DIMS);
        Codebook codebook = new Codebook(12, DIMS, bits, floats(random, DIMS << bits, 0.3 * size));
        byte[] codes = new byte[rows * codebook.codeBytes()];
        random.nextBytes(codes);
        for (KernelSet kernels : new KernelSet[] {KernelSet.plain(), KernelSet.best()}) {
            ProductCodes partition = new ProductCodes(codebook, rows, codes);
            ProbedQuery query = new ProbedQuery(coarse, kernels);
            query.begin(floats(random, DIMS, size));
            float[] centroidDistances = new float[PARTITIONS];
            coarse.distances(kernels.distance(), query.query(), centroidDistances);
            query.enter(1, centroidDistances[1]);
            partition.prepare(query);
            float[] scanned = new float[rows];
            partition.scan(query, scanned);
            float[] sorted = scanned.clone();
            Arrays.sort(sorted);
            for (int rank : new int[] {0, 1, 5, 20, 40, rows - 1}) {
                query.enter(1, centroidDistances[1]);
                partition.prepare(query);
                ScanHits hits = new ScanHits();
                partition.collect(query, sorted[rank], hits);
                Map<Integer, Float> found = new HashMap<>();
                for (int i = 0; i < hits.count(); i++) {
                    found.put(hits.row(i), hits.sum(i));
                }
                found.forEach((row, distance) -> assertEquals(scanned[row], distance, kernels.name()));
                for (int row = 0; row < rows; row++) {
                    assertTrue(scanned[row] > sorted[rank] || found.containsKey(row), kernels.name() + " row " + row);
                }
            }
        }
    }

    private static float[] floats(SplittableRandom random, int count, double size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (size * random.nextDouble(-1, 1));
        }
        return values;
    }
}
