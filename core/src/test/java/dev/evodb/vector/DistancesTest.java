package dev.evodb.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DistancesTest {
    private static final float[] A = {3, 4, 0};
    private static final float[] B = {0, 4, 3};
    private final Kernels kernels = new ScalarKernels();

    @Test
    void l2IsSquared() {
        assertEquals(18, Distances.exact(Metric.L2, kernels, A, 0, B, 0, 3));
    }

    @Test
    void dotIsOneMinusTheProduct() {
        assertEquals(-15, Distances.exact(Metric.DOT, kernels, A, 0, B, 0, 3));
    }

    @Test
    void cosineIgnoresLength() {
        assertEquals(1 - 16.0 / 25, Distances.exact(Metric.COSINE, kernels, A, 0, B, 0, 3), 1e-15);
    }

    @Test
    void cosineOfAZeroVectorIsOne() {
        assertEquals(1, Distances.exact(Metric.COSINE, kernels, A, 0, new float[3], 0, 3));
    }

    @Test
    void normalizeScalesToLengthOneAndKeepsZero() {
        float[] rows = {9, 3, 4, 0, 0};
        Distances.normalize(kernels, rows, 1, 2);
        Distances.normalize(kernels, rows, 3, 2);
        assertArrayEquals(new float[] {9, 0.6f, 0.8f, 0, 0}, rows);
    }

    @Test
    void rejectsAnUnknownMetric() {
        assertEquals(
                "metric must be l2, cosine or dot, got euclid",
                assertThrows(IllegalArgumentException.class, () -> Metric.ofWireName("euclid"))
                        .getMessage());
    }
}
