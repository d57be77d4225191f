package dev.evodb.cli.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.ScalarKernels;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CentroidGridTest {
    private static final Kernels KERNELS = new ScalarKernels();

    @Test
    void numbersAreFewTimesOnePowerOfTwo() {
        for (int seed = 0; seed < 50; seed++) {
            float[][] rows = random(seed, 1 + seed % 9, 1 + seed, false);
            float[][] moved = CentroidGrid.of(rows, false);
            double step = step(moved);
            for (int r = 0; r < rows.length; r++) {
                for (int d = 0; d < rows[r].length; d++) {
                    assertTrue(Math.abs(moved[r][d] / step) <= 31, "seed " + seed);
                    // The step of the grid is as fine as 31 times it allow, and may be finer than all have in common.
                    assertTrue(Math.abs(moved[r][d] - rows[r][d]) <= most(rows) / 31, "seed " + seed);
                }
            }
        }
    }

    @Test
    void unitRowsStayExactlyOfLengthOne() {
        for (int seed = 0; seed < 200; seed++) {
            for (float[] row : CentroidGrid.of(random(seed, 8, 16 + seed, true), true)) {
                double square = 0;
                for (float value : row) {
                    square += (double) value * value;
                }
                assertEquals(1, square, 0, "seed " + seed);
            }
        }
    }

    /// Then the order of squared distances is that of angles: a query of any length chooses alike.
    @Test
    void lengthOfTheQueryDoesNotMatterBetweenUnitRows() {
        Random random = new Random(7);
        float[][] rows = CentroidGrid.of(random(7, 25, 100, true), true);
        for (int query = 0; query < 200; query++) {
            float[] vector = random(1_000 + query, 1, 100, true)[0];
            float[] longer = vector.clone();
            float factor = (float) Math.pow(2, random.nextInt(-20, 20));
            for (int d = 0; d < longer.length; d++) {
                longer[d] *= factor;
            }
            assertEquals(nearest(rows, vector), nearest(rows, longer), "query " + query);
        }
    }

    @Test
    void rowsThatLieCloseTogetherFarAwayGetMoreDigits() {
        float[][] rows = {{1_000, 0}, {1_006, 0}, {1_000, 5}};
        float[][] moved = CentroidGrid.of(rows, false);
        for (int r = 0; r < rows.length; r++) {
            assertArrayEquals(rows[r], moved[r], 0.5f);
        }
        assertTrue(1_006 / step(moved) <= 2_047);
    }

    @Test
    void whatIsOnAGridStaysWhereItIs() {
        float[][] moved = CentroidGrid.of(random(3, 5, 40, true), true);
        float[][] again = CentroidGrid.of(moved, true);
        for (int r = 0; r < moved.length; r++) {
            assertArrayEquals(moved[r], again[r], 0);
        }
        float[][] zeros = {new float[3], new float[3]};
        assertArrayEquals(zeros[1], CentroidGrid.of(zeros, true)[1], 0);
    }

    private static int nearest(float[][] rows, float[] query) {
        int best = 0;
        for (int r = 1; r < rows.length; r++) {
            if (distance(query, rows[r]) < distance(query, rows[best])) {
                best = r;
            }
        }
        return best;
    }

    private static double distance(float[] a, float[] b) {
        return KERNELS.squaredL2(a, 0, b, 0, a.length);
    }

    private static double most(float[][] rows) {
        double most = 0;
        for (float[] row : rows) {
            for (float value : row) {
                most = Math.max(most, Math.abs(value));
            }
        }
        return most;
    }

    /// The greatest power of two that all numbers are whole times of.
    private static double step(float[][] rows) {
        double step = Math.scalb(1.0, Math.getExponent(most(rows)));
        for (float[] row : rows) {
            for (float value : row) {
                while (value / step != Math.rint(value / step)) {
                    step /= 2;
                }
            }
        }
        return step;
    }

    private static float[][] random(int seed, int count, int dims, boolean isUnit) {
        Random random = new Random(seed);
        float[][] rows = new float[count][dims];
        for (float[] row : rows) {
            for (int d = 0; d < dims; d++) {
                row[d] = (float) random.nextGaussian();
            }
            if (isUnit) {
                Distances.normalize(KERNELS, row, 0, dims);
            }
        }
        return rows;
    }
}
