package dev.evodb.ann.rabitq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RabitqQuantizerTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 100, 127, 128, 784})
    void rotationKeepsDistancesAndTurnsBack(int dims) {
        float[] vectors = TestVectors.gaussian(2, dims, dims);
        float[] turned = vectors.clone();
        HadamardRotation rotation = new HadamardRotation(dims, 5);
        rotation.apply(turned, 0);
        rotation.apply(turned, dims);
        double distance = TestVectors.squaredL2(vectors, 0, vectors, dims, dims);
        assertEquals(distance, TestVectors.squaredL2(turned, 0, turned, dims, dims), 1e-4 * distance);
        rotation.applyInverse(turned, 0);
        rotation.applyInverse(turned, dims);
        assertArrayEquals(vectors, turned, 1e-4f);
    }

    @ParameterizedTest
    @ValueSource(ints = {64, 100, 130})
    void rotationSpreadsAnAxisOverAllDims(int dims) {
        for (int axis = 0; axis < dims; axis += 13) {
            float[] vector = new float[dims];
            vector[axis] = 1;
            new HadamardRotation(dims, 3).apply(vector, 0);
            for (float value : vector) {
                assertTrue(Math.abs(value) < 6 / Math.sqrt(dims), dims + " dims, axis " + axis + ": " + value);
            }
        }
    }

    /// Over many rotations, the mean of the estimates comes to the true product as fast as chance allows.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void isUnbiased(int bits) {
        int dims = 100;
        float[] pair = TestVectors.gaussian(2, dims, 17);
        for (int d = 0; d < dims; d++) {
            pair[dims + d] += 0.5f * pair[d];
        }
        double expected = dot(pair, 0, pair, dims, dims);
        int rounds = 4000;
        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < rounds; seed++) {
            RabitqQuantizer quantizer = new RabitqQuantizer(new HadamardRotation(dims, seed), bits);
            RabitqCodes codes = quantizer.newCodes(1);
            float[] turned = pair.clone();
            quantizer.encode(turned, 0, 1, codes, 0);
            quantizer.rotation().apply(turned, dims);
            double error = quantizer.estimateDot(codes, 0, turned, dims) - expected;
            sum += error;
            squares += error * error;
        }
        double deviation = Math.sqrt(squares / rounds);
        assertEquals(0, sum / rounds, 4 * deviation / Math.sqrt(rounds));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void staysWithinItsBoundAsOftenAsItSays(int bits) {
        int dims = 128;
        int rows = 4000;
        float[] vectors = TestVectors.gaussian(rows, dims, 1);
        float[] query = TestVectors.gaussian(1, dims, 2);
        RabitqQuantizer quantizer = new RabitqQuantizer(new HadamardRotation(dims, 9), bits);
        RabitqCodes codes = quantizer.newCodes(rows);
        quantizer.encode(vectors.clone(), 0, rows, codes, 0);
        float[] turned = query.clone();
        quantizer.rotation().apply(turned, 0);
        float length = (float) Math.sqrt(dot(query, 0, query, 0, dims));
        int outside = 0;
        for (int i = 0; i < rows; i++) {
            double error =
                    Math.abs(dot(vectors, i * dims, query, 0, dims) - quantizer.estimateDot(codes, i, turned, 0));
            outside += error > quantizer.dotBound(codes, i, length) ? 1 : 0;
        }
        // 5.7 % of a normal distribution.
        assertTrue(outside < 0.08 * rows, outside + " of " + rows + " outside");
        assertTrue(outside > 0.03 * rows, outside + " of " + rows + " outside: the bound is too wide");
    }

    @Test
    void everyBitHalvesTheErrorAtLeast() {
        int dims = 256;
        double before = Double.POSITIVE_INFINITY;
        for (int bits = 1; bits <= 6; bits++) {
            RabitqQuantizer quantizer = new RabitqQuantizer(new HadamardRotation(dims, 9), bits);
            RabitqCodes codes = quantizer.newCodes(50);
            quantizer.encode(TestVectors.gaussian(50, dims, 1), 0, 50, codes, 0);
            double error = 0;
            for (float value : codes.errors()) {
                error += value / 50;
            }
            assertTrue(error < 0.6 * before, bits + " bits: " + before + " became " + error);
            before = error;
        }
    }

    @Test
    void estimatesDistances() {
        int dims = 100;
        float[] vectors = TestVectors.gaussian(2, dims, 1);
        double expected = TestVectors.squaredL2(vectors, 0, vectors, dims, dims);
        double square = dot(vectors, dims, vectors, dims, dims);
        RabitqQuantizer quantizer = new RabitqQuantizer(new HadamardRotation(dims, 9), 8);
        RabitqCodes codes = quantizer.newCodes(1);
        quantizer.encode(vectors, 0, 1, codes, 0);
        quantizer.rotation().apply(vectors, dims);
        float found = quantizer.estimateSquaredL2(codes, 0, vectors, dims, (float) square);
        assertEquals(expected, found, 2e-2 * expected);
    }

    @Test
    void estimatesNothingOfAZeroVector() {
        RabitqQuantizer quantizer = new RabitqQuantizer(new HadamardRotation(10, 9), 3);
        RabitqCodes codes = quantizer.newCodes(1);
        quantizer.encode(new float[10], 0, 1, codes, 0);
        assertEquals(0, quantizer.estimateDot(codes, 0, TestVectors.gaussian(1, 10, 1), 0), 0f);
        assertEquals(0, quantizer.dotBound(codes, 0, 1));
    }

    @Test
    void rejectsNineBits() {
        HadamardRotation rotation = new HadamardRotation(4, 1);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new RabitqQuantizer(rotation, 9));
        assertEquals("bits must be in 1..=8, got 9", e.getMessage());
    }

    private static double dot(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            sum += (double) a[aFrom + d] * b[bFrom + d];
        }
        return sum;
    }
}
