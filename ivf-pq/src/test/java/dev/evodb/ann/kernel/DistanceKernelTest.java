package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernels of this machine against the plain ones, at each length around the width of a register.
class DistanceKernelTest {
    private static final int FROM = 3;
    private static final int ROWS = 9;

    private final DistanceKernel plain = KernelSet.plain().distance();
    private final DistanceKernel best = KernelSet.best().distance();

    @Test
    void usesTheVectorApi() {
        assertTrue(
                KernelSet.best().name().startsWith("vector-"), KernelSet.best().name());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 100, 127, 128, 129, 768, 1536})
    void answersAsThePlainOnes(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        float[] query = floats(random, FROM + dims);
        float[] rows = floats(random, FROM + ROWS * dims);
        float[] expected = new float[ROWS + 1];
        float[] actual = new float[ROWS + 1];
        plain.squaredL2ToRows(query, FROM, rows, FROM, dims, ROWS, expected, 1);
        best.squaredL2ToRows(query, FROM, rows, FROM, dims, ROWS, actual, 1);
        compare(expected, actual, dims);
        plain.dotWithRows(query, FROM, rows, FROM, dims, ROWS, expected, 1);
        best.dotWithRows(query, FROM, rows, FROM, dims, ROWS, actual, 1);
        compare(expected, actual, dims);
        for (int row = 0; row < ROWS; row++) {
            assertEquals(
                    plain.squaredL2(query, FROM, rows, FROM + row * dims, dims),
                    best.squaredL2(query, FROM, rows, FROM + row * dims, dims),
                    1e-5 * dims);
            assertEquals(expected[row + 1], best.dot(query, FROM, rows, FROM + row * dims, dims), 1e-5 * dims);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 17, 100, 129})
    void findsTheCosineDistanceOfRowsAndOneOfZeros(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        float[] query = floats(random, dims);
        float[] rows = floats(random, ROWS * dims);
        Arrays.fill(rows, dims, 2 * dims, 0);
        float[] expected = new float[ROWS];
        float[] actual = new float[ROWS];
        plain.cosineToRows(query, 0, rows, 0, dims, ROWS, expected, 0);
        best.cosineToRows(query, 0, rows, 0, dims, ROWS, actual, 0);
        compare(expected, actual, 1);
        assertEquals(1f, actual[1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 17, 100, 129})
    void givesRowsByOrdinalTheBitsOfRowsInOrder(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        float[] query = floats(random, dims);
        float[] rows = floats(random, ROWS * dims);
        int[] ordinals = {-1, 8, 0, 8, 3, 5};
        float[] all = new float[ROWS];
        float[] picked = new float[6];
        best.squaredL2ToRows(query, 0, rows, 0, dims, ROWS, all, 0);
        best.squaredL2ToRowsAt(query, 0, rows, dims, ordinals, 1, 5, picked, 1);
        assertArrayEquals(new float[] {0, all[8], all[0], all[8], all[3], all[5]}, picked);
        best.dotWithRows(query, 0, rows, 0, dims, ROWS, all, 0);
        best.dotWithRowsAt(query, 0, rows, dims, ordinals, 1, 5, picked, 1);
        assertArrayEquals(new float[] {0, all[8], all[0], all[8], all[3], all[5]}, picked);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesARowTheSameBitsInEveryCall(int count) {
        SplittableRandom random = new SplittableRandom(count);
        float[] query = floats(random, 100);
        float[] rows = floats(random, ROWS * 100);
        float[] all = new float[ROWS];
        float[] some = new float[count];
        best.squaredL2ToRows(query, 0, rows, 0, 100, ROWS, all, 0);
        best.squaredL2ToRows(query, 0, rows, (ROWS - count) * 100, 100, count, some, 0);
        assertArrayEquals(Arrays.copyOfRange(all, ROWS - count, ROWS), some);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 3", "1, 5, 8", "2, 4, 17", "3, 6, 100", "5, 9, 33", "7, 3, 128"})
    void givesBlocksTheBitsOfRows(int queries, int count, int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        float[] queryRows = floats(random, FROM + queries * dims);
        float[] rows = floats(random, FROM + count * dims);
        float[] expected = new float[1 + queries * count];
        float[] actual = new float[1 + queries * count];
        for (int q = 0; q < queries; q++) {
            best.squaredL2ToRows(queryRows, FROM + q * dims, rows, FROM, dims, count, expected, 1 + q * count);
        }
        KernelSet.best().blocks().squaredL2(queryRows, FROM, queries, rows, FROM, count, dims, actual, 1);
        assertArrayEquals(expected, actual);
        for (int q = 0; q < queries; q++) {
            best.dotWithRows(queryRows, FROM + q * dims, rows, FROM, dims, count, expected, 1 + q * count);
        }
        KernelSet.best().blocks().dot(queryRows, FROM, queries, rows, FROM, count, dims, actual, 1);
        assertArrayEquals(expected, actual);
        KernelSet.plain().blocks().dot(queryRows, FROM, queries, rows, FROM, count, dims, expected, 1);
        compare(expected, actual, dims);
    }

    private static void compare(float[] expected, float[] actual, int dims) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], 1e-5 * dims, "row " + (i - 1));
        }
    }

    private static float[] floats(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
