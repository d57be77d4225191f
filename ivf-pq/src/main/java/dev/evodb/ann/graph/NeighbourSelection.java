package dev.evodb.ann.graph;

/// Chooses neighbours that lie in different directions: of candidates from the nearest on, each that is
/// nearer to the node than to all chosen before (algorithm 4 of the paper, without what it discarded).
/// For one thread.
///
/// Whenever one is chosen, all candidates left are compared with it together, and those that it shadows
/// are dropped: the comparisons of the paper, but in batches.
final class NeighbourSelection {
    private final NodeRows rows;
    private final NodeQuery query;
    private int[] nodes = new int[256];
    private float[] scores = new float[256];
    private float[] distances = new float[256];
    private int size;

    NeighbourSelection(NodeRows rows, int dims) {
        this.rows = rows;
        this.query = new NodeQuery(dims);
    }

    void clear() {
        size = 0;
    }

    /// Adds a candidate, the nearest first.
    void add(int node, float score) {
        if (size == nodes.length) {
            nodes = java.util.Arrays.copyOf(nodes, 2 * size);
            scores = java.util.Arrays.copyOf(scores, 2 * size);
            distances = new float[2 * size];
        }
        nodes[size] = node;
        scores[size++] = score;
    }

    /// Moves the chosen, at most `most`, to `out`; answers how many these are. Candidates are forgotten.
    int select(int most, int[] out) {
        int chosen = 0;
        while (size > 0 && chosen < most) {
            int node = nodes[0];
            out[chosen++] = node;
            size--;
            System.arraycopy(nodes, 1, nodes, 0, size);
            System.arraycopy(scores, 1, scores, 0, size);
            if (chosen < most) {
                rows.prepareNode(query, node);
                rows.score(query, nodes, size, distances);
                drop();
            }
        }
        size = 0;
        return chosen;
    }

    /// Drops candidates that are nearer to the one chosen last.
    private void drop() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            nodes[kept] = nodes[i];
            scores[kept] = scores[i];
            kept += distances[i] < scores[i] ? 0 : 1;
        }
        size = kept;
    }
}
