package dev.evodb.snippets.lance;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import dev.evodb.vector.TopK;

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
        this.probes = new int[nprobes];
        double[] distances = new double[nprobes];
        double[] all = new double[head.partitions()];
        unit = head.metric() == Metric.COSINE
                ? inverse(Math.sqrt(kernels.dot(vector, 0, vector, 0, vector.length)))
                : 1;
        TopK nearest = new TopK(nprobes);
        for (int p = 0; p < all.length; p++) {
            all[p] = centroidBase(kernels, p);
            nearest.offer(-all[p], p);
        }
        nearest.drain(probes, distances);
        bases = new double[nprobes];
        for (int i = 0; i < nprobes; i++) {
            bases[i] = all[probes[i]];
        }
    }

    /// Checks a request and ranks the centroids. `vector` is given away. `nprobes` above the partition
    /// count means all.
    ///
    /// @throws IllegalArgumentException if `vector` has not `head.dims()` finite values, `k` is not in
    ///     `1..=PackFormat.MAX_K`, or `nprobes` is not positive; the message is fit for the one who asks
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
        if (k < 1 || k > PackFormat.MAX_K) {
            throw new IllegalArgumentException("k must be in 1..=" + PackFormat.MAX_K + ", got " + k);
        }
        if (nprobes < 1) {
            throw new IllegalArgumentException("nprobes must be at least 1, got " + nprobes);
        }
        return new PackQuery(head, kernels, vector, k, Math.min(nprobes, head.partitions()));
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
