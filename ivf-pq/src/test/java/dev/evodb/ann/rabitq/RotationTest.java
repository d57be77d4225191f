package dev.evodb.ann.rabitq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 32, 48, 96, 100, 127, 128, 768})
    void keepsLengthsAndInnerProducts(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        byte[] signs = new byte[4 * ((dims + 7) / 8)];
        random.nextBytes(signs);
        FastRotation rotation = new FastRotation(dims, signs);
        float[] a = floats(random, dims);
        float[] b = floats(random, dims);
        float[] rotatedA = new float[dims];
        float[] rotatedB = new float[dims];
        rotation.rotate(a, rotatedA);
        rotation.rotate(b, rotatedB);
        assertEquals(dot(a, a), dot(rotatedA, rotatedA), 1e-3 * dims);
        assertEquals(dot(a, b), dot(rotatedA, rotatedB), 1e-3 * dims);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100, 129, 130})
    void spreadsAnAxisOverAllDims(int dims) {
        for (int axis = 0; axis < dims; axis += 13) {
            float[] vector = new float[dims];
            vector[axis] = 1;
            float[] rotated = new float[dims];
            FastRotation.random(dims, 3).rotate(vector, rotated);
            for (float value : rotated) {
                assertTrue(Math.abs(value) < 6 / Math.sqrt(dims), dims + " dims, axis " + axis + ": " + value);
            }
        }
    }

    @Test
    void rotatesRowsWhereverTheyLie() {
        FastRotation rotation = FastRotation.random(100, 7);
        float[] rows = floats(new SplittableRandom(1), 300);
        float[] all = new float[301];
        rotation.rotate(rows, 200, all, 1);
        float[] one = new float[100];
        rotation.rotate(java.util.Arrays.copyOfRange(rows, 200, 300), one);
        assertArrayEquals(one, java.util.Arrays.copyOfRange(all, 1, 101));
    }

    @Test
    void aMatrixTakesItsRowsTimesTheVector() {
        float[] rotated = new float[2];
        new MatrixRotation(2, new float[] {0, -1, 1, 0}).rotate(new float[] {3, 5}, rotated);
        assertArrayEquals(new float[] {-5, 3}, rotated);
    }

    private static float[] floats(SplittableRandom random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (double) a[d] * b[d];
        }
        return sum;
    }
}
