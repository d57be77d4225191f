package dev.evodb.ann.index;

import java.util.List;

/// The graph of an index: `links` neighbours of a node at most, twice as many on level 0; it was built
/// with a `beam` of so many nodes; `levels` are the nodes of each level, the lowest first.
public record GraphShape(int links, int beam, List<Integer> levels) {
    public GraphShape {
        levels = List.copyOf(levels);
    }

    int[] sizes() {
        return levels.stream().mapToInt(Integer::intValue).toArray();
    }
}
