package dev.evodb.ann.lance;

import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.SearchRequest;
import dev.evodb.vector.Distances;
import dev.evodb.vector.Kernels;
import dev.evodb.vector.Metric;
import java.util.ArrayList;
import java.util.List;

/// Rows on their way past some queries, each compared exactly. Lengths of vectors are computed once a
/// vector, not once a pair.
final class ExactPass {
    private final Metric metric;
    private final Kernels kernels;
    private final int dims;
    private final List<SearchRequest> requests;
    private final List<Nearest> nearest = new ArrayList<>();
    private final double[] queryNorms;

    /// @throws IllegalArgumentException if a query has other dims
    ExactPass(Metric metric, Kernels kernels, int dims, List<SearchRequest> requests) {
        this.metric = metric;
        this.kernels = kernels;
        this.dims = dims;
        this.requests = requests;
        this.queryNorms = new double[requests.size()];
        for (int q = 0; q < queryNorms.length; q++) {
            SearchRequest request = requests.get(q);
            request.requireDims(dims);
            nearest.add(new Nearest(request.k()));
            queryNorms[q] = Distances.norm(kernels, request.query(), 0, dims);
        }
    }

    /// Compares `vector`, `(dims)`, with every query whose mask allows `rowId`.
    void offer(float[] vector, long rowId) {
        double norm = metric == Metric.COSINE ? Distances.norm(kernels, vector, 0, dims) : 0;
        for (int q = 0; q < queryNorms.length; q++) {
            SearchRequest request = requests.get(q);
            if (request.mask().isAllowed(rowId)) {
                float[] query = request.query();
                double distance = metric == Metric.COSINE
                        ? Distances.cosine(kernels.dot(query, 0, vector, 0, dims), queryNorms[q] * norm)
                        : Distances.exact(metric, kernels, query, 0, vector, 0, dims);
                nearest.get(q).offer(distance, rowId);
            }
        }
    }

    /// Ends the pass; answers in the order of the requests.
    List<Hits> drain() {
        return nearest.stream().map(found -> found.drain(0)).toList();
    }
}
