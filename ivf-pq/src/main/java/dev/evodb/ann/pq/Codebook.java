package dev.evodb.ann.pq;

import dev.evodb.ann.kernel.DistanceKernel;

/// The centroids of each subvector of a product quantiser: 256 with codes of 8 bits, 16 with codes of 4.
///
/// Layout of `centroids`: `(subvectors, 2^bits, dims / subvectors)` row-major. Immutable.
public record Codebook(int subvectors, int dims, int bits, float[] centroids) {
    /// Codes of one byte name one of so many centroids.
    public static final int CODES = 256;

    public Codebook {
        if (bits != 4 && bits != 8) {
            throw new IllegalArgumentException("codes must have 4 or 8 bits, got " + bits);
        }
        if (subvectors < 1 || dims < 1 || dims % subvectors != 0 || subvectors * (long) bits % 8 != 0) {
            throw new IllegalArgumentException(
                    dims + " dims cannot be cut into " + subvectors + " subvectors of " + bits + " bits");
        }
        if (centroids.length != (long) dims << bits) {
            throw new IllegalArgumentException(
                    "codebook has " + centroids.length + " values, " + dims + " dims need " + ((long) dims << bits));
        }
    }

    /// Codes of 8 bits.
    public Codebook(int subvectors, int dims, float[] centroids) {
        this(subvectors, dims, 8, centroids);
    }

    /// Centroids of one subvector.
    public int codes() {
        return 1 << bits;
    }

    /// Bytes of a row's code; with 4 bits a byte holds subvector `2j` in its low and `2j + 1` in its high half.
    public int codeBytes() {
        return subvectors * bits / 8;
    }

    /// Fills `table`, `(subvectors, 2^bits)` row-major, with the squared L2 distances of the subvectors of
    /// `target`, `(dims)`. Both are borrowed.
    public void fillSquaredL2(DistanceKernel kernel, float[] target, float[] table) {
        int width = dims / subvectors;
        for (int m = 0; m < subvectors; m++) {
            kernel.squaredL2ToRows(target, m * width, centroids, (m << bits) * width, width, codes(), table, m << bits);
        }
    }

    /// As [#fillSquaredL2], with `1 - inner product`.
    public void fillDot(DistanceKernel kernel, float[] target, float[] table) {
        int width = dims / subvectors;
        for (int m = 0; m < subvectors; m++) {
            kernel.dotWithRows(target, m * width, centroids, (m << bits) * width, width, codes(), table, m << bits);
        }
        for (int i = 0; i < subvectors << bits; i++) {
            table[i] = 1 - table[i];
        }
    }
}
