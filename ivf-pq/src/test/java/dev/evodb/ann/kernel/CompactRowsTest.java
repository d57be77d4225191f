package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows of 16-bit floats and of bytes, this machine's kernels against the plain ones.
class CompactRowsTest {
    private static final int FROM = 5;
    private static final int ROWS = 5;
    private static final int[] ORDINALS = {-1, 4, 0, 2};

    private final HalfDistance halves = KernelSet.best().halves();
    private final HalfDistance plainHalves = KernelSet.plain().halves();
    private final Int8Distance int8s = KernelSet.best().int8s();
    private final Int8Distance plainInt8s = KernelSet.plain().int8s();
    private final float[] expected = new float[ROWS + 1];
    private final float[] actual = new float[ROWS + 1];

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100, 127, 128, 768})
    void findsTheDistancesOf16BitFloats(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        float[] query = floats(random, FROM + dims);
        short[] rows = new short[FROM + ROWS * dims];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Float.floatToFloat16((float) random.nextDouble(-2, 2));
        }
        plainHalves.squaredL2ToRows(query, FROM, rows, FROM, dims, ROWS, expected, 1);
        halves.squaredL2ToRows(query, FROM, rows, FROM, dims, ROWS, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
        plainHalves.dotWithRows(query, FROM, rows, FROM, dims, ROWS, expected, 1);
        halves.dotWithRows(query, FROM, rows, FROM, dims, ROWS, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
        plainHalves.squaredL2ToRowsAt(query, FROM, rows, dims, ORDINALS, 1, 3, expected, 1);
        halves.squaredL2ToRowsAt(query, FROM, rows, dims, ORDINALS, 1, 3, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
        plainHalves.dotWithRowsAt(query, FROM, rows, dims, ORDINALS, 1, 3, expected, 1);
        halves.dotWithRowsAt(query, FROM, rows, dims, ORDINALS, 1, 3, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
    }

    /// One dimension a row would not fill a register: the value stands before 31 zeros.
    @Test
    void widensEvery16BitFloat() {
        int dims = 32;
        float[] query = new float[dims];
        query[0] = 1;
        short[] row = new short[dims];
        for (int bits = 0; bits < 1 << 16; bits++) {
            row[0] = (short) bits;
            halves.dotWithRows(query, 0, row, 0, dims, 1, actual, 0);
            float value = Float.float16ToFloat((short) bits);
            // Sums begin at zero, which has no sign to keep.
            assertEquals(value + 0f, actual[0], 0f, Integer.toHexString(bits));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100, 127, 128, 768})
    void findsTheDistancesOfScaledBytes(int dims) {
        SplittableRandom random = new SplittableRandom(dims);
        float[] query = floats(random, FROM + dims);
        byte[] rows = new byte[FROM + ROWS * dims];
        random.nextBytes(rows);
        rows[FROM] = Byte.MIN_VALUE;
        float scale = 1 / 100f;
        plainInt8s.squaredL2ToRows(query, FROM, rows, FROM, scale, dims, ROWS, expected, 1);
        int8s.squaredL2ToRows(query, FROM, rows, FROM, scale, dims, ROWS, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
        plainInt8s.dotWithRows(query, FROM, rows, FROM, scale, dims, ROWS, expected, 1);
        int8s.dotWithRows(query, FROM, rows, FROM, scale, dims, ROWS, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
        plainInt8s.squaredL2ToRowsAt(query, FROM, rows, scale, dims, ORDINALS, 1, 3, expected, 1);
        int8s.squaredL2ToRowsAt(query, FROM, rows, scale, dims, ORDINALS, 1, 3, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
        plainInt8s.dotWithRowsAt(query, FROM, rows, scale, dims, ORDINALS, 1, 3, expected, 1);
        int8s.dotWithRowsAt(query, FROM, rows, scale, dims, ORDINALS, 1, 3, actual, 1);
        assertArrayEquals(expected, actual, 1e-5f * dims);
    }

    private static float[] floats(SplittableRandom random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }
}
