package dev.evodb.cli.edge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.jvm.run.Caller;
import dev.evodb.chain.jvm.run.ChainExecutor;
import dev.evodb.chain.jvm.run.Value;
import dev.evodb.cli.pack.CentroidGrid;
import dev.evodb.vector.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RouterCentroidsTest {
    private static final int DIMS = 20;

    @Test
    void executorAsksTheShardsThatTheMapChooses() throws Exception {
        Random random = new Random(11);
        for (int trial = 0; trial < 60; trial++) {
            Metric metric = trial % 2 == 0 ? Metric.COSINE : Metric.L2;
            int count = 2 + random.nextInt(24);
            TreeShape shape = TreeShape.of(count, trial % 3 == 0 ? 30 : 5);
            List<Integer> most = List.of(1 + random.nextInt(4), 1 + random.nextInt(4));
            Chain chain = new PackChain(TreeShape.of(count, 5), List.of(), PackChain.DEFAULT_URL, 0)
                    .asking(shape, most)
                    .of(Map.of());
            RouterCentroids centroids = RouterCentroids.of(chain, metric, rows(random, count, metric));
            float[] query = vector(random);

            List<StepId> asked = Collections.synchronizedList(new ArrayList<>());
            Map<String, Caller> callers = new HashMap<>();
            for (Step step : chain.steps()) {
                if (step instanceof Step.Invoke shard) {
                    callers.put(shard.snippet().orElseThrow().url(), _ -> {
                        asked.add(shard.id());
                        return Value.object("hits", Value.list());
                    });
                }
            }
            new ChainExecutor(chain, Budgets.unlimited(), noMore(callers), centroids.ofChoosing())
                    .run(new Value.Bytes("application/octet-stream", EdgeAnswer.littleEndian(query)), Map.of());

            List<StepId> expected = new ArrayList<>(centroids.asked(query));
            expected.sort((a, b) -> a.text().compareTo(b.text()));
            asked.sort((a, b) -> a.text().compareTo(b.text()));
            assertEquals(expected, asked, "trial " + trial);
        }
    }

    /// Shards say how much they read, too.
    private static Map<String, Caller> noMore(Map<String, Caller> callers) {
        callers.replaceAll((_, caller) -> call -> {
            Map<String, Value> answer = new HashMap<>(((Value.Members) caller.call(call)).members());
            answer.put("rows", Value.of(1));
            answer.put("nprobes", Value.of(1));
            return new Value.Members(answer);
        });
        return callers;
    }

    @Test
    void aRouterLiesInTheMiddleOfItsShards() {
        Chain chain = new PackChain(TreeShape.of(4, 2), List.of(1, 1), PackChain.DEFAULT_URL, 0).of(Map.of());
        Map<StepId, float[]> rows = new HashMap<>();
        float[][] corners = {{0, 0}, {2, 0}, {8, 8}, {8, 4}};
        for (int i = 0; i < corners.length; i++) {
            rows.put(PackChain.shardId(i), corners[i]);
        }
        Map<StepId, float[][]> all =
                RouterCentroids.of(chain, Metric.L2, rows).ofChoosing().byStep();
        assertEquals(3, all.size());
        float[][] top = Objects.requireNonNull(all.get(new StepId("router")));
        assertArrayEquals(new float[] {1, 0}, top[0]);
        assertArrayEquals(new float[] {8, 6}, top[1]);
        assertArrayEquals(corners[2], Objects.requireNonNull(all.get(new StepId("router-1")))[0]);
    }

    @Test
    void routersThatAskAllNeedNone() {
        Chain chain = new PackChain(TreeShape.of(4, 2), List.of(2, 1), PackChain.DEFAULT_URL, 0).of(Map.of());
        RouterCentroids centroids = RouterCentroids.of(chain, Metric.L2, rows(new Random(1), 4, Metric.L2));
        assertTrue(!centroids.ofChoosing().byStep().containsKey(new StepId("router")));
        assertEquals(2, centroids.asked(new float[DIMS]).size());
        assertEquals(
                "shard shard-3 has no centroid",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RouterCentroids.of(chain, Metric.L2, rows(new Random(1), 3, Metric.L2)))
                        .getMessage());
    }

    private static Map<StepId, float[]> rows(Random random, int count, Metric metric) {
        float[][] rows = new float[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = vector(random);
        }
        rows = CentroidGrid.of(rows, metric == Metric.COSINE);
        Map<StepId, float[]> byShard = new HashMap<>();
        for (int i = 0; i < count; i++) {
            byShard.put(PackChain.shardId(i), rows[i]);
        }
        return byShard;
    }

    private static float[] vector(Random random) {
        float[] vector = new float[DIMS];
        double square = 0;
        for (int d = 0; d < DIMS; d++) {
            vector[d] = (float) random.nextGaussian();
            square += vector[d] * vector[d];
        }
        for (int d = 0; d < DIMS; d++) {
            vector[d] /= (float) Math.sqrt(square);
        }
        return vector;
    }
}
