package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each width of registers against the plain scan, also widths that this machine does not have: the
/// Vector API then works lane by lane.
class Pq8ScanTest {
    private static final Pq8Scan PLAIN = KernelSet.plain().pq8();

    enum Width {
        BITS_128,
        BITS_256,
        BITS_512,
        BEST;

        private Pq8Scan scan() {
            return switch (this) {
                case BITS_128 -> new VectorPq8Scan128();
                case BITS_256 -> new VectorPq8Scan256();
                case BITS_512 -> new VectorPq8Scan512();
                case BEST -> KernelSet.best().pq8();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void collectsWhatThePlainScanDoes(Width width) {
        for (int rows : new int[] {0, 1, 31, 32, 63, 64, 65, 127, 128, 129, 191, 193, 256, 300}) {
            for (int subvectors : new int[] {1, 2, 13, 128, 129}) {
                SplittableRandom random = new SplittableRandom(rows * 1000L + subvectors);
                Pq8Block block = block(random, rows, subvectors);
                float[] table = table(random, subvectors, 0, 1);
                for (float share : new float[] {0, .01f, .2f, 1}) {
                    compare(width.scan(), block, table, quantile(block, table, share));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesNoRowToRounding(Width width) {
        SplittableRandom random = new SplittableRandom(5);
        Pq8Block block = block(random, 300, 20);
        // Great entries whose differences are at the end of their precision; then signed ones.
        compareAtEverySum(width.scan(), block, table(random, 20, 1e6, 1));
        compareAtEverySum(width.scan(), block, table(random, 20, 1, 1e-6));
        compareAtEverySum(width.scan(), block, table(random, 20, -0.5, 1));
        compareAtEverySum(width.scan(), block, table(random, 20, 0, 1e-38));
        compareAtEverySum(width.scan(), block, table(random, 20, 0, 1e36));
    }

    @ParameterizedTest
    @EnumSource
    void survivesTablesOfOneValueInfinityAndNaN(Width width) {
        SplittableRandom random = new SplittableRandom(6);
        Pq8Block block = block(random, 200, 4);
        float[] flat = new float[4 * 256];
        Arrays.fill(flat, 0.1f);
        for (float threshold : new float[] {0, Math.nextDown(0.4f), 0.4f, 1, Float.POSITIVE_INFINITY, Float.NaN}) {
            compare(width.scan(), block, flat, threshold);
        }
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}) {
            for (int at : new int[] {0, 7, 100, 255, 3 * 256 + 9}) {
                float[] table = table(random, 4, 0, 1);
                table[at] = odd;
                for (float threshold : new float[] {-1, 1, 2, Float.MAX_VALUE}) {
                    compare(width.scan(), block, table, threshold);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nearLosesNoRowAndPassesFewForNothing(Width width) {
        Pq8Scan scan = width.scan();
        Pq8Bytes bytes = new Pq8Bytes();
        ScanHits hits = new ScanHits();
        for (int rows : new int[] {0, 1, 63, 64, 65, 127, 128, 129, 300}) {
            for (int subvectors : new int[] {1, 13, 129}) {
                for (double size : new double[] {1e-30, 1, 1e6}) {
                    SplittableRandom random = new SplittableRandom(rows * 1000L + subvectors);
                    Pq8Block block = block(random, rows, subvectors);
                    float[] table = table(random, subvectors, -0.5 * size, size);
                    float[] terms = new float[rows];
                    float[] sums = new float[rows];
                    PLAIN.sums(block, table, sums);
                    double[] wanted = new double[rows];
                    for (int i = 0; i < rows; i++) {
                        terms[i] = (float) (random.nextDouble(-3, 3) * size);
                        wanted[i] = (double) sums[i] + terms[i];
                    }
                    scan.prepare(table, subvectors, bytes);
                    Pq8Terms known = scan.terms(terms);
                    for (int i = 0; i < rows; i += 9) {
                        double bound = wanted[i];
                        scan.near(block, bytes, known, bound, hits);
                        List<Integer> found = new ArrayList<>();
                        for (int h = 0; h < hits.count(); h++) {
                            found.add(hits.row(h));
                        }
                        // What is passed for nothing is within as many steps of a byte as there are subvectors.
                        double most = bound + (subvectors + 3) * size / 250;
                        for (int row = 0; row < rows; row++) {
                            if (wanted[row] <= bound) {
                                assertTrue(found.contains(row), rows + " rows, row " + row + " of " + size);
                            } else if (wanted[row] > most) {
                                assertFalse(found.contains(row), rows + " rows, row " + row + " of " + size);
                            }
                        }
                        assertEquals(found.stream().sorted().distinct().toList(), found);
                    }
                }
            }
        }
    }

    @Test
    void rejectsColumnsBeyondTheCodes() {
        assertEquals(
                "3 columns of 10 rows, 12 apart from 2, do not fit into 35 codes",
                assertThrows(IllegalArgumentException.class, () -> new Pq8Block(new byte[35], 2, 12, 10, 3))
                        .getMessage());
    }

    private static void compareAtEverySum(Pq8Scan scan, Pq8Block block, float[] table) {
        float[] sums = new float[block.rows()];
        PLAIN.sums(block, table, sums);
        for (int i = 0; i < sums.length; i += 7) {
            compare(scan, block, table, sums[i]);
            compare(scan, block, table, Math.nextDown(sums[i]));
        }
    }

    private static void compare(Pq8Scan scan, Pq8Block block, float[] table, float threshold) {
        ScanHits expected = new ScanHits();
        ScanHits actual = new ScanHits();
        PLAIN.collect(block, table, threshold, expected);
        scan.collect(block, table, threshold, actual);
        assertEquals(
                rows(expected),
                rows(actual),
                () -> block.rows() + " rows, " + block.subvectors() + " subvectors, at most " + threshold);
    }

    private static List<String> rows(ScanHits hits) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < hits.count(); i++) {
            rows.add(hits.row(i) + ": " + hits.sum(i));
        }
        return rows;
    }

    private static float quantile(Pq8Block block, float[] table, float share) {
        float[] sums = new float[block.rows()];
        PLAIN.sums(block, table, sums);
        Arrays.sort(sums);
        return sums.length == 0 ? 1 : sums[(int) ((sums.length - 1) * share)];
    }

    private static Pq8Block block(SplittableRandom random, int rows, int subvectors) {
        byte[] codes = new byte[3 + subvectors * (rows + 5)];
        random.nextBytes(codes);
        return new Pq8Block(codes, 3, rows + 5, rows, subvectors);
    }

    private static float[] table(SplittableRandom random, int subvectors, double from, double range) {
        float[] table = new float[subvectors * 256];
        for (int i = 0; i < table.length; i++) {
            table[i] = (float) (from + range * random.nextDouble());
        }
        return table;
    }
}
