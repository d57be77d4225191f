package dev.evodb.ann.hnsw;

import java.util.Arrays;
import java.util.List;

/// A hierarchical navigable small world graph over nodes `0 .. nodes` (Malkov, Yashunin: "Efficient and
/// robust approximate nearest neighbor search using hierarchical navigable small world graphs", 2016).
/// Level 0 has all nodes, each level above some of those below. Immutable.
public final class HnswGraph {
    /// Most levels of one graph.
    public static final int MAX_LEVELS = 64;

    private final int nodes;
    private final int entryPoint;
    private final List<Level> levels;

    /// The nodes of a level, ascending, and their neighbours: those of `nodes[i]` are `neighbours[starts[i]
    /// .. starts[i + 1])`.
    public record Level(int[] nodes, int[] starts, int[] neighbours) {
        public Level {
            if (starts.length != nodes.length + 1 || starts[nodes.length] != neighbours.length) {
                throw new IllegalArgumentException(
                        nodes.length + " nodes, " + starts.length + " starts, " + neighbours.length + " neighbours");
            }
        }
    }

    /// `levels` from the lowest up; arrays are borrowed.
    ///
    /// @throws IllegalArgumentException if level 0 has not all nodes, or one of the numbers is no node
    public HnswGraph(int nodes, int entryPoint, List<Level> levels) {
        if (levels.isEmpty() || levels.size() > MAX_LEVELS || levels.getFirst().nodes.length != nodes) {
            throw new IllegalArgumentException(
                    "level 0 of " + levels.size() + " levels has not the " + nodes + " nodes");
        }
        if (entryPoint < 0 || entryPoint >= Math.max(1, nodes)) {
            throw new IllegalArgumentException("entry point " + entryPoint + " is none of " + nodes + " nodes");
        }
        for (Level level : levels) {
            requireNodes(level.nodes, nodes);
            requireNodes(level.neighbours, nodes);
            for (int i = 1; i < level.nodes.length; i++) {
                if (level.nodes[i] <= level.nodes[i - 1]) {
                    throw new IllegalArgumentException("node " + level.nodes[i] + " follows " + level.nodes[i - 1]);
                }
            }
        }
        this.nodes = nodes;
        this.entryPoint = entryPoint;
        this.levels = List.copyOf(levels);
    }

    private static void requireNodes(int[] numbers, int nodes) {
        for (int number : numbers) {
            if (number < 0 || number >= nodes) {
                throw new IllegalArgumentException(number + " is none of " + nodes + " nodes");
            }
        }
    }

    public int nodes() {
        return nodes;
    }

    /// Where searches start, on the highest level.
    public int entryPoint() {
        return entryPoint;
    }

    public int levels() {
        return levels.size();
    }

    /// The neighbours of a level, see [#from] and [#to].
    int[] neighbours(int level) {
        return levels.get(level).neighbours;
    }

    /// The place of `node` on a level, or -1 if the level has not got it.
    int place(int level, int node) {
        if (level == 0) {
            return node;
        }
        return Math.max(-1, Arrays.binarySearch(levels.get(level).nodes, node));
    }

    /// Where the neighbours of the node at a place start.
    int from(int level, int place) {
        return levels.get(level).starts[place];
    }

    /// Where they end.
    int to(int level, int place) {
        return levels.get(level).starts[place + 1];
    }
}
