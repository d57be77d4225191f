package dev.evodb.ann.kernel;

import java.util.Arrays;

/// Quickselect (Hoare: "Algorithm 65: Find", 1961) with the median of three as pivot; sorts what is left
/// when the pivots were bad too often.
final class Selection {
    private static final int SMALL = 16;

    private Selection() {}

    /// Reorders `values[0 .. size)` so that the `k + 1` least come first and `values[k]` is the greatest
    /// of them.
    static void select(long[] values, int size, int k) {
        int from = 0;
        int to = size - 1;
        int rounds = 2 * (32 - Integer.numberOfLeadingZeros(size));
        while (to - from > SMALL && rounds-- > 0) {
            long pivot = median(values[from], values[(from + to) >>> 1], values[to]);
            int i = from;
            int j = to;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    long value = values[i];
                    values[i++] = values[j];
                    values[j--] = value;
                }
            }
            if (k <= j) {
                to = j;
            } else if (k >= i) {
                from = i;
            } else {
                return;
            }
        }
        Arrays.sort(values, from, to + 1);
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
