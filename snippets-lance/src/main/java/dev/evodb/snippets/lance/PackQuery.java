package dev.evodb.snippets.lance;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;

/// A checked query and the partitions it probes, in the order of choice. Immutable.
///
/// Partitions overlap: each holds the rows near its centroid, whatever other partitions hold them too.
/// The best few centroids lie side by side and would bring the same rows, so that each choice counts
/// against those that resemble it (the head's spread), as the next direction of a matching pursuit does.
///
/// All arithmetic is in `double` or exact integers, in a fixed order: the JVM and a snippet choose the
/// same partitions and answer the same rows.
public final class PackQuery {
    /// Centroids that are compared exactly. Choosing among more changes recall by less than .005.
    private static final int POOL = 24;

    /// Queries that probe more partitions than this take the nearest: the choice is quadratic.
    private static final int MAX_SPREAD_PROBES = 8;

    private final PackHead head;
    private final float[] vector;
    private final int k;
    private final int[] probes;
    private final double[] bases;
    private final double unit;

    private PackQuery(PackHead head, Kernels kernels, float[] vector, int k, int nprobes) {
        this.head = head;
        this.vector = vector;
        this.k = k;
        this.unit = head.metric() == Metric.COSINE
                ? inverse(Math.sqrt(kernels.dot(vector, 0, vector, 0, vector.length)))
                : 1;
        this.probes = new int[nprobes];
        this.bases = new double[nprobes];
        choose(nearestCentroids(Math.max(POOL, nprobes)));
    }

    /// Up to `count` partitions by the codes of their centroids, best last.
    private double[] nearestCentroids(int count) {
        double[] slopes = new double[vector.length];
        for (int d = 0; d < slopes.length; d++) {
            slopes[d] = vector[d] * unit * head.centroidStep(d);
        }
        LaneWeights weights = LaneWeights.of(slopes, PackFormat.CENTROID_BITS, head.centroidBiasStep());
        return head.centroidCode().best(weights.values(), weights.bias(), count);
    }

    /// Fills `probes` from the pool by exact distances to the centroids.
    private void choose(double[] keys) {
        int dims = vector.length;
        int pool = keys.length;
        double[] centroids = new double[pool * dims];
        int[] numbers = new int[pool];
        double[] exact = new double[pool];
        double[] left = new double[pool];
        for (int i = 0; i < pool; i++) {
            // Nearest first: equal ones are taken in that order.
            double key = keys[pool - 1 - i];
            numbers[i] = head.partitions() - 1 - (int) (key - 65_536 * Math.floor(key / 65_536));
            head.centroid(numbers[i], centroids, i * dims);
            exact[i] = base(centroids, i * dims);
            left[i] = exact[i];
        }
        double spread = probes.length > MAX_SPREAD_PROBES ? 0 : head.spread() / 1000.0;
        for (int slot = 0; slot < probes.length; slot++) {
            int best = highest(left);
            probes[slot] = numbers[best];
            bases[slot] = exact[best];
            left[best] = Double.NEGATIVE_INFINITY;
            if (spread > 0 && slot + 1 < probes.length) {
                double square = dot(centroids, best * dims, centroids, best * dims, dims);
                spread(centroids, best, spread * Math.max(0, exact[best]) * inverse(square), left);
            }
        }
    }

    /// Takes `weight` times the resemblance to the chosen centroid from all that are left.
    private static void spread(double[] centroids, int chosen, double weight, double[] left) {
        int dims = centroids.length / left.length;
        for (int i = 0; i < left.length; i++) {
            if (left[i] > Double.NEGATIVE_INFINITY) {
                left[i] -= weight * Math.max(0, dot(centroids, i * dims, centroids, chosen * dims, dims));
            }
        }
    }

    private static double dot(double[] a, int aFrom, double[] b, int bFrom, int dims) {
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            sum += a[aFrom + d] * b[bFrom + d];
        }
        return sum;
    }

    /// The first of the highest. NaN (of a damaged centroid) is never higher.
    private static int highest(double[] values) {
        int best = 0;
        for (int p = 1; p < values.length; p++) {
            if (values[p] > values[best]) {
                best = p;
            }
        }
        return best;
    }

    /// Checks a request and chooses partitions. `vector` is given away. `nprobes` above the partition
    /// count means all.
    ///
    /// @throws IllegalArgumentException if `vector` has not `head.dims()` finite values, `k` is not in
    /// `1..=PackFormat.MAX_K`, or `nprobes` not in `1..=PackFormat.MAX_PARTITIONS`; the message is fit
    /// for the one who asks
    public static PackQuery of(PackHead head, Kernels kernels, float[] vector, int k, int nprobes) {
        if (vector.length != head.dims()) {
            throw new IllegalArgumentException("vector has " + vector.length + " dims, the pack has " + head.dims());
        }
        for (int d = 0; d < vector.length; d++) {
            // False for NaN as well.
            if (!(Math.abs(vector[d]) <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("vector value " + d + " is not finite");
            }
        }
        requireIn("k", k, PackFormat.MAX_K);
        requireIn("nprobes", nprobes, PackFormat.MAX_PARTITIONS);
        return new PackQuery(head, kernels, vector, k, Math.min(nprobes, head.partitions()));
    }

    private static void requireIn(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + " must be in 1..=" + most + ", got " + value);
        }
    }

    /// What every row of a partition starts from; higher is nearer. Inner product with the centroid, or
    /// for L2 minus half of the squared distance to it.
    private double base(double[] centroids, int from) {
        double sum = 0;
        if (head.metric() == Metric.L2) {
            for (int d = 0; d < vector.length; d++) {
                double difference = vector[d] - centroids[from + d];
                sum -= difference * difference;
            }
            return sum / 2;
        }
        for (int d = 0; d < vector.length; d++) {
            sum += vector[d] * centroids[from + d];
        }
        return sum * unit;
    }

    static double inverse(double norm) {
        return norm > 0 ? 1 / norm : 0;
    }

    public PackHead head() {
        return head;
    }

    /// `(dims)`. Shared, not to be changed.
    float[] vector() {
        return vector;
    }

    /// What the vector is multiplied with: to length 1 for cosine, else 1. 0 for a zero vector.
    double unit() {
        return unit;
    }

    public int k() {
        return k;
    }

    public int nprobes() {
        return probes.length;
    }

    /// The partition probed as number `slot`, `0 <= slot < nprobes()`.
    public int probe(int slot) {
        return probes[slot];
    }

    /// What the rows of the partition probed as number `slot` start from.
    double base(int slot) {
        return bases[slot];
    }
}
