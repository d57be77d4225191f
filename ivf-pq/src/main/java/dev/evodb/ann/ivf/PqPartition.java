package dev.evodb.ann.ivf;

/// The rows of one partition: `codes` is `(subvectors, rows)` column-major bytes, `rowIds` has one entry
/// a row.
public record PqPartition(long[] rowIds, byte[] codes) {
    public int rows() {
        return rowIds.length;
    }
}
