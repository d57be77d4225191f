package dev.evodb.ann.lance;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.kernel.DistanceKernel;
import dev.evodb.vector.Distances;

/// Exact distances of one query to vectors. Immutable.
final class ExactDistance {
    private final DistanceType type;
    private final DistanceKernel kernel;
    private final float[] query;
    private final double queryNorm;

    ExactDistance(DistanceType type, DistanceKernel kernel, float[] query) {
        this.type = type;
        this.kernel = kernel;
        this.query = query;
        this.queryNorm = norm(type, kernel, query);
    }

    /// The length of `vector`, where distances of that type depend on it.
    static double norm(DistanceType type, DistanceKernel kernel, float[] vector) {
        return type == DistanceType.COSINE ? Math.sqrt(kernel.dot(vector, 0, vector, 0, vector.length)) : 0;
    }

    /// The distance to `vector`, `(dims)`, whose [#norm] that is.
    double to(float[] vector, double norm) {
        return switch (type) {
            case L2 -> kernel.squaredL2(query, 0, vector, 0, query.length);
            case DOT -> 1 - (double) kernel.dot(query, 0, vector, 0, query.length);
            case COSINE -> Distances.cosine(kernel.dot(query, 0, vector, 0, query.length), queryNorm * norm);
            case HAMMING -> DistanceType.hamming(query, vector, 0, query.length);
        };
    }
}
