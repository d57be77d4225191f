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
}
