package dev.evodb.ann.kmeans;

/// Centres: `values` is `(count, dims)` row-major. Immutable.
public record Centroids(int count, int dims, float[] values) {
    public Centroids {
        if (count < 1 || dims < 1 || (long) count * dims != values.length) {
            throw new IllegalArgumentException(
                    values.length + " values are not " + count + " centroids of " + dims + " dims");
        }
    }
}
