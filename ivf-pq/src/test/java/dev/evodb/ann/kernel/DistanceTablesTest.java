package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistanceTablesTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 16", "3, 2, 16", "50, 2, 16", "5, 3, 48", "2, 4, 64", "25, 4, 256", "13, 7, 256", "1, 768, 256"})
    void givesTheBitsOfThePlainOnes(int subvectors, int subDims, int centroids) {
        SplittableRandom random = new SplittableRandom(subDims);
        float[] target = new float[3 + subvectors * subDims];
        float[] codebook = new float[subvectors * subDims * centroids];
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) random.nextDouble(-1, 1);
        }
        for (int i = 0; i < codebook.length; i++) {
            codebook[i] = (float) random.nextDouble(-1, 1);
        }
        float[] expected = new float[subvectors * centroids];
        float[] actual = new float[subvectors * centroids];
        KernelSet.plain().tables().squaredL2(target, 3, codebook, subvectors, subDims, centroids, expected);
        KernelSet.best().tables().squaredL2(target, 3, codebook, subvectors, subDims, centroids, actual);
        assertArrayEquals(expected, actual);
        KernelSet.plain().tables().minusDot(target, 3, codebook, subvectors, subDims, centroids, 1, expected);
        KernelSet.best().tables().minusDot(target, 3, codebook, subvectors, subDims, centroids, 1, actual);
        assertArrayEquals(expected, actual);
    }

    @Test
    void transposesEachSubvector() {
        float[] codebook = new float[2 * 16 * 3];
        for (int i = 0; i < codebook.length; i++) {
            codebook[i] = i;
        }
        float[] transposed = DistanceTables.transpose(codebook, 2, 3, 16);
        assertEquals(codebook[(1 * 16 + 5) * 3 + 2], transposed[(1 * 3 + 2) * 16 + 5]);
    }

    @Test
    void rejectsACodebookOfAnotherShape() {
        assertEquals(
                "codebook of 95 values is not 2 x 16 x 3 with a multiple of 16 centroids",
                assertThrows(IllegalArgumentException.class, () -> DistanceTables.transpose(new float[95], 2, 3, 16))
                        .getMessage());
    }
}
