package dev.evodb.ann.lance;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.Hits;
import dev.evodb.ann.Nearest;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.SearchStatistics;
import dev.evodb.ann.kernel.DistanceKernel;
import java.util.ArrayList;
import java.util.List;

/// Rows on their way past some queries, each compared exactly. Lengths of vectors are computed once a
/// vector, not once a pair.
final class ExactPass {
    private final DistanceType type;
    private final DistanceKernel kernel;
    private final List<SearchRequest> requests;
    private final List<Nearest> nearest = new ArrayList<>();
    private final List<ExactDistance> distances = new ArrayList<>();
    private final int dims;
    private long rows;

    /// @throws IllegalArgumentException if a query has other dims, or is not of bytes where it has to be
    ExactPass(DistanceType type, DistanceKernel kernel, int dims, List<SearchRequest> requests) {
        this.type = type;
        this.kernel = kernel;
        this.dims = dims;
        this.requests = requests;
        for (SearchRequest request : requests) {
            request.requireDims(dims);
            if (type == DistanceType.HAMMING) {
                request.requireBytes();
            }
            nearest.add(new Nearest(request.k()));
            distances.add(new ExactDistance(type, kernel, request.query()));
        }
    }

    /// Compares `vectors[at .. at + dims)` with every query whose mask allows `rowId`.
    void offer(float[] vectors, int at, long rowId) {
        double norm = ExactDistance.norm(type, kernel, vectors, at, dims);
        for (int q = 0; q < requests.size(); q++) {
            SearchRequest request = requests.get(q);
            if (request.mask().isAllowed(rowId)) {
                double distance = distances.get(q).to(vectors, at, norm);
                if (request.isWithinBounds(distance)) {
                    nearest.get(q).offer(distance, rowId);
                }
            }
        }
        rows++;
    }

    /// Rows offered so far.
    long rows() {
        return rows;
    }

    /// Whether fewer than `k` rows were found for request `q`.
    boolean isShort(int q) {
        return nearest.get(q).isShort();
    }

    /// Ends request `q`, whose search did what `statistics` say.
    Hits drain(int q, SearchStatistics statistics) {
        return nearest.get(q).drain(statistics);
    }
}
