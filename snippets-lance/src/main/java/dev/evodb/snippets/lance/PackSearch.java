package dev.evodb.snippets.lance;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;

/// One search: the query's integers, then codes → candidates → 8-bit copies → hits. Not thread-safe.
///
/// A row's code holds its residual `r = x - c` in two bits a dimension. `<q, c>` is the same for all rows
/// of a partition and everything else that does not depend on the query is in the row's bias (L2 only),
/// so that one set of integer weights serves all partitions.
public final class PackSearch {
    /// Estimates of candidates are compared in units of the lanes, this far from the nearest partition's.
    private static final double MAX_BASE = 1 << 20;

    /// Multiplies the estimate in a candidate's key: 12 bits of slot and 16 of row below it.
    private static final double KEY = 1 << 28;

    private final PackQuery query;
    private final Kernels kernels;
    private final Lanes lanes;
    private final LaneWeights weights;
    private final int[] quantized;
    private final double copyStep;
    private final double squaredNorm;

    private PackSearch(PackQuery query, Kernels kernels, Lanes lanes) {
        this.query = query;
        this.kernels = kernels;
        this.lanes = lanes;
        PackHead head = query.head();
        float[] vector = query.vector();
        double largest = 0;
        double[] slopes = new double[vector.length];
        for (int d = 0; d < vector.length; d++) {
            largest = Math.max(largest, Math.abs(vector[d]));
            slopes[d] = vector[d] * query.unit() * head.rowStep(d);
        }
        weights = LaneWeights.of(slopes, PackFormat.CODE_BITS, head.rowBiasStep());
        quantized = new int[vector.length];
        int queryMax = PackFormat.queryMax(vector.length);
        double stepsPerUnit = largest > 0 ? queryMax / largest : 0;
        double squares = 0;
        for (int d = 0; d < vector.length; d++) {
            int value = (int) Math.floor(vector[d] * stepsPerUnit + 0.5);
            quantized[d] = value;
            squares += (double) value * value;
        }
        double step = largest / queryMax * query.unit();
        // Copies of cosine packs have length 1, so has the quantized query: the angle between the two is exact.
        copyStep = head.metric() == Metric.COSINE ? PackQuery.inverse(Math.sqrt(squares)) : step;
        squaredNorm = squares * step * step;
    }

    /// Makes the integers of `query`: worth doing while its partitions are on their way.
    public static PackSearch prepare(PackQuery query, Kernels kernels, Lanes lanes) {
        return new PackSearch(query, kernels, lanes);
    }

    /// Searches the partitions of the query, `partitions[slot]` being number `query.probe(slot)`.
    ///
    /// @throws IllegalArgumentException if other partitions are given
    public PackHits run(PackPartition[] partitions) {
        int total = requireProbed(partitions);
        int wanted = Math.max(query.head().refineRows(), query.k());
        double[] keys = candidates(partitions, wanted);
        lanes.sort(keys);
        PackHits hits = new PackHits(query.k(), partitions, total);
        refine(partitions, keys, wanted, hits);
        return hits;
    }

    private int requireProbed(PackPartition[] partitions) {
        boolean isProbed = partitions.length == query.nprobes();
        int total = 0;
        for (int slot = 0; isProbed && slot < partitions.length; slot++) {
            isProbed = partitions[slot].number() == query.probe(slot);
            total += partitions[slot].rows();
        }
        if (!isProbed) {
            throw new IllegalArgumentException("partitions are not the ones that the query probes");
        }
        return total;
    }

    /// The best `wanted` rows of each partition as keys: estimate, then earlier slots, then earlier rows.
    private double[] candidates(PackPartition[] partitions, int wanted) {
        double[][] best = new double[partitions.length][];
        int count = 0;
        for (int slot = 0; slot < partitions.length; slot++) {
            best[slot] = partitions[slot].code().best(weights.values(), weights.bias(), wanted);
            count += best[slot].length;
        }
        double[] keys = new double[count];
        int at = 0;
        for (int slot = 0; slot < partitions.length; slot++) {
            double[] of = best[slot];
            double lead = (query.base(slot) - query.base(0)) * weights.scale() + 0.5;
            // NaN (of damaged centroids) becomes 0.
            double base = MAX_BASE + (int) Math.floor(Math.max(-MAX_BASE, Math.min(MAX_BASE, lead)));
            // The key of a lane is its sum and 16 bits of row: moved to the higher place of this key's sum.
            double slots = (PackFormat.MAX_PARTITIONS - 1 - slot) * 65_536.0;
            for (int i = 0; i < of.length; i++) {
                double sum = Math.floor(of[i] / 65_536);
                keys[at++] = (base + sum) * KEY + slots + (of[i] - sum * 65_536);
            }
        }
        return keys;
    }

    /// Offers up to `wanted` distinct rows, those of the highest keys, by the distance to their copies.
    private void refine(PackPartition[] partitions, double[] keys, int wanted, PackHits hits) {
        RowSet seen = new RowSet(Math.min(wanted, keys.length));
        for (int i = keys.length - 1; i >= 0 && seen.size() < wanted; i--) {
            int place = (int) (keys[i] - Math.floor(keys[i] / KEY) * KEY);
            int slot = PackFormat.MAX_PARTITIONS - 1 - (place >> 16);
            PackPartition partition = partitions[slot];
            int row = partition.rows() - 1 - (place & 0xFFFF);
            if (seen.add(partition.rowIdLow(row), partition.rowIdHigh(row))) {
                hits.offer(distance(partition, row), slot, row);
            }
        }
    }

    private double distance(PackPartition partition, int row) {
        int dims = query.head().dims();
        int dot = kernels.dotInt8(partition.bytes(), partition.copiesFrom() + row * dims, quantized, dims);
        double product = dot * copyStep * partition.scale(row);
        // Not a switch: over an enum it costs a snippet 300 bytes.
        Metric metric = query.head().metric();
        if (metric == Metric.L2) {
            return Math.max(0, squaredNorm + partition.norm(row) - 2 * product);
        }
        return metric == Metric.COSINE ? Math.max(0, 1 - product) : 1 - product;
    }
}
