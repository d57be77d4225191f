package dev.evodb.snippets.lance;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;

/// One search: the query's integer tables, then codes → candidates → 8-bit copies → hits. Not thread-safe.
///
/// A row's code holds the signs `s` of its residual `r = x - c`. The estimator is RaBitQ's (Gao and Long,
/// SIGMOD 2024, section 3): `<q, r>` is taken as `f <q, s>` with `f = |r|^2 / <s, r>`. Everything that does
/// not depend on the query is in the row's bias, so that one table serves all partitions.
public final class PackSearch {
    private final PackQuery query;
    private final Kernels kernels;
    private final int[] quantized;
    private final int[] table;
    private final double step;
    private final double copyStep;
    private final double squaredNorm;

    private PackSearch(PackQuery query, Kernels kernels) {
        this.query = query;
        this.kernels = kernels;
        float[] vector = query.vector();
        int codeBytes = PackFormat.codeBytes(vector.length);
        double largest = 0;
        for (int d = 0; d < vector.length; d++) {
            largest = Math.max(largest, Math.abs(vector[d]));
        }
        // Padding dims stay 0 and change no sum.
        quantized = new int[codeBytes << 3];
        int queryMax = PackFormat.queryMax(vector.length);
        double stepsPerUnit = largest > 0 ? queryMax / largest : 0;
        double squares = 0;
        for (int d = 0; d < vector.length; d++) {
            int value = (int) Math.floor(vector[d] * stepsPerUnit + 0.5);
            quantized[d] = value;
            squares += (double) value * value;
        }
        step = largest / queryMax * query.unit();
        // Copies of cosine packs have length 1, so has the quantized query: the angle between the two is exact.
        copyStep = query.head().metric() == Metric.COSINE ? PackQuery.inverse(Math.sqrt(squares)) : step;
        squaredNorm = squares * step * step;
        table = new int[codeBytes << 8];
        for (int j = 0; j < codeBytes; j++) {
            fillTable(j << 8, j << 3);
        }
    }

    /// Builds the tables of `query`: worth doing while its partitions are on their way.
    public static PackSearch prepare(PackQuery query, Kernels kernels) {
        return new PackSearch(query, kernels);
    }

    /// Entry `v` is the sum of eight values of the query, each with the sign that `v` has in its bit.
    private void fillTable(int entries, int from) {
        int sum = 0;
        for (int d = from; d < from + 8; d++) {
            sum -= quantized[d];
        }
        table[entries] = sum;
        for (int bit = 0; bit < 8; bit++) {
            int half = 1 << bit;
            int twice = 2 * quantized[from + bit];
            for (int v = 0; v < half; v++) {
                table[entries + half + v] = table[entries + v] + twice;
            }
        }
    }

    /// Searches the partitions of the query, `partitions[slot]` being number `query.probe(slot)`.
    ///
    /// @throws IllegalArgumentException if other partitions are given
    public PackHits run(PackPartition[] partitions) {
        int total = requireProbed(partitions);
        int wanted = Math.max(query.head().refineRows(), query.k());
        Candidates candidates = new Candidates(total);
        int ordinal = 0;
        for (int slot = 0; slot < partitions.length; slot++) {
            scan(partitions[slot], query.base(slot), ordinal, candidates);
            ordinal += partitions[slot].rows();
            if (slot == 0) {
                candidates.boundByBest(wanted);
            }
        }
        int copies = Math.min(query.head().spillCopies(), partitions.length);
        int[] best = candidates.best((int) Math.min((double) wanted * copies, total));
        PackHits hits = new PackHits(query.k(), partitions, total);
        refine(partitions, best, wanted, hits);
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

    private void scan(PackPartition partition, double base, int firstOrdinal, Candidates candidates) {
        int rows = partition.rows();
        int[] sums = new int[rows];
        int codeBytes = table.length >> 8;
        kernels.scanCodes(partition.bytes(), partition.codesFrom(), rows, codeBytes, table, sums);
        candidates.add(firstOrdinal, rows, base, step, sums, partition.factors(), partition.biases());
    }

    /// Offers up to `wanted` distinct rows of `best` to `hits`, by the distance to their copies.
    private void refine(PackPartition[] partitions, int[] best, int wanted, PackHits hits) {
        RowSet seen = new RowSet(Math.min(wanted, best.length));
        for (int i = 0; i < best.length && seen.size() < wanted; i++) {
            int slot = 0;
            int row = best[i];
            while (row >= partitions[slot].rows()) {
                row -= partitions[slot++].rows();
            }
            PackPartition partition = partitions[slot];
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
