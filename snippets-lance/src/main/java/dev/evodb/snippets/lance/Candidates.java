package dev.evodb.snippets.lance;

/// Rows that the codes found near, and the choice of the best of them. One per search.
///
/// A histogram of the estimates replaces a heap: a few plain passes over arrays, the same in every engine,
/// where an interpreted heap of some hundred entries would cost about a millisecond.
final class Candidates {
    private static final int BUCKETS = 1024;

    private final double[] estimates;
    private final int[] ordinals;
    private final int[] ends = new int[BUCKETS];
    private int count;
    private double bound = Double.NEGATIVE_INFINITY;
    private double highest;
    private double bucketsPerUnit;

    /// Room for `rows`.
    Candidates(int rows) {
        estimates = new double[rows];
        ordinals = new int[rows];
    }

    int count() {
        return count;
    }

    /// Adds the rows of a partition that are not below the bound. Row `i` has the ordinal `firstOrdinal +
    /// i` and the estimate `base + factors[i] * sums[i] * step + biases[i]`, higher is nearer. NaN (of
    /// damaged factors) is
    /// left
    /// out.
    void add(int firstOrdinal, int rows, double base, double step, int[] sums, float[] factors, float[] biases) {
        int size = count;
        for (int i = 0; i < rows; i++) {
            double estimate = base + factors[i] * (sums[i] * step) + biases[i];
            if (estimate >= bound) {
                estimates[size] = estimate;
                ordinals[size++] = firstOrdinal + i;
            }
        }
        count = size;
    }

    /// Rows added later must be about as near as the best `wanted` of those added so far, which are
    /// distinct rows.
    void boundByBest(int wanted) {
        if (count > wanted) {
            int last = fillHistogram(wanted);
            bound = highest - (last + 1) / bucketsPerUnit;
        }
    }

    /// The best candidates, nearest bucket first and in order of ordinals inside a bucket: all of the
    /// buckets that it takes to reach `wanted`, or everything.
    int[] best(int wanted) {
        int last = fillHistogram(wanted);
        int total = 0;
        for (int b = 0; b <= last; b++) {
            int size = ends[b];
            ends[b] = total;
            total += size;
        }
        int[] best = new int[total];
        for (int i = 0; i < count; i++) {
            int b = bucket(estimates[i]);
            if (b <= last) {
                best[ends[b]++] = ordinals[i];
            }
        }
        return best;
    }

    /// Counts the estimates by bucket in `ends`, and answers the last bucket that the best `wanted` need.
    private int fillHistogram(int wanted) {
        double lowest = Double.POSITIVE_INFINITY;
        highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            lowest = Math.min(lowest, estimates[i]);
            highest = Math.max(highest, estimates[i]);
        }
        bucketsPerUnit = highest > lowest ? (BUCKETS - 1) / (highest - lowest) : 0;
        for (int b = 0; b < BUCKETS; b++) {
            ends[b] = 0;
        }
        for (int i = 0; i < count; i++) {
            ends[bucket(estimates[i])]++;
        }
        int last = 0;
        for (int sum = ends[0]; sum < wanted && last < BUCKETS - 1; sum += ends[last]) {
            last++;
        }
        return last;
    }

    /// In `0 .. BUCKETS`. Infinite estimates make NaN, which becomes 0.
    private int bucket(double estimate) {
        return (int) ((highest - estimate) * bucketsPerUnit);
    }
}
