package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;

/// What a packing settled on, after the rows were counted.
///
/// `partitionCap` is the most rows of a partition before its rows are dealt to shards.
public record PackParameters(
        Metric metric,
        int dims,
        int partitions,
        int spillCopies,
        int partitionCap,
        int refineRows,
        int nprobes,
        int k,
        int shards,
        long seed) {

    /// Rows of one probed partition that one object should hold: about 5,000 rows a query at four probes
    /// cost an interpreted snippet some 6 ms, a warm one 0.75 ms (docs/edge-budget.md). Objects of a
    /// sharded pack aim
    /// lower:
    /// a router spends part of the budget.
    private static final int ROWS_A_PROBE = 1250;

    private static final int SHARD_ROWS_A_PROBE = 512;

    /// Source rows a partition when the caller does not say, per object.
    private static final int ROWS_A_PARTITION = 250;

    private static final int SHARD_ROWS_A_PARTITION = 156;

    /// Of `samples/vectors` at four probes: recall@10 .926 with 300, .919 with 200; .950 with 150 in each
    /// of four shards.
    private static final int REFINE_ROWS = 300;

    private static final int SHARD_REFINE_ROWS = 150;
    private static final int MAX_DEFAULT_PARTITIONS = 256;
    private static final int MAX_DEFAULT_COPIES = 5;

    /// `rows` is positive.
    static PackParameters choose(PackSpec spec, int dims, int rows) {
        boolean isSharded = spec.shards() > 1;
        long rowsAPartition = isSharded ? (long) SHARD_ROWS_A_PARTITION * spec.shards() : ROWS_A_PARTITION;
        int partitions = Math.min(
                rows,
                spec.partitions() > 0
                        ? spec.partitions()
                        : Math.clamp(rows / rowsAPartition, 1, MAX_DEFAULT_PARTITIONS));
        long rowsAProbe = isSharded ? (long) SHARD_ROWS_A_PROBE * spec.shards() : ROWS_A_PROBE;
        int copies = Math.min(
                partitions,
                spec.spillCopies() > 0
                        ? spec.spillCopies()
                        : Math.clamp(rowsAProbe * partitions / rows, 1, MAX_DEFAULT_COPIES));
        return new PackParameters(
                spec.metric(),
                dims,
                partitions,
                copies,
                partitionCap(rows, copies, partitions),
                spec.refineRows() > 0 ? spec.refineRows() : isSharded ? SHARD_REFINE_ROWS : REFINE_ROWS,
                Math.min(spec.nprobes(), partitions),
                spec.k(),
                spec.shards(),
                spec.seed());
    }

    /// 1.15 times the mean, and never below it: the CPU and memory limits of a snippet see the largest
    /// partition.
    private static int partitionCap(int rows, int copies, int partitions) {
        long stored = (long) rows * copies;
        return Math.toIntExact(Math.max(stored * 115 / (100L * partitions), (stored + partitions - 1) / partitions));
    }
}
