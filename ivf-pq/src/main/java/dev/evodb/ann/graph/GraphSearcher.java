package dev.evodb.ann.graph;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Searches one graph, one query at a time, with memory that it keeps for the next. For one thread.
///
/// The neighbours of a node that were not seen yet are collected first, then scored together, so that the
/// cache misses of all of them are open at once; the list of the node that is likely next is loaded
/// meanwhile.
public final class GraphSearcher {
    private final Graph graph;
    private final NodeRows rows;

    /// A byte a node, the number of the search that saw it last: 340,000 of them stay in a second-level
    /// cache.
    private final byte[] seen;

    private byte search;
    private final NodeQuery query;
    private final Beam beam = new Beam();

    /// Nodes that may be answered, of a search with a filter.
    private final Beam allowed = new Beam();

    private final int[] batch;
    private final float[] scores;
    private long scored;

    public GraphSearcher(Graph graph, NodeRows rows, int dims) {
        this.graph = graph;
        this.rows = rows;
        this.seen = new byte[graph.nodes()];
        this.query = new NodeQuery(dims);
        this.batch = new int[2 * graph.links() + 1];
        this.scores = new float[batch.length];
    }

    /// Finds the `width` nearest nodes of `vector`, or nearly so; [#size] of them are found.
    public void search(float[] vector, int width) {
        rows.prepare(query, vector);
        scored = 0;
        int entry = descend(0);
        begin(width);
        enter(entry, score(entry));
        walkBase();
    }

    /// As [#search], among the nodes that `filter` allows; the others are walked through. Gives up, and
    /// answers false, when more than `budget` nodes were scored.
    public boolean search(float[] vector, int width, NodeFilter filter, long budget) {
        rows.prepare(query, vector);
        scored = 0;
        int entry = descend(0);
        begin(Integer.MAX_VALUE);
        allowed.begin(width);
        float entryScore = score(entry);
        enter(entry, entryScore);
        if (filter.allows(entry)) {
            allowed.offer(entryScore, entry);
        }
        while (scored <= budget) {
            int place = beam.nearest();
            if (place == beam.size() || beam.score(place) > allowed.bound()) {
                return true;
            }
            int node = beam.node(place);
            beam.expand(place);
            int count = collectBase(node);
            rows.score(query, batch, count, scores);
            scored += count;
            for (int i = 0; i < count; i++) {
                if (scores[i] < allowed.bound()) {
                    beam.offer(scores[i], batch[i]);
                    if (filter.allows(batch[i])) {
                        allowed.offer(scores[i], batch[i]);
                    }
                }
            }
        }
        return false;
    }

    /// Nodes that the last search found, the nearest first; `isFiltered` if it had a filter.
    public int size(boolean isFiltered) {
        return (isFiltered ? allowed : beam).size();
    }

    public int node(boolean isFiltered, int i) {
        return (isFiltered ? allowed : beam).node(i);
    }

    public float score(boolean isFiltered, int i) {
        return (isFiltered ? allowed : beam).score(i);
    }

    /// Scores computed by the last search.
    public long scored() {
        return scored;
    }

    /// For the builder: finds the `width` nodes of a level that are nearest to what was prepared, from
    /// `entry` on, which is on that level.
    void searchLevel(int level, int entry, int width) {
        begin(width);
        enter(entry, score(entry));
        if (level == 0) {
            walkBase();
        } else {
            walkUpper(level);
        }
    }

    /// For the builder: makes the row of a node what is searched for.
    void prepareNode(int node) {
        rows.prepareNode(query, node);
        scored = 0;
    }

    /// Scores `count` nodes of `nodes` for the node or vector prepared last.
    void scoreAll(int[] nodes, int count, float[] out) {
        rows.score(query, nodes, count, out);
    }

    /// What the last search found.
    Beam beam() {
        return beam;
    }

    /// Walks down from the highest level to the one above `level`, always to the nearest neighbour;
    /// answers where it ends.
    int descend(int level) {
        int node = 0;
        if (graph.levels() - 1 <= level) {
            return node;
        }
        float best = score(node);
        for (int at = graph.levels() - 1; at > level; at--) {
            int before = -1;
            while (before != node) {
                before = node;
                int count = graph.copy(at, node, batch);
                rows.score(query, batch, count, scores);
                scored += count;
                for (int i = 0; i < count; i++) {
                    if (scores[i] < best) {
                        best = scores[i];
                        node = batch[i];
                    }
                }
            }
        }
        return node;
    }

    private void begin(int width) {
        beam.begin(width);
        if (++search == 0) {
            Arrays.fill(seen, (byte) 0);
            search = 1;
        }
    }

    private void enter(int node, float score) {
        seen[node] = search;
        beam.offer(score, node);
    }

    private float score(int node) {
        batch[0] = node;
        rows.score(query, batch, 1, scores);
        scored++;
        return scores[0];
    }

    private void walkBase() {
        int place = beam.nearest();
        while (place < beam.size()) {
            int node = beam.node(place);
            beam.expand(place);
            int count = collectBase(node);
            int next = beam.nearest();
            if (next < beam.size()) {
                query.touched += graph.base().get(ValueLayout.JAVA_INT, 8L * graph.links() * beam.node(next));
            }
            offer(count);
            place = beam.nearest();
        }
    }

    private void walkUpper(int level) {
        int place = beam.nearest();
        while (place < beam.size()) {
            int node = beam.node(place);
            beam.expand(place);
            offer(collectUpper(level, node));
            place = beam.nearest();
        }
    }

    private void offer(int count) {
        rows.score(query, batch, count, scores);
        scored += count;
        float bound = beam.bound();
        for (int i = 0; i < count; i++) {
            if (scores[i] < bound) {
                beam.offer(scores[i], batch[i]);
                bound = beam.bound();
            }
        }
    }

    /// Fills `batch` with the neighbours that were not seen, and sees them. Each is written, and counted
    /// or not: whether one was seen is nothing that a processor could foresee.
    private int collectBase(int node) {
        MemorySegment base = graph.base();
        byte now = search;
        int degree = 2 * graph.links();
        long from = 4L * degree * node;
        int count = 0;
        for (int i = 0; i < degree; i++) {
            int neighbour = base.get(ValueLayout.JAVA_INT, from + 4L * i);
            batch[count] = neighbour;
            count += seen[neighbour] == now ? 0 : 1;
            seen[neighbour] = now;
        }
        return count;
    }

    private int collectUpper(int level, int node) {
        int[] lists = graph.upper(level);
        byte now = search;
        int degree = graph.links();
        int count = 0;
        for (int i = node * degree; i < (node + 1) * degree; i++) {
            int neighbour = lists[i];
            batch[count] = neighbour;
            count += seen[neighbour] == now ? 0 : 1;
            seen[neighbour] = now;
        }
        return count;
    }
}
