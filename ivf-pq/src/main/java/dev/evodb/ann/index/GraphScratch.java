package dev.evodb.ann.index;

import dev.evodb.ann.graph.GraphSearcher;
import dev.evodb.ann.graph.NodeQuery;
import java.util.Arrays;

/// What one query over a graph needs while it is answered: allocated once, used again by later queries.
/// For one thread.
final class GraphScratch {
    /// Rows that are compared at a time when all are.
    static final int BLOCK = 1024;

    final GraphSearcher searcher;
    final float[] query;
    final NodeQuery forRows;
    final NodeQuery forFloats;
    final float[] row;
    int[] nodes = new int[BLOCK];
    float[] scores = new float[BLOCK];

    /// Candidates, as of [dev.evodb.ann.kernel.Ranked].
    long[] found = new long[2 * BLOCK];
    int size;
    int refined;

    GraphScratch(GraphFile.Content content, int dims) {
        this.searcher = new GraphSearcher(content.graph(), content.rows(), dims);
        this.query = new float[dims];
        this.forRows = new NodeQuery(dims);
        this.forFloats = new NodeQuery(dims);
        this.row = new float[dims];
    }

    void begin() {
        size = 0;
        refined = 0;
    }

    /// Makes room for `count` nodes and candidates.
    void reserve(int count) {
        if (nodes.length < count) {
            nodes = new int[count];
            scores = new float[count];
        }
        if (found.length < count) {
            found = Arrays.copyOf(found, count);
        }
    }
}
