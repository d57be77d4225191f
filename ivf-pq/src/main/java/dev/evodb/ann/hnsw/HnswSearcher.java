package dev.evodb.ann.hnsw;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Searches graphs, one at a time, with memory that it keeps for the next search: greedy descent through
/// all levels, then a beam on level 0. For one thread.
///
/// Answers what the writer of the graphs answers, version 7.0.0, in two things where the literature does
/// otherwise: the descent includes level 0, and a node's neighbours are held against the worst result of
/// before the first of them. Both can lose neighbours that are near; docs/adr/0004-hnsw-search.md has the
/// figures. A node that may not be answered is walked through all the same.
public final class HnswSearcher {
    /// The best nodes so far, the worst on top.
    private final NodeHeap results = new NodeHeap(true);

    /// Nodes whose neighbours were not looked at yet, the nearest on top.
    private final NodeHeap candidates = new NodeHeap(false);

    /// The number of the search that saw a node last.
    private int[] seen = {};

    private int searches;
    private long compared;

    /// Finds up to `ef` nodes whose distances are in `[lowerBound, upperBound)` and whose bit in `allowed`
    /// is set (bit `i` of word `i / 64`, least significant first; null allows all).
    public void search(
            HnswGraph graph,
            NodeDistance distances,
            long @Nullable [] allowed,
            int ef,
            double lowerBound,
            double upperBound) {
        results.clear();
        candidates.clear();
        compared = 0;
        if (graph.nodes() == 0) {
            return;
        }
        startSeeing(graph.nodes());
        int entry = descend(graph, distances);
        float entryDistance = distance(distances, entry);
        seen[entry] = searches;
        candidates.push(entryDistance, entry);
        if (isAllowed(allowed, entry) && entryDistance >= lowerBound && entryDistance < upperBound) {
            results.push(entryDistance, entry);
        }
        int[] neighbours = graph.neighbours(0);
        while (!candidates.isEmpty()) {
            float farthest = results.isEmpty() ? Float.POSITIVE_INFINITY : results.topDistance();
            if (results.size() >= ef && candidates.topDistance() > farthest) {
                break;
            }
            int node = candidates.pop();
            for (int i = graph.from(0, node); i < graph.to(0, node); i++) {
                int neighbour = neighbours[i];
                if (seen[neighbour] == searches) {
                    continue;
                }
                seen[neighbour] = searches;
                float distance = distance(distances, neighbour);
                boolean isFull = results.size() >= ef;
                // The bound is that of before this node's neighbours, as in the reference: see the class.
                if (isFull && distance > farthest) {
                    continue;
                }
                candidates.push(distance, neighbour);
                boolean isBetter = !isFull || distance < results.topDistance();
                if (isBetter && isAllowed(allowed, neighbour) && distance >= lowerBound && distance < upperBound) {
                    if (isFull) {
                        results.pop();
                    }
                    results.push(distance, neighbour);
                }
            }
        }
    }

    /// Nodes that the last search found, in no order.
    public int size() {
        return results.size();
    }

    public int node(int i) {
        return results.node(i);
    }

    public float distance(int i) {
        return results.distance(i);
    }

    /// Distances that the last search computed.
    public long compared() {
        return compared;
    }

    /// The node of level 0 to start from: level by level, to the best neighbour as long as one is better.
    private int descend(HnswGraph graph, NodeDistance distances) {
        int best = graph.entryPoint();
        float bestDistance = distance(distances, best);
        for (int level = graph.levels() - 1; level >= 0; level--) {
            int[] neighbours = graph.neighbours(level);
            int node = -1;
            while (node != best) {
                node = best;
                int place = graph.place(level, node);
                int to = place < 0 ? 0 : graph.to(level, place);
                for (int i = place < 0 ? 0 : graph.from(level, place); i < to; i++) {
                    float distance = distance(distances, neighbours[i]);
                    if (distance < bestDistance) {
                        bestDistance = distance;
                        best = neighbours[i];
                    }
                }
            }
        }
        return best;
    }

    private float distance(NodeDistance distances, int node) {
        compared++;
        return distances.of(node);
    }

    private void startSeeing(int nodes) {
        if (seen.length < nodes) {
            seen = new int[nodes];
            searches = 0;
        }
        if (++searches == 0) {
            Arrays.fill(seen, 0);
            searches = 1;
        }
    }

    private static boolean isAllowed(long @Nullable [] allowed, int node) {
        return allowed == null || (allowed[node >>> 6] >>> node & 1) != 0;
    }
}
