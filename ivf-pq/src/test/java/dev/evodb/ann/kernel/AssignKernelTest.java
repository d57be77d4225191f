package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.evodb.ann.TestVectors;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Vector API's assignment against its definition, bit by bit.
class AssignKernelTest {
    private static final int TILE = AssignKernel.TILE;

    private final AssignKernel plain = KernelSet.plain().assign();
    private final AssignKernel best = KernelSet.best().assign();

    @Test
    void comparesTwoImplementations() {
        assertNotEquals(KernelSet.plain().name(), KernelSet.best().name());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100, 129})
    void findsTheNearestOfItsDefinition(int dims) {
        for (int count : new int[] {1, 3, 4, 5, 127, 128, 131}) {
            for (int tiles : new int[] {1, 3}) {
                float[] rows = TestVectors.gaussian(count + 1, dims, count);
                float[] centroids = TestVectors.gaussian(tiles * TILE, dims, tiles);
                float[] offsets = TestVectors.gaussian(tiles * TILE, 1, 5);
                Arrays.fill(offsets, offsets.length - 17, offsets.length, Float.NEGATIVE_INFINITY);
                int[] expected = new int[count + 2];
                int[] found = new int[count + 2];
                float[] expectedScores = new float[count + 2];
                float[] scores = new float[count + 2];
                plain.nearest(rows, dims, count, dims, centroids, offsets, expected, expectedScores, 1);
                best.nearest(rows, dims, count, dims, centroids, offsets, found, scores, 1);
                assertArrayEquals(expected, found);
                assertArrayEquals(expectedScores, scores);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 100})
    void givesTheScoresOfItsDefinition(int dims) {
        for (int count : new int[] {1, 4, 130}) {
            float[] rows = TestVectors.gaussian(count, dims, count);
            float[] centroids = TestVectors.gaussian(2 * TILE, dims, 3);
            float[] offsets = TestVectors.gaussian(2 * TILE, 1, 5);
            float[] expected = new float[count * 2 * TILE + 2];
            float[] found = new float[expected.length];
            plain.scores(rows, 0, count, dims, centroids, offsets, expected, 2);
            best.scores(rows, 0, count, dims, centroids, offsets, found, 2);
            assertArrayEquals(expected, found);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 8, 100})
    void findsTheNearestOfColumns(int dims) {
        for (int count : new int[] {1, 16, 256}) {
            float[] columns = TestVectors.gaussian(TILE + 1, dims, count);
            float[] centroids = TestVectors.gaussian(count + 1, dims, 3);
            float[] offsets = TestVectors.gaussian(count + 1, 1, 5);
            int[] expected = new int[TILE + 1];
            int[] found = new int[TILE + 1];
            float[] expectedScores = new float[TILE + 1];
            float[] scores = new float[TILE + 1];
            plain.nearestOfColumns(
                    columns, dims, dims, centroids, dims, offsets, 1, count, expected, expectedScores, 1);
            best.nearestOfColumns(columns, dims, dims, centroids, dims, offsets, 1, count, found, scores, 1);
            assertArrayEquals(expected, found);
            assertArrayEquals(expectedScores, scores);
        }
    }

    @Test
    void takesTheSmallerIndexOfEqualScores() {
        float[] rows = new float[4];
        float[] offsets = new float[2 * TILE];
        int[] nearest = {9, 9, 9, 9};
        best.nearest(rows, 0, 4, 1, new float[2 * TILE], offsets, nearest, new float[4], 0);
        assertArrayEquals(new int[4], nearest);
    }
}
