package dev.evodb.vector;

/// Exact distances of each [Metric], in the units that Lance reports.
public final class Distances {
    private Distances() {}

    /// Distance of `a[aFrom .. aFrom + dims)` to `b[bFrom .. bFrom + dims)`.
    public static double exact(Metric metric, Kernels kernels, float[] a, int aFrom, float[] b, int bFrom, int dims) {
        return switch (metric) {
            case L2 -> kernels.squaredL2(a, aFrom, b, bFrom, dims);
            case DOT -> 1 - kernels.dot(a, aFrom, b, bFrom, dims);
            case COSINE -> {
                double norms = Math.sqrt(kernels.dot(a, aFrom, a, aFrom, dims))
                        * Math.sqrt(kernels.dot(b, bFrom, b, bFrom, dims));
                yield norms == 0 ? 1 : 1 - kernels.dot(a, aFrom, b, bFrom, dims) / norms;
            }
        };
    }

    /// Scales `vector[from .. from + dims)` to length 1 in place; a zero vector stays zero.
    public static void normalize(Kernels kernels, float[] vector, int from, int dims) {
        double norm = Math.sqrt(kernels.dot(vector, from, vector, from, dims));
        if (norm > 0) {
            for (int d = from; d < from + dims; d++) {
                vector[d] = (float) (vector[d] / norm);
            }
        }
    }
}
