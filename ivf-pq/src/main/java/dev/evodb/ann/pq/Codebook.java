package dev.evodb.ann.pq;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;

/// The centroids of each subvector of a product quantiser: 256 for codes of a byte, 16 for codes of four
/// bits.
///
/// Layout of `centroids`: `(subvectors, codes, dims / subvectors)` row-major. Immutable.
public record Codebook(int subvectors, int codes, int dims, float[] centroids) {
    /// Codes of one byte name one of so many centroids.
    public static final int CODES = 256;

    public Codebook {
        if (subvectors < 1 || dims < 1 || dims % subvectors != 0) {
            throw new IllegalArgumentException(dims + " dims cannot be cut into " + subvectors + " subvectors");
        }
        if (codes != 16 && codes != CODES) {
            throw new IllegalArgumentException("codes must be 16 or 256, got " + codes);
        }
        if (centroids.length != (long) codes * dims) {
            throw new IllegalArgumentException(
                    "codebook has " + centroids.length + " values, " + dims + " dims need " + (long) codes * dims);
        }
    }

    /// A codebook of 256 centroids a subvector.
    public Codebook(int subvectors, int dims, float[] centroids) {
        this(subvectors, CODES, dims, centroids);
    }

    /// Dims of one subvector.
    public int width() {
        return dims / subvectors;
    }

    /// Fills the distance table of `target`: the query itself for `DOT`, its residual to the probed
    /// centroid otherwise.
    ///
    /// Layout of `table`: `(subvectors, codes)` row-major; squared L2 of the subvectors, or `1 - q.c` for
    /// `DOT`. Both arrays are borrowed.
    ///
    /// @throws IllegalArgumentException if `target.length != dims` or `table.length != subvectors *
    ///     codes`
    public void fillDistanceTable(Metric metric, Kernels kernels, float[] target, float[] table) {
        if (target.length != dims || table.length != subvectors * codes) {
            throw new IllegalArgumentException("target of " + target.length + " and table of " + table.length
                    + " values, expected " + dims + " and " + subvectors * codes);
        }
        int width = width();
        for (int m = 0; m < subvectors; m++) {
            int from = m * width;
            for (int code = 0; code < codes; code++) {
                int entry = m * codes + code;
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

    /// Writes what `rowCodes`, one byte a subvector from `at` on, stand for into `out[outFrom .. outFrom
    /// + dims)`.
    public void reconstruct(byte[] rowCodes, int at, float[] out, int outFrom) {
        int width = width();
        for (int m = 0; m < subvectors; m++) {
            int code = Byte.toUnsignedInt(rowCodes[at + m]);
            System.arraycopy(centroids, (m * codes + code) * width, out, outFrom + m * width, width);
        }
    }
}
