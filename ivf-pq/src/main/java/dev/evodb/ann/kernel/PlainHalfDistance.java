package dev.evodb.ann.kernel;

/// The definition: one row, one product after the other.
final class PlainHalfDistance implements HalfDistance {
    @Override
    public void squaredL2ToRows(
            float[] query, int queryFrom, short[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = squaredL2(query, queryFrom, rows, rowsFrom + i * dims, dims);
        }
    }

    @Override
    public void dotWithRows(
            float[] query, int queryFrom, short[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = dot(query, queryFrom, rows, rowsFrom + i * dims, dims);
        }
    }

    @Override
    public void squaredL2ToRowsAt(
            float[] query,
            int queryFrom,
            short[] rows,
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
            short[] rows,
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

    static float squaredL2(float[] query, int queryFrom, short[] rows, int row, int dims) {
        float sum = 0;
        for (int d = 0; d < dims; d++) {
            float difference = query[queryFrom + d] - Float.float16ToFloat(rows[row + d]);
            sum += difference * difference;
        }
        return sum;
    }

    static float dot(float[] query, int queryFrom, short[] rows, int row, int dims) {
        float sum = 0;
        for (int d = 0; d < dims; d++) {
            sum += query[queryFrom + d] * Float.float16ToFloat(rows[row + d]);
        }
        return sum;
    }
}
