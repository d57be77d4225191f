package dev.evodb.snippets.lance.jvm;

/// How good a pack is for some of the source's own rows, each asked for its `k` nearest others. Truth is
/// exact, over the vectors as the source has them.
///
/// All of `recall`, `coverage` (the share of the truth inside of the probed partitions) and
/// `reducedRecall` (of an exact search in the dims of the codes) are shares of the truth; the last is 1
/// if no dims were reduced. `queryBytes` is what the partitions of a query weigh that is not hard,
/// `meanQueryBytes` what those of all weigh on average, both without payload. Without sampled rows all
/// are 0.
public record PackMeasurement(
        int sampleRows,
        int k,
        double target,
        double recall,
        double coverage,
        double reducedRecall,
        long queryBytes,
        long meanQueryBytes) {
    static PackMeasurement none(int k, double target) {
        return new PackMeasurement(0, k, target, 0, 0, 0, 0, 0);
    }

    /// Whether the target was measured and met.
    public boolean isReached() {
        return recall >= target;
    }
}
