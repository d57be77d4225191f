package dev.evodb.snippets.lance.jvm;

/// Vectors of `dims()` values, known by their ordinal. Thread-safe to read.
interface Vectors {
    int dims();

    int rows();

    /// Copies vectors `row .. row + count` to `out[at ..)`.
    void copy(int row, int count, float[] out, int at);

    /// Those in `values`, `(rows, dims)` row-major, which must not change.
    static Vectors of(float[] values, int dims) {
        return new Vectors() {
            @Override
            public int dims() {
                return dims;
            }

            @Override
            public int rows() {
                return values.length / dims;
            }

            @Override
            public void copy(int row, int count, float[] out, int at) {
                System.arraycopy(values, row * dims, out, at, count * dims);
            }
        };
    }

    /// Vectors of some rows, row-major.
    default float[] take(int[] ordinals) {
        float[] taken = new float[Math.multiplyExact(ordinals.length, dims())];
        for (int i = 0; i < ordinals.length; i++) {
            copy(ordinals[i], 1, taken, i * dims());
        }
        return taken;
    }

    /// Half of each squared length.
    default float[] halfSquares() {
        float[] halves = new float[rows()];
        float[] vector = new float[dims()];
        for (int row = 0; row < halves.length; row++) {
            copy(row, 1, vector, 0);
            double squares = 0;
            for (float value : vector) {
                squares += (double) value * value;
            }
            halves[row] = (float) (squares / 2);
        }
        return halves;
    }

    /// The mean of all vectors. Summed in a fixed order.
    default double[] mean() {
        double[] mean = new double[dims()];
        float[] vector = new float[dims()];
        for (int row = 0; row < rows(); row++) {
            copy(row, 1, vector, 0);
            for (int d = 0; d < mean.length; d++) {
                mean[d] += vector[d];
            }
        }
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= rows();
        }
        return mean;
    }
}
