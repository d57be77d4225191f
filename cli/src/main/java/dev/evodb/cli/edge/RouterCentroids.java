package dev.evodb.cli.edge;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.cli.pack.CentroidGrid;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Where the branches of a chain's routers lie: a shard has the centroid that the shard map gives it, a
/// router the mean of those of all shards below it, again of unit length if the metric is cosine. The means
/// that a router above chooses by are on a [CentroidGrid] of their own. Immutable.
public final class RouterCentroids {
    /// They add up in the order of the dims, as routers do: equal sums, and the same choice.
    private static final Kernels KERNELS = new ScalarKernels();

    private final Chain chain;
    private final Map<StepId, float[][]> byRouter = new LinkedHashMap<>();

    private RouterCentroids(Chain chain) {
        this.chain = chain;
    }

    /// For `chain`, whose leaves have the rows `shards`, borrowed.
    ///
    /// @throws IllegalArgumentException if a leaf has none
    public static RouterCentroids of(Chain chain, Metric metric, Map<StepId, float[]> shards) {
        RouterCentroids all = new RouterCentroids(chain);
        boolean isUnit = metric == Metric.COSINE;
        for (Step step : chain.steps()) {
            if (step instanceof Step.Parallel router) {
                boolean isLowest = true;
                float[][] rows = new float[router.calls().size()][];
                for (int b = 0; b < rows.length; b++) {
                    StepId branch = router.calls().get(b);
                    isLowest &= chain.step(branch).calls().isEmpty();
                    rows[b] = mean(all.leaves(branch), shards, isUnit);
                }
                all.byRouter.put(router.id(), isLowest ? rows : CentroidGrid.of(rows, isUnit));
            }
        }
        return all;
    }

    /// Those of the routers that choose by them.
    public Centroids ofChoosing() {
        Map<StepId, float[][]> choosing = new HashMap<>(byRouter);
        choosing.keySet().removeIf(id -> !chooses(id));
        return new Centroids(choosing);
    }

    /// The shards that are asked about `query`, in the order of the chain.
    public List<StepId> asked(float[] query) {
        List<StepId> asked = new ArrayList<>();
        addAsked(chain.entry(), query, asked);
        return asked;
    }

    private void addAsked(StepId id, float[] query, List<StepId> asked) {
        Step step = chain.step(id);
        if (!(step instanceof Step.Parallel router)) {
            asked.add(id);
            return;
        }
        int called = router.fanOut().partitioner().called(router.calls().size());
        int[] ranks = ranks(id, query);
        for (int b = 0; b < ranks.length; b++) {
            if (!chooses(id) || ranks[b] < called) {
                addAsked(router.calls().get(b), query, asked);
            }
        }
    }

    /// For each shard of the chain, of the branches that lead to it, from the top one down, how many of the
    /// same router are nearer to `query`, or as near and before it.
    Map<StepId, int[]> ranks(float[] query) {
        Map<StepId, int[]> ranks = new HashMap<>();
        addRanks(chain.entry(), query, new int[0], ranks);
        return ranks;
    }

    private void addRanks(StepId id, float[] query, int[] above, Map<StepId, int[]> all) {
        List<StepId> branches = chain.step(id).calls();
        if (branches.isEmpty()) {
            all.put(id, above);
            return;
        }
        int[] ranks = ranks(id, query);
        for (int b = 0; b < ranks.length; b++) {
            int[] path = Arrays.copyOf(above, above.length + 1);
            path[above.length] = ranks[b];
            addRanks(branches.get(b), query, path, all);
        }
    }

    private int[] ranks(StepId router, float[] query) {
        float[][] rows = Objects.requireNonNull(byRouter.get(router));
        double[] distances = new double[rows.length];
        for (int b = 0; b < rows.length; b++) {
            distances[b] = KERNELS.squaredL2(query, 0, rows[b], 0, query.length);
        }
        int[] ranks = new int[rows.length];
        for (int b = 0; b < rows.length; b++) {
            for (int other = 0; other < rows.length; other++) {
                boolean isBefore = distances[other] < distances[b] || (distances[other] == distances[b] && other < b);
                ranks[b] += isBefore ? 1 : 0;
            }
        }
        return ranks;
    }

    private boolean chooses(StepId id) {
        return chain.step(id) instanceof Step.Parallel router
                && router.fanOut().partitioner() instanceof Partitioner.ByCentroid;
    }

    private List<StepId> leaves(StepId id) {
        List<StepId> calls = chain.step(id).calls();
        if (calls.isEmpty()) {
            return List.of(id);
        }
        return calls.stream().flatMap(called -> leaves(called).stream()).toList();
    }

    private static float[] mean(List<StepId> leaves, Map<StepId, float[]> shards, boolean isUnit) {
        float[][] rows = new float[leaves.size()][];
        for (int i = 0; i < rows.length; i++) {
            float[] row = shards.get(leaves.get(i));
            if (row == null) {
                throw new IllegalArgumentException("shard " + leaves.get(i) + " has no centroid");
            }
            rows[i] = row;
        }
        if (rows.length == 1) {
            return rows[0];
        }
        float[] mean = new float[rows[0].length];
        for (int d = 0; d < mean.length; d++) {
            double sum = 0;
            for (float[] row : rows) {
                sum += row[d];
            }
            mean[d] = (float) (sum / rows.length);
        }
        if (isUnit) {
            Distances.normalize(KERNELS, mean, 0, mean.length);
        }
        return mean;
    }
}
