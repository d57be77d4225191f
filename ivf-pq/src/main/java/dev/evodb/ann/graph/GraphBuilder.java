package dev.evodb.ann.graph;

import dev.evodb.ann.kernel.Ranked;
import dev.evodb.ann.parallel.Workers;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Links the nodes of a graph, in batches whose size does not depend on threads, so that the graph does
/// not either.
///
/// A batch has two phases. First each of its nodes finds its neighbours: the nearest of the graph as it
/// was before the batch, which no one changes meanwhile, and of the nodes of the batch before it, which
/// are all compared: nothing is lost against inserting one after the other. Then the edges are turned
/// round, sorted, and each node that got new neighbours takes them, or chooses anew if it has too many.
/// Within a phase no task reads what another writes: there are no locks.
public final class GraphBuilder {
    private static final int BATCH = 512;
    private static final int NODES_A_TASK = 8;
    private static final int EDGES_A_TASK = 256;

    private final Graph graph;
    private final NodeRows rows;
    private final int dims;
    private final int beam;
    private final Workers workers;
    private final ConcurrentLinkedQueue<Scratch> scratches = new ConcurrentLinkedQueue<>();

    /// `beam` nodes are held while the neighbours of a node are looked for.
    public GraphBuilder(Graph graph, NodeRows rows, int dims, int beam, Workers workers) {
        this.graph = graph;
        this.rows = rows;
        this.dims = dims;
        this.beam = beam;
        this.workers = workers;
    }

    /// What one thread works with.
    private final class Scratch {
        final GraphSearcher searcher = new GraphSearcher(graph, rows, dims);
        final NeighbourSelection selection = new NeighbourSelection(rows, dims);
        final int[] chosen = new int[2 * graph.links()];
        final int[] mates = new int[BATCH];
        final float[] mateScores = new float[BATCH];
        int[] candidates = new int[4 * graph.links()];
        float[] scores = new float[4 * graph.links()];
        long[] ranked = new long[4 * graph.links()];

        void reserve(int count) {
            if (candidates.length < count) {
                candidates = Arrays.copyOf(candidates, 2 * count);
                scores = new float[2 * count];
                ranked = new long[2 * count];
            }
        }
    }

    /// Links the nodes from `first` on; those before it have been.
    public void link(int first) throws IOException {
        for (int from = first; from < graph.nodes(); ) {
            int level = levelOf(from);
            int to = Math.min(from + BATCH, graph.size(level));
            link(from, to, level);
            workers.progress().report("linking", to, graph.nodes());
            from = to;
        }
    }

    /// The highest level that has a node.
    private int levelOf(int node) {
        int level = graph.levels() - 1;
        while (node >= graph.size(level)) {
            level--;
        }
        return level;
    }

    /// Links nodes that are all of the same levels.
    private void link(int from, int to, int topLevel) throws IOException {
        workers.run((to - from + NODES_A_TASK - 1) / NODES_A_TASK, task -> {
            Scratch scratch = take();
            int first = from + task * NODES_A_TASK;
            for (int node = first; node < Math.min(to, first + NODES_A_TASK); node++) {
                findNeighbours(scratch, from, node, topLevel);
            }
            scratches.add(scratch);
        });
        for (int level = topLevel; level >= 0; level--) {
            long[] edges = edgesBack(from, to, level);
            int at = level;
            workers.run((edges.length + EDGES_A_TASK - 1) / EDGES_A_TASK, task -> {
                Scratch scratch = take();
                linkBack(scratch, at, edges, task * EDGES_A_TASK, Math.min(edges.length, (task + 1) * EDGES_A_TASK));
                scratches.add(scratch);
            });
        }
    }

    private Scratch take() {
        Scratch scratch = scratches.poll();
        return scratch == null ? new Scratch() : scratch;
    }

    private void findNeighbours(Scratch scratch, int batchFrom, int node, int topLevel) {
        GraphSearcher searcher = scratch.searcher;
        searcher.prepareNode(node);
        Beam nearest = searcher.beam();
        int mates = node - batchFrom;
        for (int i = 0; i < mates; i++) {
            scratch.mates[i] = batchFrom + i;
        }
        searcher.scoreAll(scratch.mates, mates, scratch.mateScores);
        int entry = batchFrom == 0 ? -1 : searcher.descend(topLevel);
        for (int level = topLevel; level >= 0; level--) {
            if (entry < 0) {
                nearest.begin(beam);
            } else {
                searcher.searchLevel(level, entry, beam);
                entry = nearest.node(0);
            }
            for (int i = 0; i < mates; i++) {
                if (scratch.mateScores[i] < nearest.bound()) {
                    nearest.offer(scratch.mateScores[i], scratch.mates[i]);
                }
            }
            scratch.selection.clear();
            for (int i = 0; i < nearest.size(); i++) {
                scratch.selection.add(nearest.node(i), nearest.score(i));
            }
            int count = scratch.selection.select(graph.links(), scratch.chosen);
            graph.set(level, node, scratch.chosen, count);
        }
    }

    /// The edges of a batch turned round, `target << 32 | source`, sorted.
    private long[] edgesBack(int from, int to, int level) {
        long[] edges = new long[(to - from) * graph.links()];
        int[] list = new int[graph.degree(level)];
        int count = 0;
        for (int node = from; node < to; node++) {
            int neighbours = graph.copy(level, node, list);
            for (int i = 0; i < neighbours; i++) {
                edges[count++] = (long) list[i] << 32 | node;
            }
        }
        Arrays.sort(edges, 0, count);
        return Arrays.copyOf(edges, count);
    }

    /// Links back the targets whose first edge is in `[from, to)`.
    private void linkBack(Scratch scratch, int level, long[] edges, int from, int to) {
        int at = from;
        while (at < to && at > 0 && edges[at] >>> 32 == edges[at - 1] >>> 32) {
            at++;
        }
        while (at < to) {
            int target = (int) (edges[at] >>> 32);
            int end = at + 1;
            while (end < edges.length && edges[end] >>> 32 == target) {
                end++;
            }
            linkBack(scratch, level, target, edges, at, end);
            at = end;
        }
    }

    private void linkBack(Scratch scratch, int level, int target, long[] edges, int from, int to) {
        int degree = graph.degree(level);
        scratch.reserve(degree + to - from);
        int[] candidates = scratch.candidates;
        int count = graph.copy(level, target, candidates);
        for (int i = from; i < to; i++) {
            candidates[count++] = (int) edges[i];
        }
        if (count <= degree) {
            graph.set(level, target, candidates, count);
            return;
        }
        scratch.searcher.prepareNode(target);
        scratch.searcher.scoreAll(candidates, count, scratch.scores);
        for (int i = 0; i < count; i++) {
            scratch.ranked[i] = Ranked.of(scratch.scores[i], candidates[i]);
        }
        Arrays.sort(scratch.ranked, 0, count);
        scratch.selection.clear();
        for (int i = 0; i < count; i++) {
            scratch.selection.add(Ranked.row(scratch.ranked[i]), Ranked.score(scratch.ranked[i]));
        }
        graph.set(level, target, scratch.chosen, scratch.selection.select(degree, scratch.chosen));
    }
}
