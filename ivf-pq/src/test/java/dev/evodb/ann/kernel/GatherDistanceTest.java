package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scattered rows, this machine's kernel against the plain one.
class GatherDistanceTest {
    private static final int ROWS = 9;
    private static final int[] ORDINALS = {8, 0, 3, 3, 7, 1, 5};

    private final GatherDistance kernel = KernelSet.best().gathers();
    private final GatherDistance plain = KernelSet.plain().gathers();
    private final float[] expected = new float[ORDINALS.length];
    private final float[] actual = new float[ORDINALS.length];

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 15, 16, 17, 63, 64, 65, 100, 128, 784})
    void findsTheDistancesOfBytes(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        long stride = GatherDistance.stride(dims);
        float[] query = floats(random, dims);
        float[] step = floats(random, dims);
        MemorySegment rows = Arena.ofAuto().allocate(ROWS * stride + GatherDistance.LINE, GatherDistance.LINE);
        byte[] codes = new byte[dims];
        for (int row = 0; row < ROWS; row++) {
            random.nextBytes(codes);
            MemorySegment.copy(MemorySegment.ofArray(codes), 0, rows, row * stride, dims);
        }
        for (int count = 1; count <= ORDINALS.length; count++) {
            plain.squaredL2OfBytes(query, step, rows, stride, dims, ORDINALS, count, expected);
            kernel.squaredL2OfBytes(query, step, rows, stride, dims, ORDINALS, count, actual);
            assertNear(dims * 255);
            plain.dotOfBytes(query, rows, stride, dims, ORDINALS, count, expected);
            kernel.dotOfBytes(query, rows, stride, dims, ORDINALS, count, actual);
            assertNear(dims * 255);
        }
        float[] decoded = new float[query.length];
        float[] decodedPlain = new float[query.length];
        kernel.decode(rows, 7 * stride, step, -1, query, dims, decoded);
        plain.decode(rows, 7 * stride, step, -1, query, dims, decodedPlain);
        assertArrayEquals(decodedPlain, decoded, 1e-4f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 15, 16, 17, 63, 64, 65, 100, 128, 784})
    void findsTheDistancesOfFloats(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        long stride = GatherDistance.stride(4L * dims);
        float[] query = floats(random, dims);
        MemorySegment rows = Arena.ofAuto().allocate(ROWS * stride, GatherDistance.LINE);
        for (int row = 0; row < ROWS; row++) {
            MemorySegment.copy(floats(random, dims), 0, rows, ValueLayout.JAVA_FLOAT, row * stride, dims);
        }
        for (int count = 1; count <= ORDINALS.length; count++) {
            plain.squaredL2OfFloats(query, rows, stride, dims, ORDINALS, count, expected);
            kernel.squaredL2OfFloats(query, rows, stride, dims, ORDINALS, count, actual);
            assertNear(dims);
            plain.dotOfFloats(query, rows, stride, dims, ORDINALS, count, expected);
            kernel.dotOfFloats(query, rows, stride, dims, ORDINALS, count, actual);
            assertNear(dims);
        }
    }

    /// Interpreted first, compiled at the end: a graph must not depend on when that was.
    @ParameterizedTest
    @ValueSource(ints = {100, 128})
    void sumsTheSameBitsEveryTime(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        long stride = GatherDistance.stride(dims);
        float[] query = floats(random, dims);
        float[] step = floats(random, dims);
        MemorySegment rows = Arena.ofAuto().allocate(ROWS * stride + GatherDistance.LINE, GatherDistance.LINE);
        for (long at = 0; at < rows.byteSize(); at++) {
            rows.set(ValueLayout.JAVA_BYTE, at, at % stride < dims ? (byte) random.nextInt() : 0);
        }
        kernel.squaredL2OfBytes(query, step, rows, stride, dims, ORDINALS, ORDINALS.length, expected);
        for (int i = 0; i < 20_000; i++) {
            kernel.squaredL2OfBytes(query, step, rows, stride, dims, ORDINALS, ORDINALS.length, actual);
        }
        assertArrayEquals(expected, actual);
        assertEquals(actual[2], actual[3]);
    }

    private void assertNear(float scale) {
        assertArrayEquals(expected, actual, 1e-5f * scale * Math.max(1, Math.abs(expected[0]) / scale));
    }

    private static float[] floats(SplittableRandom random, int dims) {
        float[] values = new float[GatherDistance.padded(dims)];
        for (int d = 0; d < dims; d++) {
            values[d] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
