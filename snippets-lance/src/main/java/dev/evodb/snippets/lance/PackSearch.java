package dev.evodb.snippets.lance;

import org.jspecify.annotations.Nullable;

/// One search: the query's integers, then planes → candidates → low codes → hits. Run once. Not thread-safe.
///
/// `<q, c>`, c the base, is the same for all rows of a partition, and everything else that does not depend on the query
/// is in the row's bias (L2 only), so that one set of integer weights serves all partitions.
public final class PackSearch {
    private final PackQuery query;
    private final Lanes lanes;
    private final LaneWeights weights;
    private final double[] lowWeights;
    private final double middle;
    private final int k;
    private final int wanted;
    private final CodeGroups groups;
    private final RowSet seen;

    /// Makes the integers of `query`, which asks for `k` rows: worth doing while its partitions are on their way.
    public PackSearch(PackQuery query, Lanes lanes, int k) {
        this.query = query;
        this.lanes = lanes;
        PackHead head = query.head();
        double[] vector = query.vector();
        double[] slopes = new double[vector.length];
        // Values behind the last dimension are read with the last triple of bytes.
        lowWeights = new double[(vector.length + 3) & ~3];
        double sum = 0;
        for (int d = 0; d < vector.length; d++) {
            slopes[d] = vector[d] * query.unit() * head.rowStep(d);
            sum += slopes[d];
            lowWeights[d] = slopes[d] / (1 << (PackFormat.LOW_BITS * (1 + (d & 3))));
        }
        middle = sum / (1 << PackFormat.LOW_BITS) * PackFormat.ROW_MIDDLE;
        weights = LaneWeights.of(slopes, PackFormat.ROW_BITS, head.rowBiasStep());
        this.k = k;
        wanted = Math.max(head.refineRows(), k);
        groups = new CodeGroups(weights, query.nprobes());
        seen = new RowSet(wanted);
    }

    /// Searches `partitions`, `partitions[slot]` being number `query.probe(slot)`: fewer than the query
    /// probes are searched alone. `matches[slot][row]` is not 0 where a row may be answered; null: all may.
    public PackHits run(PackPartition[] partitions, byte @Nullable [][] matches) {
        double[] bases = new double[partitions.length];
        int total = 0;
        for (int slot = 0; slot < partitions.length; slot++) {
            PackPartition partition = partitions[slot];
            int rows = partition.rows();
            bases[slot] = query.base(partition.base());
            // With a filter any row may be needed.
            groups.add(
                    lanes, partition.bytes(), partition.planes(), rows, bases[slot], matches == null ? wanted : rows);
            total += rows;
        }
        PackHits hits = new PackHits(k, partitions, total);
        refine(partitions, bases, matches, hits);
        return hits;
    }

    /// Offers up to `wanted` distinct rows, those of the highest keys, by distance.
    private void refine(PackPartition[] partitions, double[] bases, byte @Nullable [][] matches, PackHits hits) {
        double[] keys = groups.keys(lanes);
        for (int i = keys.length - 1; i >= 0 && seen.size() < wanted; i--) {
            int slot = groups.group(keys[i]);
            int row = groups.vector(keys[i]);
            PackPartition partition = partitions[slot];
            if ((matches == null || matches[slot][row] != 0)
                    && seen.add(partition.rowIdLow(row), partition.rowIdHigh(row))) {
                hits.offer(distance(partition, bases[slot], row, groups.score(keys[i])), slot, row);
            }
        }
    }

    private double distance(PackPartition partition, double base, int row, double score) {
        double sum = base
                + weights.products(score, partition.bias(row))
                + lanes.low(partition.bytes(), partition.low(row), lowWeights)
                - middle;
        int metric = query.head().metric();
        if (metric == PackFormat.METRIC_L2) {
            return Math.max(0, -2 * (sum + partition.correction(row)));
        }
        return metric == PackFormat.METRIC_COSINE ? Math.max(0, 1 - sum * partition.correction(row)) : 1 - sum;
    }
}
