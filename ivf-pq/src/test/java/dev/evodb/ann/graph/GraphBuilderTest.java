package dev.evodb.ann.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.NearestRows;
import dev.evodb.ann.parallel.BuildProgress;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.sq.ScalarQuantizer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Graphs in memory: their shape, what they find, and that searching them allocates nothing.
class GraphBuilderTest {
    private static final int NODES = 3000;
    private static final int DIMS = 12;
    private static final int LINKS = 8;

    private final float[] values = gaussian(NODES * DIMS, 3);

    @Test
    void listsHaveNodesOfTheirLevelOnceEach() throws IOException {
        Graph graph = build(bytes(KernelSet.best()), 40, 2);
        assertArrayEquals(
                new int[] {3000, 375, 46, 5},
                IntStream.range(0, graph.levels()).map(graph::size).toArray());
        for (int level = 0; level < graph.levels(); level++) {
            int[] list = new int[graph.degree(level)];
            for (int node = 0; node < graph.size(level); node++) {
                int count = graph.copy(level, node, list);
                assertTrue(count > 0, "node " + node + " of level " + level + " has no neighbour");
                assertEquals(count, Arrays.stream(list, 0, count).distinct().count());
                for (int i = 0; i < count; i++) {
                    assertTrue(list[i] != node && list[i] < graph.size(level));
                }
            }
        }
    }

    @Test
    void aWalkInBreadthReachesAllNodesAndKeepsTheirLevels() throws IOException {
        Graph graph = build(bytes(KernelSet.best()), 40, 2);
        GraphOrder order = GraphOrder.inBreadth(graph);
        for (int node = 0; node < NODES; node++) {
            assertEquals(node, order.after()[order.before()[node]]);
            for (int level = 0; level < graph.levels(); level++) {
                assertEquals(node < graph.size(level), order.before()[node] < graph.size(level));
            }
        }
    }

    @Test
    void findsTheNearestByBytesAndByFloats() throws IOException {
        assertTrue(recall(bytes(KernelSet.best())) > 0.95);
        assertTrue(recall(floats(KernelSet.best())) > 0.97);
    }

    @Test
    void aFilteredWalkFindsAllowedNodesOnly() throws IOException {
        NodeRows rows = floats(KernelSet.best());
        GraphSearcher searcher = new GraphSearcher(build(rows, 40, 1), rows, DIMS);
        assertTrue(searcher.search(query(1), 30, node -> node % 3 == 0, NODES));
        assertEquals(30, searcher.size(true));
        for (int i = 0; i < 30; i++) {
            assertEquals(0, searcher.node(true, i) % 3);
        }
    }

    @Test
    void aFilteredWalkGivesUpWhenItsBudgetIsSpent() throws IOException {
        NodeRows rows = floats(KernelSet.best());
        GraphSearcher searcher = new GraphSearcher(build(rows, 40, 1), rows, DIMS);
        assertTrue(!searcher.search(query(1), 30, node -> node == NODES - 1, 500));
        assertTrue(searcher.scored() < 1000);
    }

    @Test
    void aSearchAllocatesNothing() throws IOException {
        // Vectors of the Vector API are objects until they are compiled.
        NodeRows rows = bytes(KernelSet.plain());
        GraphSearcher searcher = new GraphSearcher(build(rows, 20, 1), rows, DIMS);
        float[][] queries = new float[20][];
        Arrays.setAll(queries, this::query);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (float[] query : queries) {
                searcher.search(query, 50);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(least < queries.length, "20 searches allocated " + least + " bytes");
    }

    private double recall(NodeRows rows) throws IOException {
        GraphSearcher searcher = new GraphSearcher(build(rows, 100, 2), rows, DIMS);
        int found = 0;
        int[] nearest = new int[10];
        float[] distances = new float[NODES];
        for (int q = 0; q < 50; q++) {
            float[] query = query(q);
            KernelSet.plain().distance().squaredL2ToRows(query, 0, values, 0, DIMS, NODES, distances, 0);
            NearestRows exact = new NearestRows(10);
            for (int node = 0; node < NODES; node++) {
                exact.offer(distances[node], node);
            }
            exact.drain(nearest, new float[10]);
            searcher.search(query, 80);
            for (int i = 0; i < 10; i++) {
                int node = searcher.node(false, i);
                found += Arrays.stream(nearest).anyMatch(other -> other == node) ? 1 : 0;
            }
        }
        return found / 500.0;
    }

    private static Graph build(NodeRows rows, int beam, int threads) throws IOException {
        Graph graph = new Graph(LINKS, Graph.sizes(NODES, LINKS));
        try (Workers workers = new Workers(threads, BuildProgress.NONE)) {
            new GraphBuilder(graph, rows, DIMS, beam, workers).link(0);
        }
        return graph;
    }

    private ByteRows bytes(KernelSet kernels) {
        ByteRows rows = new ByteRows(NODES, ScalarQuantizer.perDim(values, DIMS, 0), true, kernels);
        byte[] code = new byte[DIMS];
        for (int node = 0; node < NODES; node++) {
            rows.put(node, values, node * DIMS, code);
        }
        return rows;
    }

    private FloatRows floats(KernelSet kernels) {
        FloatRows rows = new FloatRows(NODES, DIMS, true, kernels);
        for (int node = 0; node < NODES; node++) {
            rows.put(node, values, node * DIMS);
        }
        return rows;
    }

    private float[] query(int seed) {
        return gaussian(DIMS, 100 + seed);
    }

    private static float[] gaussian(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
