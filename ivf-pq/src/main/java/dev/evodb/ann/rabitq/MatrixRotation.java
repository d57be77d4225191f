package dev.evodb.ann.rabitq;

/// A rotation by an orthogonal matrix, `(dims, dims)` row-major: each value is the inner product of a row
/// with the vector.
public record MatrixRotation(int dims, float[] matrix) implements Rotation {
    public MatrixRotation {
        if (dims < 1 || matrix.length != (long) dims * dims) {
            throw new IllegalArgumentException(matrix.length + " values are no matrix of " + dims + " x " + dims);
        }
    }

    @Override
    public void rotate(float[] vector, int from, float[] rotated, int rotatedFrom) {
        for (int row = 0; row < dims; row++) {
            double sum = 0;
            for (int d = 0; d < dims; d++) {
                sum += (double) matrix[row * dims + d] * vector[from + d];
            }
            rotated[rotatedFrom + row] = (float) sum;
        }
    }
}
