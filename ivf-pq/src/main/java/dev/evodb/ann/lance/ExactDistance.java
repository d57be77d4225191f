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
        this.queryNorm = norm(type, kernel, query, 0, query.length);
    }

    /// The length of `vectors[at .. at + dims)`, where distances of that type depend on it.
    static double norm(DistanceType type, DistanceKernel kernel, float[] vectors, int at, int dims) {
        return type == DistanceType.COSINE ? Math.sqrt(kernel.dot(vectors, at, vectors, at, dims)) : 0;
    }

    /// The distance to `vectors[at .. at + dims)`, whose [#norm] that is.
    double to(float[] vectors, int at, double norm) {
        return switch (type) {
            case L2 -> kernel.squaredL2(query, 0, vectors, at, query.length);
            case DOT -> 1 - (double) kernel.dot(query, 0, vectors, at, query.length);
            case COSINE -> Distances.cosine(kernel.dot(query, 0, vectors, at, query.length), queryNorm * norm);
            case HAMMING -> DistanceType.hamming(query, vectors, at, query.length);
        };
    }
}
