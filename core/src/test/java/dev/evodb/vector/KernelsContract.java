package dev.evodb.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What every implementation of [Kernels] must answer; each extends this.
abstract class KernelsContract {
    abstract Kernels kernels();

    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void squaredL2EqualsTheExactSum() {
        for (int dims = 0; dims < 70; dims++) {
            float[] a = floats(dims + 3);
            float[] b = floats(dims + 5);
            BigDecimal sum = BigDecimal.ZERO;
            for (int d = 0; d < dims; d++) {
                BigDecimal difference = new BigDecimal(a[3 + d]).subtract(new BigDecimal(b[5 + d]));
                sum = sum.add(difference.multiply(difference));
            }
            assertEquals(sum.doubleValue(), kernels().squaredL2(a, 3, b, 5, dims), 1e-5 * (1 + dims), "dims " + dims);
        }
    }

    @Test
    void dotEqualsTheExactSum() {
        for (int dims = 0; dims < 70; dims++) {
            float[] a = floats(dims + 1);
            float[] b = floats(dims + 2);
            BigDecimal sum = BigDecimal.ZERO;
            for (int d = 0; d < dims; d++) {
                sum = sum.add(new BigDecimal(a[1 + d]).multiply(new BigDecimal(b[2 + d])));
            }
            assertEquals(sum.doubleValue(), kernels().dot(a, 1, b, 2, dims), 1e-5 * (1 + dims), "dims " + dims);
        }
    }

    @Test
    void scanPq8SumsColumnMajorCodes() {
        int subvectors = 7;
        for (int rows = 0; rows < 40; rows++) {
            float[] table = floats(subvectors * 256);
            byte[] codes = bytes(11 + rows * subvectors);
            float[] expected = new float[rows];
            for (int i = 0; i < rows; i++) {
                for (int m = 0; m < subvectors; m++) {
                    expected[i] += table[m * 256 + Byte.toUnsignedInt(codes[11 + m * rows + i])];
                }
            }
            float[] sums = floats(rows);
            kernels().scanPq8(codes, 11, rows, subvectors, table, sums);
            assertArrayEquals(expected, sums, 1e-4f, "rows " + rows);
        }
    }

    @Test
    void scanCodesSumsRowMajorCodesExactly() {
        for (int codeBytes = 1; codeBytes < 30; codeBytes++) {
            int rows = 9;
            int[] table = random.ints(codeBytes * 256L, -1_000_000, 1_000_000).toArray();
            byte[] codes = bytes(3 + rows * codeBytes);
            int[] expected = new int[rows];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < codeBytes; j++) {
                    expected[i] += table[j * 256 + Byte.toUnsignedInt(codes[3 + i * codeBytes + j])];
                }
            }
            int[] sums = new int[rows];
            kernels().scanCodes(codes, 3, rows, codeBytes, table, sums);
            assertArrayEquals(expected, sums, "codeBytes " + codeBytes);
        }
    }

    @Test
    void dotInt8IsExact() {
        for (int dims = 0; dims < 70; dims++) {
            byte[] a = bytes(dims + 2);
            int[] query = random.ints(dims, -4096, 4096).toArray();
            long expected = 0;
            for (int d = 0; d < dims; d++) {
                expected += (long) a[2 + d] * query[d];
            }
            assertEquals(expected, kernels().dotInt8(a, 2, query, dims), "dims " + dims);
        }
    }

    private float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        return values;
    }

    private byte[] bytes(int count) {
        byte[] values = new byte[count];
        random.nextBytes(values);
        return values;
    }
}
