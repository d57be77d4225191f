package dev.evodb.ann.hnsw;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Nodes on a line, each linked to the two on either side; the query is a place on the line.
class HnswSearcherTest {
    private static final int NODES = 200;

    private final HnswSearcher searcher = new HnswSearcher();
    private final HnswGraph graph = line();

    @Test
    void findsTheNearestNodesOfALine() {
        for (int place = 0; place < NODES; place += 13) {
            search(place, null, 9, Double.POSITIVE_INFINITY);
            Set<Integer> expected = new TreeSet<>(nearest(place, 9));
            assertEquals(expected, found(), "around " + place);
        }
    }

    @Test
    void walksThroughNodesThatMayNotBeAnswered() {
        long[] even = new long[(NODES + 63) / 64];
        Arrays.fill(even, 0x5555_5555_5555_5555L);
        search(51.4, even, 4, Double.POSITIVE_INFINITY);
        assertEquals(Set.of(48, 50, 52, 54), found());
    }

    @Test
    void leavesOutDistancesAtTheUpperBound() {
        search(100, null, 9, 2);
        assertEquals(Set.of(99, 100, 101), found());
    }

    @Test
    void theDescentSavesDistances() {
        search(199, null, 1, Double.POSITIVE_INFINITY);
        assertEquals(Set.of(199), found());
        long withLevels = searcher.compared();
        HnswGraph flat = new HnswGraph(NODES, 0, List.of(level(1)));
        searcher.search(flat, node -> Math.abs(node - 199), null, 1, 0, Double.POSITIVE_INFINITY);
        assertTrue(withLevels < searcher.compared() / 2, withLevels + " of " + searcher.compared());
    }

    @Test
    void manySearchesDoNotDisturbEachOther() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1000; i++) {
            int place = random.nextInt(NODES);
            search(place, null, 9, Double.POSITIVE_INFINITY);
            assertEquals(new TreeSet<>(nearest(place, 9)), found(), "around " + place);
        }
    }

    @Test
    void anEmptyGraphHasNoNodes() {
        searcher.search(
                new HnswGraph(0, 0, List.of(new HnswGraph.Level(new int[0], new int[1], new int[0]))),
                _ -> 0,
                null,
                5,
                0,
                1);
        assertEquals(0, searcher.size());
    }

    @Test
    void rejectsNeighboursThatDoNotExist() {
        HnswGraph.Level level = new HnswGraph.Level(new int[] {0, 1}, new int[] {0, 1, 2}, new int[] {1, 2});
        assertEquals(
                "2 is none of 2 nodes",
                assertThrows(IllegalArgumentException.class, () -> new HnswGraph(2, 0, List.of(level)))
                        .getMessage());
    }

    private void search(double place, long @Nullable [] allowed, int ef, double upperBound) {
        searcher.search(graph, node -> (float) Math.abs(node - place), allowed, ef, 0, upperBound);
    }

    private Set<Integer> found() {
        Set<Integer> nodes = new TreeSet<>();
        for (int i = 0; i < searcher.size(); i++) {
            nodes.add(searcher.node(i));
        }
        return nodes;
    }

    /// Of two nodes at the same distance either may be found; near the ends there are none such at an odd
    /// count.
    private static List<Integer> nearest(int place, int count) {
        int from = Math.clamp(place - count / 2, 0, NODES - count);
        return IntStream.range(from, from + count).boxed().toList();
    }

    private static HnswGraph line() {
        return new HnswGraph(NODES, 0, List.of(level(1), level(20)));
    }

    private static HnswGraph.Level level(int step) {
        int[] nodes = IntStream.range(0, NODES).filter(i -> i % step == 0).toArray();
        int[] starts = new int[nodes.length + 1];
        int[] neighbours = new int[nodes.length * 4];
        int count = 0;
        for (int i = 0; i < nodes.length; i++) {
            for (int distance : new int[] {-2, -1, 1, 2}) {
                int neighbour = nodes[i] + distance * step;
                if (neighbour >= 0 && neighbour < NODES) {
                    neighbours[count++] = neighbour;
                }
            }
            starts[i + 1] = count;
        }
        return new HnswGraph.Level(nodes, starts, Arrays.copyOf(neighbours, count));
    }
}
