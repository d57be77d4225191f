package dev.evodb.ann.kernel;

/// Finds the few small ones among many distances.
public interface ThresholdFilter {
    /// Writes the places `i` in `[0, count)` with `distances[from + i] <= threshold` to `places`, in
    /// ascending order, and answers their number. NaN is never among them. `places` has room for `count`.
    int atMost(float threshold, float[] distances, int from, int count, int[] places);
}
