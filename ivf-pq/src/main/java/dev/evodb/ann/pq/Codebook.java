package dev.evodb.ann.pq;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;

/// The 256 centroids of each subvector of an 8-bit product quantiser.
///
/// Layout of `centroids`: `(subvectors, 256, dims / subvectors)` row-major. Immutable.
public record Codebook(int subvectors, int dims, float[] centroids) {
    /// Codes of one byte name one of so many centroids.
    public static final int CODES = 256;

    public Codebook {
        if (subvectors < 1 || dims < 1 || dims % subvectors != 0) {
            throw new IllegalArgumentException(dims + " dims cannot be cut into " + subvectors + " subvectors");
        }
        if (centroids.length != (long) CODES * dims) {
            throw new IllegalArgumentException(
                    "codebook has " + centroids.length + " values, " + dims + " dims need " + (long) CODES * dims);
        }
    }

    /// Fills the distance table of `target`: the query itself for `DOT`, its residual to the probed
    /// centroid otherwise.
    ///
    /// Layout of `table`: `(subvectors, 256)` row-major; squared L2 of the subvectors, or `1 - q.c` for
    /// `DOT`. Both arrays are borrowed.
    ///
    /// @throws IllegalArgumentException if `target.length != dims` or `table.length != subvectors * 256`
    public void fillDistanceTable(Metric metric, Kernels kernels, float[] target, float[] table) {
        if (target.length != dims || table.length != subvectors * CODES) {
            throw new IllegalArgumentException("target of " + target.length + " and table of " + table.length
                    + " values, expected " + dims + " and " + subvectors * CODES);
        }
        int width = dims / subvectors;
        for (int m = 0; m < subvectors; m++) {
            int from = m * width;
            for (int code = 0; code < CODES; code++) {
                int entry = m * CODES + code;
                table[entry] = (float)
                        (metric == Metric.DOT
                                ? 1 - kernels.dot(target, from, centroids, entry * width, width)
                                : kernels.squaredL2(target, from, centroids, entry * width, width));
            }
        }
    }

    /// What to add to a sum of table entries to get the distance: each of the `DOT` entries brought a 1
    /// of its own.
    public float sumOffset(Metric metric) {
        return metric == Metric.DOT ? -(subvectors - 1) : 0;
    }
}
