package dev.evodb.ann.kernel;

/// Distance tables of product quantisation: the distances of the subvectors of a target to all centroids
/// of a codebook.
///
/// Layout of `codebook`: `(subvectors, subDims, centroids)`, each dimension of all centroids together, so
/// that a register holds neighbouring entries; [#transpose] makes it. Layout of `table`: `(subvectors,
/// centroids)` row-major. `centroids` is a multiple of 16. Sums run over the dimensions in order, without
/// fused operations, so that every kernel gives the same bits. Arguments are trusted; arrays are borrowed
/// for the call.
public interface DistanceTables {
    /// Squared L2 distances of `target[targetFrom .. targetFrom + subvectors * subDims)` into `table[0 ..
    /// subvectors * centroids)`.
    void squaredL2(
            float[] target,
            int targetFrom,
            float[] codebook,
            int subvectors,
            int subDims,
            int centroids,
            float[] table);

    /// `base` minus the inner products; arguments as of [#squaredL2].
    void minusDot(
            float[] target,
            int targetFrom,
            float[] codebook,
            int subvectors,
            int subDims,
            int centroids,
            float base,
            float[] table);

    /// `(subvectors, centroids, subDims)`, the layout of Lance's files and of FAISS, as `(subvectors,
    /// subDims, centroids)`.
    ///
    /// @throws IllegalArgumentException if `centroids` is not a multiple of 16 or the length is not
    ///     that of the shape
    static float[] transpose(float[] codebook, int subvectors, int subDims, int centroids) {
        if (centroids % 16 != 0 || codebook.length != (long) subvectors * subDims * centroids) {
            throw new IllegalArgumentException("codebook of " + codebook.length + " values is not " + subvectors + " x "
                    + centroids + " x " + subDims + " with a multiple of 16 centroids");
        }
        float[] transposed = new float[codebook.length];
        for (int m = 0; m < subvectors; m++) {
            int from = m * centroids * subDims;
            for (int c = 0; c < centroids; c++) {
                for (int d = 0; d < subDims; d++) {
                    transposed[from + d * centroids + c] = codebook[from + c * subDims + d];
                }
            }
        }
        return transposed;
    }
}
