package dev.evodb.ann.rabitq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.TestVectors;
import dev.evodb.ann.kernel.KernelSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RabitqQuantizerTest {
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
            RabitqQuantizer quantizer = new RabitqQuantizer(FastRotation.random(dims, seed), bits, false);
            RabitqCodes codes = RabitqCodes.of(dims, bits, 8);
            quantizer.encode(pair, 0, 1, codes, 0);
            double error = -estimate(quantizer, codes, 0, pair, dims) - expected;
            sum += error;
            squares += error * error;
        }
        double deviation = Math.sqrt(squares / rounds);
        assertEquals(0, sum / rounds, 4 * deviation / Math.sqrt(rounds));
    }

    @Test
    void signsStayWithinTheirBoundAsOftenAsItSays() {
        int dims = 128;
        int rows = 4000;
        float[] vectors = TestVectors.gaussian(rows, dims, 1);
        float[] query = TestVectors.gaussian(1, dims, 2);
        RabitqQuantizer quantizer = new RabitqQuantizer(FastRotation.random(dims, 9), 2, false);
        RabitqCodes codes = RabitqCodes.of(dims, 2, rows);
        quantizer.encode(vectors, 0, rows, codes, 0);
        float[] rotated = new float[dims];
        quantizer.rotation().rotate(query, rotated);
        float length = (float) Math.sqrt(dot(query, 0, query, 0, dims));
        int outside = 0;
        for (int i = 0; i < rows; i++) {
            double signs = 0;
            for (int d = 0; d < dims; d++) {
                signs += Math.signum((double) codes.value(i, d)) * rotated[d];
            }
            double error = Math.abs(dot(vectors, i * dims, query, 0, dims) + signs * codes.signScale(i));
            outside += error > codes.signBound(i) * length ? 1 : 0;
        }
        // 5.7 % of a normal distribution.
        assertTrue(outside < 0.08 * rows, outside + " of " + rows + " outside");
        assertTrue(outside > 0.03 * rows, outside + " of " + rows + " outside: the bound is too wide");
    }

    @Test
    void everyBitHalvesTheErrorNearly() {
        int dims = 256;
        int rows = 256;
        float[] vectors = TestVectors.gaussian(rows, dims, 1);
        double before = Double.POSITIVE_INFINITY;
        for (int bits = 1; bits <= 6; bits++) {
            RabitqQuantizer quantizer = new RabitqQuantizer(FastRotation.random(dims, 9), bits, false);
            RabitqCodes codes = RabitqCodes.of(dims, bits, rows);
            quantizer.encode(vectors, 0, rows, codes, 0);
            double error = 0;
            for (int i = 1; i < rows; i++) {
                double expected = dot(vectors, 0, vectors, i * dims, dims);
                error += Math.abs(expected + estimate(quantizer, codes, i, vectors, 0)) / rows;
            }
            assertTrue(error < 0.65 * before, bits + " bits: " + before + " became " + error);
            before = error;
        }
    }

    @Test
    void estimatesDistances() {
        int dims = 100;
        float[] vectors = TestVectors.gaussian(2, dims, 1);
        double expected = TestVectors.squaredL2(vectors, 0, vectors, dims, dims);
        RabitqQuantizer quantizer = new RabitqQuantizer(FastRotation.random(dims, 9), 8, true);
        RabitqCodes codes = RabitqCodes.of(dims, 8, 8);
        quantizer.encode(vectors, 0, 1, codes, 5);
        double found = dot(vectors, dims, vectors, dims, dims) + estimate(quantizer, codes, 5, vectors, dims);
        assertEquals(expected, found, 1e-2 * expected);
    }

    @Test
    void estimatesNothingOfAZeroVector() {
        RabitqQuantizer quantizer = new RabitqQuantizer(FastRotation.random(10, 9), 3, true);
        RabitqCodes codes = RabitqCodes.of(10, 3, 8);
        quantizer.encode(new float[10], 0, 1, codes, 0);
        assertEquals(0, estimate(quantizer, codes, 0, TestVectors.gaussian(1, 10, 1), 0), 0f);
        assertEquals(0, codes.signBound(0));
    }

    /// Counts of bits give the products that the numbers of codes and query give.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void countsBitsInPlaceOfMultiplying(int bits) {
        int dims = 131;
        float[] vectors = TestVectors.gaussian(9, dims, 4);
        RabitqCodes codes = RabitqCodes.of(dims, bits, 16);
        new RabitqQuantizer(FastRotation.random(dims, 1), bits, true).encode(vectors, 0, 9, codes, 0);
        float[] query = TestVectors.gaussian(1, dims, 5);
        RabitqQuery planes = new RabitqQuery(dims, bits);
        planes.set(query, 0);
        int[] products = new int[16];
        KernelSet.best().rabitq().products(codes.codes(), 0, 2, RabitqCodes.words(dims), planes.signPlanes(), products);
        float largest = 0;
        for (float value : query) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int place = 0; place < 9; place++) {
            double signs = 0;
            double all = 0;
            for (int d = 0; d < dims; d++) {
                signs += Math.signum((double) codes.value(place, d)) * Math.round(query[d] * (7 / largest));
                all += codes.value(place, d) * (double) Math.round(query[d] * (127 / largest));
            }
            assertEquals(signs * largest / 7, planes.signUnit() * products[place] + planes.signOffset(), 1e-3);
            assertEquals(all * largest / 127, planes.product(codes, place), 1e-4 * Math.abs(all));
        }
    }

    @Test
    void rejectsNineBits() {
        FastRotation rotation = FastRotation.random(4, 1);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> new RabitqQuantizer(rotation, 9, true));
        assertEquals("bits must be in 1..=8, got 9", e.getMessage());
    }

    /// With the query as it is, not rounded.
    private static double estimate(RabitqQuantizer quantizer, RabitqCodes codes, int place, float[] query, int from) {
        float[] rotated = new float[codes.dims()];
        quantizer.rotation().rotate(query, from, rotated, 0);
        double product = 0;
        for (int d = 0; d < codes.dims(); d++) {
            product += codes.value(place, d) * (double) rotated[d];
        }
        return codes.add(place) + codes.scale(place) * product;
    }

    private static double dot(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            sum += (double) a[aFrom + d] * b[bFrom + d];
        }
        return sum;
    }
}
