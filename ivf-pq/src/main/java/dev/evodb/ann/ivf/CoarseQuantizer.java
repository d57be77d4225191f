package dev.evodb.ann.ivf;

import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import dev.evodb.vector.TopK;
import java.util.Arrays;

/// The centroids of an inverted file: `(partitions, dims)` row-major. Immutable.
///
/// Partitions are ranked by squared L2 for `L2` and `COSINE` (whose queries and rows have length 1), by
/// `1 - q.c` for `DOT`.
public record CoarseQuantizer(Metric metric, float[] centroids, int partitions, int dims) {
    public CoarseQuantizer {
        if (partitions < 1 || dims < 1 || (long) partitions * dims != centroids.length) {
            throw new IllegalArgumentException(
                    centroids.length + " centroid values are not " + partitions + " partitions x " + dims + " dims");
        }
    }

    /// The `nprobes` nearest partitions, nearest first; all of them if there are fewer.
    public int[] probes(Kernels kernels, float[] query, int nprobes) {
        Metric ranking = metric == Metric.COSINE ? Metric.L2 : metric;
        TopK nearest = new TopK(Math.min(nprobes, partitions));
        for (int p = 0; p < partitions; p++) {
            nearest.offer(Distances.exact(ranking, kernels, query, 0, centroids, p * dims, dims), p);
        }
        int[] probes = new int[nearest.size()];
        nearest.drain(probes, new double[probes.length]);
        return probes;
    }

    /// `query - centroid of partition`, a new array of `dims` values.
    public float[] residual(float[] query, int partition) {
        float[] residual = Arrays.copyOf(query, dims);
        for (int d = 0; d < dims; d++) {
            residual[d] -= centroids[partition * dims + d];
        }
        return residual;
    }
}
