package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels that count bits.
class BitKernelsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 12, 24})
    void multipliesCodesAsBitsTimesNumbers(int words) {
        SplittableRandom random = new SplittableRandom(words);
        int blocks = 3;
        byte[] codes = new byte[7 + blocks * RabitqScan.BLOCK * words * Long.BYTES];
        random.nextBytes(codes);
        long[] planes = random.longs(4L * words).toArray();
        int[] expected = new int[blocks * RabitqScan.BLOCK];
        for (int row = 0; row < expected.length; row++) {
            for (int bit = 0; bit < words * Long.SIZE; bit++) {
                int word = bit / Long.SIZE;
                int at = 7 + ((row / 8) * words + word) * 64 + row % 8 * 8 + bit % Long.SIZE / 8;
                int value = 0;
                for (int b = 0; b < 3; b++) {
                    value |= (int) (planes[b * words + word] >>> bit & 1) << b;
                }
                value -= (int) (planes[3 * words + word] >>> bit & 1) << 3;
                expected[row] += (codes[at] >> bit % 8 & 1) * value;
            }
        }
        for (RabitqScan scan : new RabitqScan[] {
            new PlainRabitqScan(), new VectorRabitqScan(), KernelSet.best().rabitq()
        }) {
            int[] actual = new int[expected.length];
            scan.products(codes, 7, blocks, words, planes, actual);
            assertArrayEquals(expected, actual);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 16, 31, 96, 100})
    void countsDifferingBits(int bytes) {
        SplittableRandom random = new SplittableRandom(bytes);
        byte[] query = new byte[2 + bytes];
        byte[] rows = new byte[3 + 5 * bytes];
        random.nextBytes(query);
        random.nextBytes(rows);
        int[] expected = new int[6];
        int[] actual = new int[6];
        KernelSet.plain().hamming().toRows(query, 2, rows, 3, bytes, 5, expected, 1);
        KernelSet.best().hamming().toRows(query, 2, rows, 3, bytes, 5, actual, 1);
        assertArrayEquals(expected, actual);
    }

    @Test
    void countsTheBitsOfNegativeBytesOnce() {
        int[] out = new int[1];
        KernelSet.plain().hamming().toRows(new byte[] {-1}, 0, new byte[] {0}, 0, 1, 1, out, 0);
        assertEquals(8, out[0]);
    }
}
