package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Compares two registers at a time; memory is touched for hits only.
final class VectorThresholdFilter implements ThresholdFilter {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    @Override
    public int atMost(float threshold, float[] distances, int from, int count, int[] places) {
        int found = 0;
        int i = 0;
        for (; i <= count - 2 * LANES; i += 2 * LANES) {
            long first = FloatVector.fromArray(FLOATS, distances, from + i)
                    .compare(VectorOperators.LE, threshold)
                    .toLong();
            long second = FloatVector.fromArray(FLOATS, distances, from + i + LANES)
                    .compare(VectorOperators.LE, threshold)
                    .toLong();
            long hits = first | (second << LANES);
            for (; hits != 0; hits &= hits - 1) {
                places[found++] = i + Long.numberOfTrailingZeros(hits);
            }
        }
        for (; i < count; i++) {
            if (distances[from + i] <= threshold) {
                places[found++] = i;
            }
        }
        return found;
    }
}
