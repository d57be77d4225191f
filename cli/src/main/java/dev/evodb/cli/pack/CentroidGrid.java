package dev.evodb.cli.pack;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.ScalarKernels;

/// Centroids as the module of a router has room for them: whole numbers times one power of two, which
/// floats hold exactly. Whoever compares them with a query has the same numbers and chooses alike.
///
/// A number is at most 31 times the power, so that one character writes it down; where that would move
/// centroids too far, because they lie close together and far from the origin, at most 2,047 times.
public final class CentroidGrid {
    private static final Kernels KERNELS = new ScalarKernels();

    private static final int COARSE = 31;
    private static final int FINE = 2_047;

    /// Which part of the way to the next centroid one may move.
    private static final double MOST_SHIFT = 1 / 8.0;

    /// Floats of such exponents have room for the numbers.
    private static final int LEAST_EXPONENT = -120;

    private CentroidGrid() {}

    /// `rows`, which are not changed, moved to the grid.
    ///
    /// `isUnit` says that they are of length 1. They stay so, to the last digit wherever the grid has such
    /// points nearby: between points of one length the squared distance to a query decides as its angle
    /// does, however long the query is.
    public static float[][] of(float[][] rows, boolean isUnit) {
        double most = 0;
        for (float[] row : rows) {
            for (float value : row) {
                most = Math.max(most, Math.abs(value));
            }
        }
        if (most == 0) {
            return rows.clone();
        }
        // What rounding moves a row by, if the rest of a number may be anything.
        double shift = step(most, COARSE) * Math.sqrt(rows[0].length / 12.0);
        int limit = shift <= MOST_SHIFT * meanGap(rows) ? COARSE : FINE;
        double step = step(most, limit);
        float[][] moved = new float[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            int[] whole = new int[rows[r].length];
            for (int d = 0; d < whole.length; d++) {
                whole[d] = (int) Math.rint(rows[r][d] / step);
            }
            if (isUnit) {
                lengthen(whole, rows[r], step, limit);
            }
            moved[r] = new float[whole.length];
            for (int d = 0; d < whole.length; d++) {
                moved[r][d] = (float) (whole[d] * step);
            }
        }
        return moved;
    }

    /// The least power of two of which `most` is at most `limit` times.
    private static double step(double most, int limit) {
        int exponent = Math.max(LEAST_EXPONENT, Math.getExponent(most / limit));
        double step = Math.scalb(1.0, exponent);
        return Math.rint(most / step) <= limit ? step : 2 * step;
    }

    /// The distance of a row to the nearest other one, on average.
    private static double meanGap(float[][] rows) {
        if (rows.length == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int r = 0; r < rows.length; r++) {
            double nearest = Double.POSITIVE_INFINITY;
            for (int other = 0; other < rows.length; other++) {
                if (other != r) {
                    nearest = Math.min(nearest, KERNELS.squaredL2(rows[r], 0, rows[other], 0, rows[r].length));
                }
            }
            sum += Math.sqrt(nearest);
        }
        return sum / rows.length;
    }

    /// Moves numbers by one until their squares sum to 1 in units of `step`: those that come nearest to it
    /// one by one, then up to three at once that meet it. If none do, as few dims have none, the sum stays
    /// as near as the first came.
    private static void lengthen(int[] whole, float[] row, double step, int limit) {
        long lacking = Math.round(1 / (step * step));
        for (int number : whole) {
            lacking -= (long) number * number;
        }
        while (lacking != 0) {
            int move = nearestMove(whole, row, step, limit, lacking);
            long left = lacking - change(whole, move);
            if (Math.abs(left) >= Math.abs(lacking)) {
                break;
            }
            apply(whole, move);
            lacking = left;
        }
        if (lacking == 0) {
            return;
        }
        int[] before = whole.clone();
        if ((lacking & 1) != 0) {
            int move = nearestMove(whole, row, step, limit, lacking);
            lacking -= change(whole, move);
            apply(whole, move);
        }
        if (!applyPair(whole, row, step, limit, lacking)) {
            System.arraycopy(before, 0, whole, 0, whole.length);
        }
    }

    /// The move after which least is lacking, of equal ones that with the least error.
    private static int nearestMove(int[] whole, float[] row, double step, int limit, long lacking) {
        int best = 0;
        long left = Long.MAX_VALUE;
        double error = 0;
        for (int move = 0; move < 2 * whole.length; move++) {
            long then = Math.abs(lacking - change(whole, move));
            double off = error(whole, row, step, move);
            if (isWithin(whole, move, limit) && (then < left || (then == left && off < error))) {
                best = move;
                left = then;
                error = off;
            }
        }
        return best;
    }

    /// Moves two numbers if that is just what is lacking, with the least error.
    private static boolean applyPair(int[] whole, float[] row, double step, int limit, long lacking) {
        int first = -1;
        int second = -1;
        double error = Double.POSITIVE_INFINITY;
        for (int a = 0; a < 2 * whole.length; a++) {
            for (int b = 0; b < a; b++) {
                if (a >> 1 != b >> 1 && change(whole, a) + change(whole, b) == lacking) {
                    double off = error(whole, row, step, a) + error(whole, row, step, b);
                    if (off < error && isWithin(whole, a, limit) && isWithin(whole, b, limit)) {
                        first = a;
                        second = b;
                        error = off;
                    }
                }
            }
        }
        if (first < 0) {
            return false;
        }
        apply(whole, first);
        apply(whole, second);
        return true;
    }

    /// Move `2 * d` makes number `d` smaller by one, `2 * d + 1` greater.
    private static int moved(int[] whole, int move) {
        return whole[move >> 1] + 2 * (move & 1) - 1;
    }

    private static void apply(int[] whole, int move) {
        whole[move >> 1] = moved(whole, move);
    }

    private static boolean isWithin(int[] whole, int move, int limit) {
        return Math.abs(moved(whole, move)) <= limit;
    }

    private static long change(int[] whole, int move) {
        long after = moved(whole, move);
        long before = whole[move >> 1];
        return after * after - before * before;
    }

    private static double error(int[] whole, float[] row, double step, int move) {
        return Math.abs(moved(whole, move) - row[move >> 1] / step);
    }
}
