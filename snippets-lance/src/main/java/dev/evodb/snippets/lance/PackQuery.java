package dev.evodb.snippets.lance;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;

/// A checked query and the partitions it probes, nearest first. Immutable.
///
/// All arithmetic is in `double` or exact integers, in a fixed order: the JVM and a snippet choose the same
/// partitions and answer the same rows.
public final class PackQuery {
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
        double[] all = new double[head.partitions()];
        for (int p = 0; p < all.length; p++) {
            all[p] = centroidBase(kernels, p);
        }
        for (int slot = 0; slot < nprobes; slot++) {
            int best = highest(all);
            probes[slot] = best;
            bases[slot] = all[best];
            all[best] = Double.NEGATIVE_INFINITY;
        }
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

    /// Checks a request and ranks the centroids. `vector` is given away. `nprobes` above the partition
    /// count means all.
    ///
    /// @throws IllegalArgumentException if `vector` has not `head.dims()` finite values, `k` is not in
    /// `1..=PackFormat.MAX_K`, or `nprobes` not in `1..=PackFormat.MAX_PARTITIONS`; the message is fit for
    /// the one who asks
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

    /// What every row of partition `p` starts from; higher is nearer. Inner product with the centroid, or
    /// for L2 minus half of the squared distance to it.
    private double centroidBase(Kernels kernels, int p) {
        int dims = head.dims();
        return head.metric() == Metric.L2
                ? -kernels.squaredL2(vector, 0, head.centroids(), p * dims, dims) / 2
                : kernels.dot(vector, 0, head.centroids(), p * dims, dims) * unit;
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
