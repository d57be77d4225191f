package dev.evodb.ann.kernel;

/// Rows of 8-bit PQ codes, column-major as in a partition of Lance's index files: the code of subvector
/// `m` of row `i` is `codes[from + m * stride + i]`. The array is shared, not copied, and must not
/// change.
public record Pq8Block(byte[] codes, int from, int stride, int rows, int subvectors) {
    /// Codes of one byte name one of so many centroids.
    static final int CENTROIDS = 256;

    public Pq8Block {
        if (from < 0 || rows < 0 || stride < rows || subvectors < 1) {
            throw new IllegalArgumentException("not a block of codes: from " + from + ", stride " + stride + ", rows "
                    + rows + ", subvectors " + subvectors);
        }
        if (from + (long) (subvectors - 1) * stride + rows > codes.length) {
            throw new IllegalArgumentException(subvectors + " columns of " + rows + " rows, " + stride + " apart from "
                    + from + ", do not fit into " + codes.length + " codes");
        }
    }
}
