package dev.evodb.ann.kernel;

/// The definition of the distances: one product after the other.
final class PlainDistance implements DistanceKernel {
    @Override
    public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        float sum = 0;
        for (int d = 0; d < dims; d++) {
            float difference = a[aFrom + d] - b[bFrom + d];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public float dot(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        float sum = 0;
        for (int d = 0; d < dims; d++) {
            sum += a[aFrom + d] * b[bFrom + d];
        }
        return sum;
    }

    @Override
    public void squaredL2ToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = squaredL2(query, queryFrom, rows, rowsFrom + i * dims, dims);
        }
    }

    @Override
    public void dotWithRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = dot(query, queryFrom, rows, rowsFrom + i * dims, dims);
        }
    }

    @Override
    public void cosineToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        float queryNorm = dot(query, queryFrom, query, queryFrom, dims);
        for (int i = 0; i < count; i++) {
            int row = rowsFrom + i * dims;
            out[outFrom + i] =
                    cosine(dot(query, queryFrom, rows, row, dims), queryNorm, dot(rows, row, rows, row, dims));
        }
    }

    /// Of vectors with that inner product and those squared lengths.
    static float cosine(float dot, float squaredNorm, float otherSquaredNorm) {
        double norms = Math.sqrt((double) squaredNorm * otherSquaredNorm);
        return norms == 0 ? 1 : (float) (1 - dot / norms);
    }

    @Override
    public void squaredL2ToRowsAt(
            float[] query,
            int queryFrom,
            float[] rows,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = squaredL2(query, queryFrom, rows, ordinals[ordinalsFrom + i] * dims, dims);
        }
    }

    @Override
    public void dotWithRowsAt(
            float[] query,
            int queryFrom,
            float[] rows,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = dot(query, queryFrom, rows, ordinals[ordinalsFrom + i] * dims, dims);
        }
    }
}
