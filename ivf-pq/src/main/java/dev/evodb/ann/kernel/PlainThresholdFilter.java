package dev.evodb.ann.kernel;

/// The definition.
final class PlainThresholdFilter implements ThresholdFilter {
    @Override
    public int atMost(float threshold, float[] distances, int from, int count, int[] places) {
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (distances[from + i] <= threshold) {
                places[found++] = i;
            }
        }
        return found;
    }
}
