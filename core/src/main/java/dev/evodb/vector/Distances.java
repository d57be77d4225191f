package dev.evodb.vector;

/// Exact distances of each [Metric], in the units that Lance reports.
public final class Distances {
    private Distances() {}

    /// Distance of `a[aFrom .. aFrom + dims)` to `b[bFrom .. bFrom + dims)`.
    public static double exact(Metric metric, Kernels kernels, float[] a, int aFrom, float[] b, int bFrom, int dims) {
        return switch (metric) {
            case L2 -> kernels.squaredL2(a, aFrom, b, bFrom, dims);
            case DOT -> 1 - kernels.dot(a, aFrom, b, bFrom, dims);
            case COSINE ->
                cosine(
                        kernels.dot(a, aFrom, b, bFrom, dims),
                        norm(kernels, a, aFrom, dims) * norm(kernels, b, bFrom, dims));
        };
    }

    /// The cosine distance of two vectors with that inner product and that product of their lengths.
    public static double cosine(double dot, double norms) {
        return norms == 0 ? 1 : 1 - dot / norms;
    }

    /// The length of `vector[from .. from + dims)`.
    public static double norm(Kernels kernels, float[] vector, int from, int dims) {
        return Math.sqrt(kernels.dot(vector, from, vector, from, dims));
    }

    /// Scales `vector[from .. from + dims)` to length 1 in place; a zero vector stays zero.
    public static void normalize(Kernels kernels, float[] vector, int from, int dims) {
        double norm = norm(kernels, vector, from, dims);
        if (norm > 0) {
            for (int d = from; d < from + dims; d++) {
                vector[d] = (float) (vector[d] / norm);
            }
        }
    }
}
