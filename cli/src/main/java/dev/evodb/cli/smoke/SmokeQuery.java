package dev.evodb.cli.smoke;

/// The query of a smoke test.
public record SmokeQuery(float[] vector, int k, int nprobes) {
    /// A vector that is always the same and not zero, for packs of any metric.
    public static float[] anyVector(int dims) {
        float[] vector = new float[dims];
        for (int d = 0; d < dims; d++) {
            vector[d] = (float) Math.sin(d + 1);
        }
        return vector;
    }
}
