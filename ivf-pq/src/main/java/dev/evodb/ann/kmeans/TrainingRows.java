package dev.evodb.ann.kmeans;

/// Rows to train on, `(count, dims)` row-major, and the square of the length of each.
record TrainingRows(float[] values, int count, int dims, float[] squares) {
    static TrainingRows of(float[] values, int dims) {
        float[] squares = new float[values.length / dims];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = square(values, i * dims, dims);
        }
        return new TrainingRows(values, squares.length, dims, squares);
    }

    static float square(float[] values, int from, int dims) {
        double sum = 0;
        for (int d = from; d < from + dims; d++) {
            sum += (double) values[d] * values[d];
        }
        return (float) sum;
    }

    /// Squared distance of row `row` to a centroid, by its score of [CentroidAssigner]; rounding does not
    /// make it negative.
    double distance(int row, float score) {
        return Math.max(0, squares[row] - 2.0 * score);
    }
}
