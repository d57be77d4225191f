package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
            assertEquals(expected[row + 1], best.dot(query, FROM, rows, FROM + row * dims, dims), 1e-5 * dims);
        }
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
