package dev.evodb.rivals;

/// The shape of inverted files, the same for all peers that have one.
final class Shapes {
    private Shapes() {}

    /// The power of two nearest to `2 sqrt(rows)`, at least 32 rows each.
    static int partitions(int rows) {
        double wanted = Math.min(2 * Math.sqrt((double) rows), rows / 32.0);
        return 1 << Math.clamp(Math.round(Math.log(Math.max(1, wanted)) / Math.log(2)), 0, 16);
    }

    /// Codes of 4 bits a row: two dims each, four above 256 dims; even.
    static int subvectors(int dims) {
        int width = dims > 256 ? 4 : 2;
        int subvectors = (dims + width - 1) / width;
        return subvectors + subvectors % 2;
    }
}
