package dev.evodb.ann.flat;

import dev.evodb.ann.ivf.PartitionCodes;
import dev.evodb.ann.ivf.ProbedQuery;

/// Vectors of unsigned bytes as they are, `(rows, dims)` row-major, for `HAMMING`. Immutable.
public final class BinaryVectors implements PartitionCodes {
    private final int dims;
    private final int rows;
    private final byte[] vectors;

    /// @throws IllegalArgumentException if `vectors` are not rows of `dims` bytes
    public BinaryVectors(int dims, byte[] vectors) {
        if (dims < 1 || vectors.length % dims != 0) {
            throw new IllegalArgumentException(vectors.length + " bytes are not rows of " + dims);
        }
        this.dims = dims;
        this.rows = vectors.length / dims;
        this.vectors = vectors;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void prepare(ProbedQuery query) {
        if (query.isNewFor(BinaryVectors.class)) {
            byte[] code = query.code(dims);
            for (int d = 0; d < dims; d++) {
                code[d] = (byte) (int) query.query()[d];
            }
        }
    }

    @Override
    public void scan(ProbedQuery query, float[] distances) {
        for (int row = 0; row < rows; row++) {
            distances[row] = distance(query, row);
        }
    }

    @Override
    public float distance(ProbedQuery query, int row) {
        byte[] code = query.code(dims);
        int from = row * dims;
        int bits = 0;
        for (int d = 0; d < dims; d++) {
            bits += Integer.bitCount((code[d] ^ vectors[from + d]) & 0xFF);
        }
        return bits;
    }
}
