package dev.evodb.ann.kernel;

import java.util.Arrays;

/// Scored rows as numbers: the score in the upper half, so that the natural order of `long` is by score
/// and then by row, and sorting or selecting moves one array. Smaller is better.
public final class Ranked {
    private static final int MOST_INSERTED = 128;

    private Ranked() {}

    /// `row` is not negative.
    public static long of(float score, int row) {
        int bits = Float.floatToRawIntBits(score);
        return ((long) (bits ^ ((bits >> 31) & 0x7FFF_FFFF)) << 32) | row;
    }

    public static float score(long ranked) {
        int bits = (int) (ranked >> 32);
        return Float.intBitsToFloat(bits ^ ((bits >> 31) & 0x7FFF_FFFF));
    }

    public static int row(long ranked) {
        return (int) ranked;
    }

    /// Moves the best `count` of `ranked[0 .. size)` to the front, in no order; nothing if there are not
    /// more.
    ///
    /// Quickselect with the median of three; the last few are sorted.
    public static void select(long[] ranked, int size, int count) {
        int from = 0;
        int to = size;
        while (from < count && count < to) {
            if (to - from <= 16) {
                Arrays.sort(ranked, from, to);
                return;
            }
            long pivot = median(ranked[from], ranked[(from + to) >>> 1], ranked[to - 1]);
            int low = from;
            int high = to - 1;
            while (low <= high) {
                while (ranked[low] < pivot) {
                    low++;
                }
                while (ranked[high] > pivot) {
                    high--;
                }
                if (low <= high) {
                    long swapped = ranked[low];
                    ranked[low++] = ranked[high];
                    ranked[high--] = swapped;
                }
            }
            if (count <= high + 1) {
                to = high + 1;
            } else if (count >= low) {
                from = low;
            } else {
                return;
            }
        }
    }

    /// Moves the best `count` of `ranked[0 .. size)` to the front, the best first; the others follow in
    /// no order.
    ///
    /// A few of many are inserted as they come: nearly all are worse than the worst of those kept, which
    /// costs one comparison that goes the same way each time.
    public static void sortBest(long[] ranked, int size, int count) {
        int kept = Math.min(count, size);
        if (kept > MOST_INSERTED) {
            select(ranked, size, kept);
            Arrays.sort(ranked, 0, kept);
            return;
        }
        Arrays.sort(ranked, 0, kept);
        for (int i = kept; i < size; i++) {
            long value = ranked[i];
            if (kept > 0 && value < ranked[kept - 1]) {
                int at = kept - 1;
                ranked[i] = ranked[at];
                while (at > 0 && ranked[at - 1] > value) {
                    ranked[at] = ranked[at - 1];
                    at--;
                }
                ranked[at] = value;
            }
        }
    }

    /// The worst of `ranked[0 .. size)`.
    public static long worst(long[] ranked, int size) {
        long worst = Long.MIN_VALUE;
        for (int i = 0; i < size; i++) {
            worst = Math.max(worst, ranked[i]);
        }
        return worst;
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
