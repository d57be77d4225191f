package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Distance tables with the Vector API: four registers of entries at a time where there are as many, else
/// one.
final class VectorDistanceTables implements DistanceTables {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    @Override
    public void squaredL2(
            float[] target,
            int targetFrom,
            float[] codebook,
            int subvectors,
            int subDims,
            int centroids,
            float[] table) {
        int together = centroids % (4 * LANES) == 0 ? 4 * LANES : LANES;
        for (int m = 0; m < subvectors; m++) {
            int dims = targetFrom + m * subDims;
            for (int c = 0; c < centroids; c += together) {
                int at = m * subDims * centroids + c;
                int entry = m * centroids + c;
                FloatVector first = FloatVector.zero(FLOATS);
                if (together == LANES) {
                    for (int d = 0; d < subDims; d++, at += centroids) {
                        FloatVector value = FloatVector.broadcast(FLOATS, target[dims + d]);
                        FloatVector difference0 = value.sub(FloatVector.fromArray(FLOATS, codebook, at));
                        first = first.add(difference0.mul(difference0));
                    }
                    first.intoArray(table, entry);
                    continue;
                }
                FloatVector second = first;
                FloatVector third = first;
                FloatVector fourth = first;
                for (int d = 0; d < subDims; d++, at += centroids) {
                    FloatVector value = FloatVector.broadcast(FLOATS, target[dims + d]);
                    FloatVector difference0 = value.sub(FloatVector.fromArray(FLOATS, codebook, at));
                    first = first.add(difference0.mul(difference0));
                    FloatVector difference1 = value.sub(FloatVector.fromArray(FLOATS, codebook, at + LANES));
                    second = second.add(difference1.mul(difference1));
                    FloatVector difference2 = value.sub(FloatVector.fromArray(FLOATS, codebook, at + 2 * LANES));
                    third = third.add(difference2.mul(difference2));
                    FloatVector difference3 = value.sub(FloatVector.fromArray(FLOATS, codebook, at + 3 * LANES));
                    fourth = fourth.add(difference3.mul(difference3));
                }
                first.intoArray(table, entry);
                second.intoArray(table, entry + LANES);
                third.intoArray(table, entry + 2 * LANES);
                fourth.intoArray(table, entry + 3 * LANES);
            }
        }
    }

    @Override
    public void minusDot(
            float[] target,
            int targetFrom,
            float[] codebook,
            int subvectors,
            int subDims,
            int centroids,
            float base,
            float[] table) {
        int together = centroids % (4 * LANES) == 0 ? 4 * LANES : LANES;
        for (int m = 0; m < subvectors; m++) {
            int dims = targetFrom + m * subDims;
            for (int c = 0; c < centroids; c += together) {
                int at = m * subDims * centroids + c;
                int entry = m * centroids + c;
                FloatVector first = FloatVector.zero(FLOATS);
                if (together == LANES) {
                    for (int d = 0; d < subDims; d++, at += centroids) {
                        FloatVector value = FloatVector.broadcast(FLOATS, target[dims + d]);
                        first = first.add(value.mul(FloatVector.fromArray(FLOATS, codebook, at)));
                    }
                    FloatVector.broadcast(FLOATS, base).sub(first).intoArray(table, entry);
                    continue;
                }
                FloatVector second = first;
                FloatVector third = first;
                FloatVector fourth = first;
                for (int d = 0; d < subDims; d++, at += centroids) {
                    FloatVector value = FloatVector.broadcast(FLOATS, target[dims + d]);
                    first = first.add(value.mul(FloatVector.fromArray(FLOATS, codebook, at)));
                    second = second.add(value.mul(FloatVector.fromArray(FLOATS, codebook, at + LANES)));
                    third = third.add(value.mul(FloatVector.fromArray(FLOATS, codebook, at + 2 * LANES)));
                    fourth = fourth.add(value.mul(FloatVector.fromArray(FLOATS, codebook, at + 3 * LANES)));
                }
                FloatVector.broadcast(FLOATS, base).sub(first).intoArray(table, entry);
                FloatVector.broadcast(FLOATS, base).sub(second).intoArray(table, entry + LANES);
                FloatVector.broadcast(FLOATS, base).sub(third).intoArray(table, entry + 2 * LANES);
                FloatVector.broadcast(FLOATS, base).sub(fourth).intoArray(table, entry + 3 * LANES);
            }
        }
    }
}
