package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.snippets.lance.PartitionLayout;
import dev.evodb.vector.Metric;

/// What a packing settled on, after the rows were counted.
///
/// `partitionRows` is how many rows a partition gets, before its rows are dealt to shards, and
/// `partitionCap` how many it may have. `spread` is how much the choice of a partition counts against
/// those beside it, in thousandths. docs/adr/0006-edge-pack-v1.md has the numbers behind the defaults.
public record PackParameters(
        Metric metric,
        int dims,
        int partitions,
        int partitionRows,
        int partitionCap,
        int spread,
        int refineRows,
        int nprobes,
        int k,
        int shards,
        long seed) {

    /// Source rows a partition when the caller does not say.
    private static final int ROWS_A_PARTITION = 24;

    /// A file above 512 MB is not cached on small plans; some room for heads and payload.
    private static final long OBJECT_BYTES = 460_000_000;

    /// Candidates compared by their copies: with 80, 120 and 200 of 3,500 rows .918, .927 and .932 of the
    /// true ten are among them, with all .934.
    private static final int REFINE_ROWS = 120;

    private static final int SPREAD = 300;

    /// Shards answer together: each needs half of the bytes, and half as many partitions serve as well.
    private static final int SHARD_SHARE = 2;

    static PackParameters choose(PackSpec spec, PackRows rows) {
        return choose(spec, rows.dims(), rows.rows(), rows.rowIdBytes(), rows.payloadBytes());
    }

    /// `rows` is positive, `payloadBytes` those of all rows.
    static PackParameters choose(PackSpec spec, int dims, int rows, int rowIdBytes, long payloadBytes) {
        int rowBytes = PartitionLayout.rowBytes(spec.metric(), dims, rowIdBytes, 0);
        long storedBytes = rowBytes + payloadBytes / rows;
        int share = spec.shards() > 1 ? SHARD_SHARE : 1;
        long budgetRows = Math.max(1, spec.queryBytes() / share / spec.nprobes() / storedBytes) * spec.shards();
        long fitting = Math.max(1, OBJECT_BYTES * spec.shards() / (storedBytes * Math.min(budgetRows, rows)));
        int partitions = Math.min(
                rows,
                spec.partitions() > 0
                        ? spec.partitions()
                        : Math.clamp(
                                Math.min(rows / (ROWS_A_PARTITION * share), fitting), 1, PackFormat.MAX_PARTITIONS));
        long wanted = spec.copies() > 0 ? ((long) rows * spec.copies() + partitions - 1) / partitions : budgetRows;
        int least = (rows + partitions - 1) / partitions;
        int most = Math.min(rows, PackFormat.MAX_PARTITION_ROWS * 100 / 115);
        int partitionRows = (int) Math.min(most, Math.max(least, wanted));
        return new PackParameters(
                spec.metric(),
                dims,
                partitions,
                partitionRows,
                Math.max(partitionRows + 1, partitionRows * 115 / 100),
                spec.metric() == Metric.L2 ? 0 : SPREAD,
                spec.refineRows() > 0 ? spec.refineRows() : REFINE_ROWS,
                Math.min(spec.nprobes(), partitions),
                spec.k(),
                spec.shards(),
                spec.seed());
    }
}
