package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Distances with the Vector API: two accumulators, the rest of a row under a mask.
final class VectorDistance implements DistanceKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    @Override
    public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int d = 0;
        for (; d + 2 * LANES <= dims; d += 2 * LANES) {
            FloatVector first =
                    FloatVector.fromArray(FLOATS, a, aFrom + d).sub(FloatVector.fromArray(FLOATS, b, bFrom + d));
            FloatVector second = FloatVector.fromArray(FLOATS, a, aFrom + d + LANES)
                    .sub(FloatVector.fromArray(FLOATS, b, bFrom + d + LANES));
            even = first.fma(first, even);
            odd = second.fma(second, odd);
        }
        for (; d < dims; d += LANES) {
            VectorMask<Float> rest = FLOATS.indexInRange(d, dims);
            FloatVector difference = FloatVector.fromArray(FLOATS, a, aFrom + d, rest)
                    .sub(FloatVector.fromArray(FLOATS, b, bFrom + d, rest));
            even = difference.fma(difference, even);
        }
        return even.add(odd).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public float dot(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int d = 0;
        for (; d + 2 * LANES <= dims; d += 2 * LANES) {
            even = FloatVector.fromArray(FLOATS, a, aFrom + d).fma(FloatVector.fromArray(FLOATS, b, bFrom + d), even);
            odd = FloatVector.fromArray(FLOATS, a, aFrom + d + LANES)
                    .fma(FloatVector.fromArray(FLOATS, b, bFrom + d + LANES), odd);
        }
        for (; d < dims; d += LANES) {
            VectorMask<Float> rest = FLOATS.indexInRange(d, dims);
            even = FloatVector.fromArray(FLOATS, a, aFrom + d, rest)
                    .fma(FloatVector.fromArray(FLOATS, b, bFrom + d, rest), even);
        }
        return even.add(odd).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public void squaredL2ToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = squaredL2(query, queryFrom, rows, rowsFrom + i * dims, dims);
        }
    }

    @Override
    public void dotWithRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            out[outFrom + i] = dot(query, queryFrom, rows, rowsFrom + i * dims, dims);
        }
    }
}
