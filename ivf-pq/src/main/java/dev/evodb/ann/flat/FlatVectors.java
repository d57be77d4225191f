package dev.evodb.ann.flat;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.ivf.ProbedQuery;
import dev.evodb.ann.kernel.DistanceKernel;

/// Vectors as they are: `(rows, dims)` row-major. Distances are exact, those of `COSINE` real cosine
/// distances, whatever the lengths of the vectors. Immutable.
public final class FlatVectors implements PartitionCodes {
    private final int dims;
    private final int rows;
    private final float[] vectors;
    private final float[] inverseNorms;

    /// Lengths matter to `COSINE` only.
    ///
    /// @throws IllegalArgumentException for `HAMMING`, and if `vectors` are not rows of `dims` values
    public FlatVectors(DistanceType type, int dims, float[] vectors, DistanceKernel kernel) {
        if (type == DistanceType.HAMMING || dims < 1 || vectors.length % dims != 0) {
            throw new IllegalArgumentException(
                    vectors.length + " values are not rows of " + dims + " dims for " + type.wireName());
        }
        this.dims = dims;
        this.rows = vectors.length / dims;
        this.vectors = vectors;
        this.inverseNorms = type == DistanceType.COSINE ? inverseNorms(kernel) : new float[0];
    }

    private float[] inverseNorms(DistanceKernel kernel) {
        float[] inverses = new float[rows];
        for (int row = 0; row < rows; row++) {
            double norm = Math.sqrt(kernel.dot(vectors, row * dims, vectors, row * dims, dims));
            inverses[row] = norm == 0 ? 0 : (float) (1 / norm);
        }
        return inverses;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void prepare(ProbedQuery query) {
        // The query itself is all that is needed.
    }

    @Override
    public void scan(ProbedQuery query, float[] distances) {
        DistanceKernel kernel = query.kernels().distance();
        if (query.type() == DistanceType.L2) {
            kernel.squaredL2ToRows(query.query(), 0, vectors, 0, dims, rows, distances, 0);
            return;
        }
        kernel.dotWithRows(query.query(), 0, vectors, 0, dims, rows, distances, 0);
        boolean isCosine = query.type() == DistanceType.COSINE;
        for (int row = 0; row < rows; row++) {
            distances[row] = 1 - (isCosine ? distances[row] * inverseNorms[row] : distances[row]);
        }
    }

    @Override
    public float distance(ProbedQuery query, int row) {
        DistanceKernel kernel = query.kernels().distance();
        if (query.type() == DistanceType.L2) {
            return kernel.squaredL2(query.query(), 0, vectors, row * dims, dims);
        }
        float dot = kernel.dot(query.query(), 0, vectors, row * dims, dims);
        return 1 - (query.type() == DistanceType.COSINE ? dot * inverseNorms[row] : dot);
    }
}
