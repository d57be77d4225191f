package dev.evodb.snippets.lance;

/// The choice among the best centroids, decoded. Not thread-safe.
final class Choice {
    private final Lanes lanes;
    private final int dims;
    private final int[] partitions;
    private final double[] scores;
    private final double[] left;
    private final double[] centroids;

    Choice(Lanes lanes, int size, int dims) {
        this.lanes = lanes;
        this.dims = dims;
        this.partitions = new int[size];
        this.scores = new double[size];
        this.left = new double[size];
        this.centroids = new double[size * dims];
    }

    int size() {
        return scores.length;
    }

    /// `(size, dims)`, to be filled.
    double[] centroids() {
        return centroids;
    }

    /// Centroid `i` is that of `partition`; `preference` is added to its score here and nowhere else.
    void set(int i, int partition, double score, double preference) {
        partitions[i] = partition;
        scores[i] = score;
        left[i] = score + preference;
    }

    /// The highest score, preference included.
    double lead() {
        return left[PackQuery.highest(left)];
    }

    /// Fills `probes`, once. Each choice lowers all others by `spread` times
    /// their resemblance to it.
    ///
    /// Lowering never raises: only who leads is compared with the chosen ones, and only with those that it
    /// was not compared with yet.
    void take(double spread, int[] probes) {
        double[] weights = new double[probes.length];
        int[] chosen = new int[probes.length];
        int[] compared = new int[left.length];
        int slot = 0;
        while (slot < probes.length) {
            int best = PackQuery.highest(left);
            if (spread > 0 && compared[best] < slot) {
                int with = compared[best]++;
                left[best] -= weights[with] * Math.max(0, dot(best, chosen[with]));
                continue;
            }
            probes[slot] = partitions[best];
            chosen[slot] = best;
            weights[slot] = spread * Math.max(0, scores[best]) * PackQuery.inverse(dot(best, best));
            left[best] = Double.NEGATIVE_INFINITY;
            slot++;
        }
    }

    private double dot(int a, int b) {
        return lanes.dot(centroids, a * dims, centroids, b * dims, dims);
    }
}
