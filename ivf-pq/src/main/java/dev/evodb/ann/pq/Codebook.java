package dev.evodb.ann.pq;

import dev.evodb.ann.kernel.DistanceTables;

/// The centroids of each subvector of a product quantiser: 256 with codes of 8 bits, 16 with codes of 4.
///
/// Layout of `centroids`: `(subvectors, 2^bits, dims / subvectors)` row-major. Immutable.
public final class Codebook {
    /// Codes of one byte name one of so many centroids.
    public static final int CODES = 256;

    private final int subvectors;
    private final int dims;
    private final int bits;
    private final float[] centroids;
    private final float[] transposed;

    public Codebook(int subvectors, int dims, int bits, float[] centroids) {
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
        this.subvectors = subvectors;
        this.dims = dims;
        this.bits = bits;
        this.centroids = centroids;
        this.transposed = DistanceTables.transpose(centroids, subvectors, dims / subvectors, 1 << bits);
    }

    /// Codes of 8 bits.
    public Codebook(int subvectors, int dims, float[] centroids) {
        this(subvectors, dims, 8, centroids);
    }

    /// Centroids of one subvector.
    public int codes() {
        return 1 << bits;
    }

    /// Dims of one subvector.
    public int width() {
        return dims / subvectors;
    }

    /// Bytes of a row's code; with 4 bits a byte holds subvector `2j` in its low and `2j + 1` in its high
    /// half.
    public int codeBytes() {
        return subvectors * bits / 8;
    }

    public int subvectors() {
        return subvectors;
    }

    public int dims() {
        return dims;
    }

    /// Of a code: 4 or 8.
    public int bits() {
        return bits;
    }

    /// `(subvectors, 2^bits, dims / subvectors)` row-major, shared.
    public float[] centroids() {
        return centroids;
    }

    /// Fills `table`, `(subvectors, 2^bits)` row-major, with the squared L2 distances of the subvectors
    /// of `target`, `(dims)`. Both are borrowed.
    public void fillSquaredL2(DistanceTables kernel, float[] target, float[] table) {
        kernel.squaredL2(target, 0, transposed, subvectors, dims / subvectors, codes(), table);
    }

    /// As [#fillSquaredL2], with `1 - inner product`.
    public void fillDot(DistanceTables kernel, float[] target, float[] table) {
        kernel.minusDot(target, 0, transposed, subvectors, dims / subvectors, codes(), 1, table);
    }

    /// As [#fillSquaredL2], with the inner product times -1.
    public void fillMinusDot(DistanceTables kernel, float[] target, float[] table) {
        kernel.minusDot(target, 0, transposed, subvectors, dims / subvectors, codes(), 0, table);
    }

    /// Writes what `rowCodes`, one byte a subvector from `at` on, stand for into `out[outFrom .. outFrom
    /// + dims)`.
    public void reconstruct(byte[] rowCodes, int at, float[] out, int outFrom) {
        int width = width();
        for (int m = 0; m < subvectors; m++) {
            int code = Byte.toUnsignedInt(rowCodes[at + m]);
            System.arraycopy(centroids, (m * codes() + code) * width, out, outFrom + m * width, width);
        }
    }
}
