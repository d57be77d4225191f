package dev.evodb.ann.ivf;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.kernel.DistanceKernel;

/// The centroids of an inverted file: `(partitions, dims)` row-major. Immutable.
///
/// Partitions are ranked by squared L2 for `L2` and `COSINE` (whose queries and rows have length 1), by
/// `1 - q.c` for `DOT`, by the bits that differ for `HAMMING` (whose centroids are unsigned bytes).
public record CoarseQuantizer(DistanceType type, float[] centroids, int partitions, int dims) {
    public CoarseQuantizer {
        if (partitions < 1 || dims < 1 || (long) partitions * dims != centroids.length) {
            throw new IllegalArgumentException(
                    centroids.length + " centroid values are not " + partitions + " partitions x " + dims + " dims");
        }
    }

    /// Distances of `query` to the centroids, into `distances[0 .. partitions)`.
    public void distances(DistanceKernel kernel, float[] query, float[] distances) {
        switch (type) {
            case L2, COSINE -> kernel.squaredL2ToRows(query, 0, centroids, 0, dims, partitions, distances, 0);
            case DOT -> {
                kernel.dotWithRows(query, 0, centroids, 0, dims, partitions, distances, 0);
                for (int p = 0; p < partitions; p++) {
                    distances[p] = 1 - distances[p];
                }
            }
            case HAMMING -> {
                for (int p = 0; p < partitions; p++) {
                    distances[p] = DistanceType.hamming(query, centroids, p * dims, dims);
                }
            }
        }
    }

    /// `query - centroid of partition`, into `residual[0 .. dims)`.
    public void residual(float[] query, int partition, float[] residual) {
        for (int d = 0; d < dims; d++) {
            residual[d] = query[d] - centroids[partition * dims + d];
        }
    }
}
