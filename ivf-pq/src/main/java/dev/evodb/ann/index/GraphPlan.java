package dev.evodb.ann.index;

import dev.evodb.ann.SearchRequest;
import java.util.ArrayList;
import java.util.List;

/// How a query over a graph is answered: `width` nodes are held by the walk.
record GraphPlan(Way way, int width) {
    /// Filters that leave at most so many rows are answered by comparing these, whatever the graph.
    private static final int LEAST_COMPARED = 2048;

    /// Scores that a walk computes for each node it goes through, about.
    private static final long SCORES_A_NODE = 16;

    enum Way {
        /// A walk, all nodes may be answered.
        WALK,
        /// A walk through all nodes, some may be answered.
        FILTERED_WALK,
        /// The rows of the filter are compared.
        COMPARE_ALLOWED,
        /// All rows are compared.
        COMPARE_ALL
    }

    static GraphPlan of(SearchRequest request, GraphHead head, boolean hasDeletions) {
        int width = request.beam();
        long count = request.mask().countAtMost();
        // A walk scores about 16 nodes for each it goes through, of which one in `nodes / count` may be
        // answered: the dearer way from there on.
        boolean isDear = (double) count * count <= (double) SCORES_A_NODE * width * head.nodes();
        if (count < head.nodes() && (count <= LEAST_COMPARED || isDear)) {
            return new GraphPlan(Way.COMPARE_ALLOWED, width);
        }
        if (width >= head.nodes()) {
            return new GraphPlan(Way.COMPARE_ALL, width);
        }
        return new GraphPlan(request.mask().isAll() && !hasDeletions ? Way.WALK : Way.FILTERED_WALK, width);
    }

    /// Scores after which a filtered walk gives up: all allowed rows are compared instead.
    static long budget(GraphHead head) {
        return Math.max(LEAST_COMPARED, head.nodes() / 4);
    }

    String explain(SearchRequest request, GraphHead head) {
        RowStorage storage = head.storage();
        String walked = storage.hasBytes() ? "bytes" : "floats";
        List<String> lines = new ArrayList<>();
        lines.add(
                switch (way) {
                    case WALK ->
                        "walk the graph of " + head.nodes() + " rows by their " + walked + " with a beam of " + width;
                    case FILTERED_WALK ->
                        "walk the graph of " + head.nodes() + " rows by their " + walked + " until " + width
                                + " rows of the filter are held, or " + budget(head)
                                + " rows were scored: then compare all rows of the filter";
                    case COMPARE_ALLOWED ->
                        "compare the at most " + request.mask().countAtMost()
                                + " rows of the filter, instead of walking the graph";
                    case COMPARE_ALL ->
                        "compare all " + head.nodes() + " rows, since the beam of " + width + " holds them";
                });
        boolean isWalk = way == Way.WALK || way == Way.FILTERED_WALK;
        if (storage.hasBytes() && storage.hasFloats() && (!isWalk || request.refineFactor() > 0)) {
            lines.add("compare the best " + request.candidates() + " by their "
                    + (storage.areFloatsInMemory() ? "floats" : "floats in the file"));
        } else {
            lines.add("answer the best " + request.k() + " by these distances");
        }
        return String.join(System.lineSeparator(), lines);
    }
}
