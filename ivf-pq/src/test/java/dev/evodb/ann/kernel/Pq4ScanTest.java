package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The kernels of this machine against the definition: integers, so equal to the last bit.
class Pq4ScanTest {
    private final Pq4Scan plain = KernelSet.plain().pq4();
    private final Pq4Scan fast = KernelSet.best().pq4();
    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void thisRunComparesTwoImplementations() {
        assertNotEquals(plain.getClass(), fast.getClass());
    }

    @Test
    void everyRowOfABlockHasAPlaceOfItsOwn() {
        assertArrayEquals(
                IntStream.range(0, Pq4Scan.BLOCK).toArray(),
                IntStream.range(0, Pq4Scan.BLOCK).map(Pq4Scan::place).sorted().toArray());
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 25", "2, 25", "3, 25", "7, 4", "16, 98", "2, 240"})
    void sumsAreThoseOfTheDefinition(int blocks, int pairs) {
        byte[] codes = new byte[blocks * pairs * Pq4Scan.BLOCK + 64];
        random.nextBytes(codes);
        byte[] tables = tables(2 * pairs, Math.min(127, Pq4Scan.LARGEST_SUM / (2 * pairs)));
        short[] expected = new short[blocks * Pq4Scan.BLOCK];
        short[] sums = new short[blocks * Pq4Scan.BLOCK];

        plain.sum(codes, 33, blocks, pairs, tables, expected);
        fast.sum(codes, 33, blocks, pairs, tables, sums);

        assertArrayEquals(expected, sums);
        for (int bits : new int[] {128, 512}) {
            short[] ofWidth = new short[blocks * Pq4Scan.BLOCK];
            VectorPq4Scan.sum(bits, codes, 33, blocks, pairs, tables, ofWidth);
            assertArrayEquals(expected, ofWidth, () -> "registers of " + bits + " bits");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 25", "7, 4", "2, 240"})
    void fourQueriesAtOnceHaveTheSumsOfEach(int blocks, int pairs) {
        byte[] codes = new byte[blocks * pairs * Pq4Scan.BLOCK + 64];
        random.nextBytes(codes);
        byte[][] tables = new byte[Pq4Scan.FOUR][];
        short[][] expected = new short[Pq4Scan.FOUR][blocks * Pq4Scan.BLOCK];
        for (int query = 0; query < Pq4Scan.FOUR; query++) {
            tables[query] = tables(2 * pairs, Math.min(127, Pq4Scan.LARGEST_SUM / (2 * pairs)));
            plain.sum(codes, 33, blocks, pairs, tables[query], expected[query]);
        }
        short[][] sums = new short[Pq4Scan.FOUR][blocks * Pq4Scan.BLOCK];

        plain.sumFour(codes, 33, blocks, pairs, tables, sums);

        assertArrayEquals(expected, sums);
        for (int bits : new int[] {128, 512}) {
            short[][] ofWidth = new short[Pq4Scan.FOUR][blocks * Pq4Scan.BLOCK];
            VectorPq4Scan.sumFour(bits, codes, 33, blocks, pairs, tables, ofWidth);
            assertArrayEquals(expected, ofWidth, () -> "registers of " + bits + " bits");
        }
    }

    @Test
    void largestSumsDoNotOverflow() {
        int pairs = 258;
        byte[] codes = new byte[2 * pairs * Pq4Scan.BLOCK];
        Arrays.fill(codes, (byte) -1);
        byte[] tables = new byte[2 * pairs * Pq4Scan.TABLE_BYTES];
        Arrays.fill(tables, (byte) 127);
        short[] sums = new short[2 * Pq4Scan.BLOCK];

        fast.sum(codes, 0, 2, pairs, tables, sums);

        for (short sum : sums) {
            assertEquals(65_532, Short.toUnsignedInt(sum));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "64, 4000", "77, -2000", "1024, 3000"})
    void filterKeepsTheRowsOfTheDefinition(int count, float bound) {
        short[] sums = new short[count];
        float[] biases = new float[count + 5];
        for (int i = 0; i < count; i++) {
            sums[i] = (short) random.nextInt(65_536);
            biases[i + 5] = (float) random.nextGaussian() * 1000;
        }
        long[] expectedRows = new long[count + 3];
        long[] rows = new long[count + 3];

        int expected = plain.filter(sums, count, biases, 5, 0.1f, -17, bound, 900, expectedRows, 3);
        int found = fast.filter(sums, count, biases, 5, 0.1f, -17, bound, 900, rows, 3);

        assertEquals(expected, found);
        assertArrayEquals(expectedRows, rows);
    }

    private byte[] tables(int subvectors, int largest) {
        byte[] tables = new byte[subvectors * Pq4Scan.TABLE_BYTES];
        for (int m = 0; m < subvectors; m++) {
            for (int code = 0; code < Pq4Scan.CODES; code++) {
                byte entry = (byte) random.nextInt(largest + 1);
                for (int copy = 0; copy < Pq4Scan.TABLE_BYTES; copy += Pq4Scan.CODES) {
                    tables[m * Pq4Scan.TABLE_BYTES + copy + code] = entry;
                }
            }
        }
        return tables;
    }
}
