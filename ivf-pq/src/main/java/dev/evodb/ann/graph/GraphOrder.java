package dev.evodb.ann.graph;

import java.util.Arrays;

/// Another numbering of the nodes of a graph: as a walk in breadth comes to them, so that nodes which are
/// looked at together lie together. Levels keep their nodes, see [Graph].
///
/// `before[i]` is the number before of node `i`, `after` the other way round.
public record GraphOrder(int[] before, int[] after) {
    /// The order of a walk from node 0; nodes that it does not reach come last.
    public static GraphOrder inBreadth(Graph graph) {
        int nodes = graph.nodes();
        int[] walk = new int[nodes];
        boolean[] isSeen = new boolean[nodes];
        int[] list = new int[graph.degree(0)];
        int size = 0;
        for (int start = 0; start < nodes; start++) {
            if (isSeen[start]) {
                continue;
            }
            isSeen[start] = true;
            walk[size++] = start;
            for (int at = size - 1; at < size; at++) {
                int count = graph.copy(0, walk[at], list);
                for (int i = 0; i < count; i++) {
                    if (!isSeen[list[i]]) {
                        isSeen[list[i]] = true;
                        walk[size++] = list[i];
                    }
                }
            }
        }
        return byLevels(graph, walk);
    }

    /// Nodes by descending level, those of one level as they are in `walk`.
    private static GraphOrder byLevels(Graph graph, int[] walk) {
        int[] before = new int[walk.length];
        int size = 0;
        int from = 0;
        for (int level = graph.levels() - 1; level >= 0; level--) {
            int to = graph.size(level);
            for (int node : walk) {
                if (node >= from && node < to) {
                    before[size++] = node;
                }
            }
            from = to;
        }
        int[] after = new int[walk.length];
        for (int i = 0; i < size; i++) {
            after[before[i]] = i;
        }
        return new GraphOrder(before, after);
    }

    /// Answers `neighbours[0 .. count)` in new numbers, in place.
    public void renumber(int[] neighbours, int count) {
        for (int i = 0; i < count; i++) {
            neighbours[i] = after[neighbours[i]];
        }
    }

    /// Every node keeps its number.
    public static GraphOrder none(int nodes) {
        int[] same = new int[nodes];
        Arrays.setAll(same, i -> i);
        return new GraphOrder(same, same);
    }
}
