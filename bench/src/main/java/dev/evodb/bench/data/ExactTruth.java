package dev.evodb.bench.data;

import dev.evodb.ann.kernel.DistanceKernel;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.vector.TopK;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Exact nearest rows: a pass in `float` for twice as many as wanted, ranked again in `double`, ties by
/// the smaller ordinal.
final class ExactTruth {
    private static final int ROWS_A_BLOCK = 256;
    private static final int QUERIES_A_TASK = 25;

    private ExactTruth() {}

    /// Ordinals of the `k` nearest rows of each query, nearest first.
    static int[][] nearest(VectorSet set, int k) {
        int[][] truth = new int[set.queryRows()][];
        int tasks = (truth.length + QUERIES_A_TASK - 1) / QUERIES_A_TASK;
        IntStream.range(0, tasks)
                .parallel()
                .forEach(task -> nearest(
                        set, k, task * QUERIES_A_TASK, Math.min(truth.length, (task + 1) * QUERIES_A_TASK), truth));
        return truth;
    }

    private static void nearest(VectorSet set, int k, int fromQuery, int toQuery, int[][] truth) {
        int dims = set.dims();
        DistanceKernel kernel = KernelSet.best().distance();
        TopK[] candidates = new TopK[toQuery - fromQuery];
        Arrays.setAll(candidates, _ -> new TopK(Math.min(2 * k, set.rows())));
        float[] distances = new float[ROWS_A_BLOCK];
        for (int row = 0; row < set.rows(); row += ROWS_A_BLOCK) {
            int count = Math.min(ROWS_A_BLOCK, set.rows() - row);
            for (int q = fromQuery; q < toQuery; q++) {
                kernel.squaredL2ToRows(set.queries(), q * dims, set.base(), row * dims, dims, count, distances, 0);
                TopK nearest = candidates[q - fromQuery];
                for (int i = 0; i < count; i++) {
                    nearest.offer(distances[i], row + i);
                }
            }
        }
        for (int q = fromQuery; q < toQuery; q++) {
            truth[q] = rank(set, q, k, candidates[q - fromQuery]);
        }
    }

    private static int[] rank(VectorSet set, int query, int k, TopK candidates) {
        int[] ordinals = new int[candidates.size()];
        candidates.drain(ordinals, new double[ordinals.length]);
        TopK exact = new TopK(Math.min(k, ordinals.length));
        for (int ordinal : ordinals) {
            double sum = 0;
            for (int d = 0; d < set.dims(); d++) {
                double difference =
                        (double) set.queries()[query * set.dims() + d] - set.base()[ordinal * set.dims() + d];
                sum += difference * difference;
            }
            exact.offer(sum, ordinal);
        }
        int[] nearest = new int[exact.size()];
        exact.drain(nearest, new double[nearest.length]);
        return nearest;
    }
}
