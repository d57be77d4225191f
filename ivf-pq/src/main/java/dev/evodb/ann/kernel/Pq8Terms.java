package dev.evodb.ann.kernel;

/// What is added to the sum of each row of a block: `terms` by row, `arranged` in the order that the
/// kernel wants which made this, empty if it wants none; `magnitude` is the greatest of all. Arrays are
/// shared and must not change.
public record Pq8Terms(float[] terms, float[] arranged, double magnitude) {
    static Pq8Terms of(float[] terms, float[] arranged) {
        double magnitude = 0;
        for (float term : terms) {
            magnitude = Math.max(magnitude, Math.abs(term));
        }
        return new Pq8Terms(terms, arranged, magnitude);
    }
}
