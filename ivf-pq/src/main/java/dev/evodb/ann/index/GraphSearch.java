package dev.evodb.ann.index;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.graph.GraphSearcher;
import dev.evodb.ann.graph.NodeFilter;
import dev.evodb.ann.kernel.DistanceKernel;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.kernel.Ranked;
import dev.evodb.ann.source.UnitVectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Answers queries over a graph in memory. Thread-safe.
final class GraphSearch {
    private final GraphFile file;
    private final GraphHead head;
    private final GraphFile.Content content;
    private final @Nullable BitSet deleted;
    private final DistanceKernel distances;
    private final ScratchPool<GraphScratch> pool;
    private volatile @Nullable RowLocator locator;

    GraphSearch(GraphFile file, GraphFile.Content content, @Nullable BitSet deleted, KernelSet kernels) {
        this.file = file;
        this.head = file.head();
        this.content = content;
        this.deleted = deleted;
        this.distances = kernels.distance();
        this.pool = new ScratchPool<>(() -> new GraphScratch(content, head.dims()));
    }

    long bytes() {
        return content.bytes();
    }

    Hits search(SearchRequest request) throws IOException {
        GraphScratch scratch = pool.take();
        try {
            prepare(scratch, request);
            GraphPlan plan = GraphPlan.of(request, head, deleted != null);
            return switch (plan.way()) {
                case WALK -> walk(scratch, request, plan);
                case FILTERED_WALK -> walkFiltered(scratch, request, plan);
                case COMPARE_ALLOWED -> compareAllowed(scratch, request);
                case COMPARE_ALL -> compareAll(scratch, request);
            };
        } finally {
            pool.give(scratch);
        }
    }

    private void prepare(GraphScratch scratch, SearchRequest request) {
        System.arraycopy(request.query(), 0, scratch.query, 0, head.dims());
        if (head.metric() == Metric.COSINE) {
            UnitVectors.normalize(scratch.query, 0, head.dims());
        }
        scratch.begin();
    }

    private Hits walk(GraphScratch scratch, SearchRequest request, GraphPlan plan) throws IOException {
        scratch.searcher.search(scratch.query, plan.width());
        // Nodes that no edge leads to are not found by any walk.
        if (scratch.searcher.size(false) < Math.min(request.k(), head.nodes())) {
            return compareAll(scratch, request);
        }
        return answerWalk(scratch, request, false);
    }

    private Hits walkFiltered(GraphScratch scratch, SearchRequest request, GraphPlan plan) throws IOException {
        boolean isDone =
                scratch.searcher.search(scratch.query, plan.width(), filter(request.mask()), GraphPlan.budget(head));
        if (!isDone || scratch.searcher.size(true) < request.k()) {
            return compareAll(scratch, request);
        }
        return answerWalk(scratch, request, true);
    }

    private NodeFilter filter(RowMask mask) {
        BitSet gone = deleted;
        long[] rowIds = content.rowIds();
        if (gone == null) {
            return node -> mask.isAllowed(rowIds[node]);
        }
        return node -> !gone.get(node) && mask.isAllowed(rowIds[node]);
    }

    private Hits answerWalk(GraphScratch scratch, SearchRequest request, boolean isFiltered) throws IOException {
        GraphSearcher searcher = scratch.searcher;
        int count = Math.min(searcher.size(isFiltered), request.candidates());
        scratch.reserve(count);
        for (int i = 0; i < count; i++) {
            scratch.found[i] = Ranked.of(searcher.score(isFiltered, i), searcher.node(isFiltered, i));
        }
        scratch.size = count;
        if (request.refineFactor() > 0 && head.storage().hasBytes()) {
            refine(scratch);
        }
        return answer(scratch, request, SearchStatistics.Method.INDEX, searcher.scored(), 0);
    }

    /// Replaces scores of bytes by those of floats, where there are any.
    private void refine(GraphScratch scratch) throws IOException {
        if (content.floats() != null) {
            for (int i = 0; i < scratch.size; i++) {
                scratch.nodes[i] = Ranked.row(scratch.found[i]);
            }
            content.floats().prepare(scratch.forFloats, scratch.query);
            content.floats().score(scratch.forFloats, scratch.nodes, scratch.size, scratch.scores);
            for (int i = 0; i < scratch.size; i++) {
                scratch.found[i] = Ranked.of(scratch.scores[i], scratch.nodes[i]);
            }
            scratch.refined += scratch.size;
        } else if (head.storage().hasFloats()) {
            for (int i = 0; i < scratch.size; i++) {
                int node = Ranked.row(scratch.found[i]);
                file.readFloats(node, scratch.row);
                scratch.found[i] = Ranked.of(exact(scratch.query, scratch.row), node);
            }
            scratch.refined += scratch.size;
        }
    }

    private float exact(float[] query, float[] row) {
        return head.isL2()
                ? distances.squaredL2(query, 0, row, 0, head.dims())
                : 1 - distances.dot(query, 0, row, 0, head.dims());
    }

    private Hits compareAllowed(GraphScratch scratch, SearchRequest request) throws IOException {
        RowLocator known = locator();
        int[] count = {0};
        scratch.reserve(Math.toIntExact(request.mask().countAtMost()));
        request.mask().forEach(rowId -> {
            int node = known.find(rowId);
            if (node >= 0) {
                scratch.nodes[count[0]++] = node;
            }
        });
        int[] allowed = Arrays.copyOf(scratch.nodes, count[0]);
        Arrays.sort(allowed);
        for (int from = 0; from < allowed.length; from += GraphScratch.BLOCK) {
            int part = Math.min(GraphScratch.BLOCK, allowed.length - from);
            System.arraycopy(allowed, from, scratch.nodes, 0, part);
            compare(scratch, request, part);
        }
        return answerCompared(scratch, request, allowed.length);
    }

    private Hits compareAll(GraphScratch scratch, SearchRequest request) throws IOException {
        NodeFilter filter = filter(request.mask());
        boolean isAll = deleted == null && request.mask().isAll();
        scratch.begin();
        long compared = 0;
        for (int node = 0; node < head.nodes(); ) {
            int part = 0;
            while (part < GraphScratch.BLOCK && node < head.nodes()) {
                if (isAll || filter.allows(node)) {
                    scratch.nodes[part++] = node;
                }
                node++;
            }
            compare(scratch, request, part);
            compared += part;
        }
        return answerCompared(scratch, request, compared);
    }

    /// Adds `scratch.nodes[0 .. count)` to the candidates, scored by floats if they are in memory.
    private void compare(GraphScratch scratch, SearchRequest request, int count) {
        if (content.floats() != null) {
            content.floats().prepare(scratch.forFloats, scratch.query);
            content.floats().score(scratch.forFloats, scratch.nodes, count, scratch.scores);
        } else {
            content.rows().prepare(scratch.forRows, scratch.query);
            content.rows().score(scratch.forRows, scratch.nodes, count, scratch.scores);
        }
        int kept = request.candidates();
        if (scratch.found.length < scratch.size + count) {
            scratch.found = Arrays.copyOf(scratch.found, Math.max(2 * kept, scratch.size) + count);
        }
        for (int i = 0; i < count; i++) {
            scratch.found[scratch.size++] = Ranked.of(scratch.scores[i], scratch.nodes[i]);
        }
        if (scratch.size >= 2 * kept) {
            Ranked.select(scratch.found, scratch.size, kept);
            scratch.size = Math.min(scratch.size, kept);
        }
    }

    private Hits answerCompared(GraphScratch scratch, SearchRequest request, long compared) throws IOException {
        if (content.floats() == null) {
            Ranked.select(scratch.found, scratch.size, request.candidates());
            scratch.size = Math.min(scratch.size, request.candidates());
            refine(scratch);
        }
        return answer(scratch, request, SearchStatistics.Method.ROWS, 0, compared);
    }

    private RowLocator locator() throws IOException {
        RowLocator known = locator;
        if (known == null) {
            synchronized (this) {
                known = locator;
                if (known == null) {
                    known = RowLocator.of(new NodeIds(RowIds.of(content.rowIds())), deleted);
                    locator = known;
                }
            }
        }
        return known;
    }

    private Hits answer(
            GraphScratch scratch, SearchRequest request, SearchStatistics.Method method, long scored, long compared) {
        if (request.hasBounds()) {
            int kept = 0;
            for (int i = 0; i < scratch.size; i++) {
                if (request.isWithinBounds(Ranked.score(scratch.found[i]))) {
                    scratch.found[kept++] = scratch.found[i];
                }
            }
            scratch.size = kept;
        }
        int count = BestRows.select(scratch.found, scratch.size, request.k());
        long[] rowIds = new long[count];
        double[] found = new double[count];
        for (int i = 0; i < count; i++) {
            rowIds[i] = content.rowIds()[Ranked.row(scratch.found[i])];
            found[i] = Ranked.score(scratch.found[i]);
        }
        BestRows.sortTies(rowIds, found, count);
        int size = Math.min(count, request.k());
        return new Hits(
                size == count ? rowIds : Arrays.copyOf(rowIds, size),
                size == count ? found : Arrays.copyOf(found, size),
                new SearchStatistics(method, 0, scored, scratch.refined, compared, size < request.k(), ""));
    }
}
