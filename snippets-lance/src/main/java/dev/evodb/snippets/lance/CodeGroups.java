package dev.evodb.snippets.lance;

/// Coded vectors of several groups, each with a score that its vectors start from: the centroids of opened
/// cells, the rows of probed partitions. Of equal scores the group that was added first and in it the
/// first vector is higher. Not thread-safe.
final class CodeGroups {
    /// How far a group may start from the first one.
    private static final double MAX_LEAD = 1 << 20;

    /// Multiplies the score in a key: 12 bits of group and 16 of vector lie below it.
    private static final double KEY = 1 << 28;

    private static final int LAST_GROUP = (1 << 12) - 1;
    private static final double GROUP = 1 << 16;

    private final LaneWeights weights;
    private final double[] starts;
    private final int[] counts;
    private final double[][] best;
    private double firstBase;
    private int groups;
    private int candidates;

    /// For at most `most` groups, up to 4,096.
    CodeGroups(LaneWeights weights, int most) {
        this.weights = weights;
        this.starts = new double[most];
        this.counts = new int[most];
        this.best = new double[most][];
    }

    /// Scores `count` vectors whose planes start at `bytes[from]`, and keeps the best.
    void add(Lanes lanes, byte[] bytes, int from, int count, double base, int keep) {
        if (groups == 0) {
            firstBase = base;
        }
        double lead = Math.floor((base - firstBase) * weights.scale + 0.5);
        // NaN (of products that overflow) becomes 0.
        double start = MAX_LEAD + (int) Math.max(-MAX_LEAD, Math.min(MAX_LEAD, lead));
        double[] keys = lanes.best(bytes, from, count, weights, keep);
        double place = (LAST_GROUP - groups) * GROUP;
        for (int i = 0; i < keys.length; i++) {
            double score = Math.floor(keys[i] / GROUP);
            keys[i] = (start + score) * KEY + place + (keys[i] - score * GROUP);
        }
        starts[groups] = start;
        counts[groups] = count;
        best[groups++] = keys;
        candidates += keys.length;
    }

    /// Keys of everything that was kept, best last. Once: they are given up group by group.
    double[] keys(Lanes lanes) {
        double[] keys = new double[candidates];
        int at = 0;
        for (int g = 0; g < groups; g++) {
            double[] of = best[g];
            for (int i = 0; i < of.length; i++) {
                keys[at++] = of[i];
            }
            best[g] = new double[0];
        }
        lanes.sort(keys);
        return keys;
    }

    private static int place(double key) {
        return (int) (key - Math.floor(key / KEY) * KEY);
    }

    /// Which group a key is of, in order of addition.
    int group(double key) {
        return LAST_GROUP - (place(key) >> 16);
    }

    /// Which vector of its group a key is of.
    int vector(double key) {
        return counts[group(key)] - 1 - (place(key) & 0xFFFF);
    }

    /// What [Lanes] gave the vector of a key.
    double score(double key) {
        return Math.floor(key / KEY) - starts[group(key)];
    }
}
