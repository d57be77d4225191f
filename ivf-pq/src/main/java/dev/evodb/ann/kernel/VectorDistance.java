package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Distances with the Vector API: one pair with two accumulators (four were slower: their loops
/// run too few times), many rows four at a time, so that four cache misses are open at once; the rest of
/// a row under a mask.
///
/// Where fewer rows are left than are taken at once, the last one is computed again instead of those that
/// are missing, so that a distance has the same bits at each place of a call.
///
/// Each kernel is one method: vectors that pass between methods are boxed once the inlining budget is
/// spent.
final class VectorDistance implements DistanceKernel {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    @Override
    public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = even;
        int d = 0;
        for (; d <= dims - 2 * LANES; d += 2 * LANES) {
            FloatVector first =
                    FloatVector.fromArray(FLOATS, a, aFrom + d).sub(FloatVector.fromArray(FLOATS, b, bFrom + d));
            even = first.fma(first, even);
            FloatVector second = FloatVector.fromArray(FLOATS, a, aFrom + d + LANES)
                    .sub(FloatVector.fromArray(FLOATS, b, bFrom + d + LANES));
            odd = second.fma(second, odd);
        }
        if (d <= dims - LANES) {
            FloatVector last =
                    FloatVector.fromArray(FLOATS, a, aFrom + d).sub(FloatVector.fromArray(FLOATS, b, bFrom + d));
            even = last.fma(last, even);
            d += LANES;
        }
        if (d < dims) {
            VectorMask<Float> rest = FLOATS.indexInRange(d, dims);
            FloatVector last = FloatVector.fromArray(FLOATS, a, aFrom + d, rest)
                    .sub(FloatVector.fromArray(FLOATS, b, bFrom + d, rest));
            odd = last.fma(last, odd);
        }
        return even.add(odd).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public float dot(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = even;
        int d = 0;
        for (; d <= dims - 2 * LANES; d += 2 * LANES) {
            even = FloatVector.fromArray(FLOATS, a, aFrom + d).fma(FloatVector.fromArray(FLOATS, b, bFrom + d), even);
            odd = FloatVector.fromArray(FLOATS, a, aFrom + d + LANES)
                    .fma(FloatVector.fromArray(FLOATS, b, bFrom + d + LANES), odd);
        }
        if (d <= dims - LANES) {
            even = FloatVector.fromArray(FLOATS, a, aFrom + d).fma(FloatVector.fromArray(FLOATS, b, bFrom + d), even);
            d += LANES;
        }
        if (d < dims) {
            VectorMask<Float> rest = FLOATS.indexInRange(d, dims);
            odd = FloatVector.fromArray(FLOATS, a, aFrom + d, rest)
                    .fma(FloatVector.fromArray(FLOATS, b, bFrom + d, rest), odd);
        }
        return even.add(odd).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public void squaredL2ToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        int whole = FLOATS.loopBound(dims);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, dims);
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            int row0 = rowsFrom + i * dims;
            int row1 = rowsFrom + i1 * dims;
            int row2 = rowsFrom + i2 * dims;
            int row3 = rowsFrom + i3 * dims;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            int d = 0;
            for (; d < whole; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
                FloatVector difference0 = target.sub(FloatVector.fromArray(FLOATS, rows, row0 + d));
                first = difference0.fma(difference0, first);
                FloatVector difference1 = target.sub(FloatVector.fromArray(FLOATS, rows, row1 + d));
                second = difference1.fma(difference1, second);
                FloatVector difference2 = target.sub(FloatVector.fromArray(FLOATS, rows, row2 + d));
                third = difference2.fma(difference2, third);
                FloatVector difference3 = target.sub(FloatVector.fromArray(FLOATS, rows, row3 + d));
                fourth = difference3.fma(difference3, fourth);
            }
            if (d < dims) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d, rest);
                FloatVector difference0 = target.sub(FloatVector.fromArray(FLOATS, rows, row0 + d, rest));
                first = difference0.fma(difference0, first);
                FloatVector difference1 = target.sub(FloatVector.fromArray(FLOATS, rows, row1 + d, rest));
                second = difference1.fma(difference1, second);
                FloatVector difference2 = target.sub(FloatVector.fromArray(FLOATS, rows, row2 + d, rest));
                third = difference2.fma(difference2, third);
                FloatVector difference3 = target.sub(FloatVector.fromArray(FLOATS, rows, row3 + d, rest));
                fourth = difference3.fma(difference3, fourth);
            }
            out[outFrom + i] = first.reduceLanes(VectorOperators.ADD);
            out[outFrom + i1] = second.reduceLanes(VectorOperators.ADD);
            out[outFrom + i2] = third.reduceLanes(VectorOperators.ADD);
            out[outFrom + i3] = fourth.reduceLanes(VectorOperators.ADD);
        }
    }

    @Override
    public void dotWithRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        int whole = FLOATS.loopBound(dims);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, dims);
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            int row0 = rowsFrom + i * dims;
            int row1 = rowsFrom + i1 * dims;
            int row2 = rowsFrom + i2 * dims;
            int row3 = rowsFrom + i3 * dims;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            int d = 0;
            for (; d < whole; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
                first = target.fma(FloatVector.fromArray(FLOATS, rows, row0 + d), first);
                second = target.fma(FloatVector.fromArray(FLOATS, rows, row1 + d), second);
                third = target.fma(FloatVector.fromArray(FLOATS, rows, row2 + d), third);
                fourth = target.fma(FloatVector.fromArray(FLOATS, rows, row3 + d), fourth);
            }
            if (d < dims) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d, rest);
                first = target.fma(FloatVector.fromArray(FLOATS, rows, row0 + d, rest), first);
                second = target.fma(FloatVector.fromArray(FLOATS, rows, row1 + d, rest), second);
                third = target.fma(FloatVector.fromArray(FLOATS, rows, row2 + d, rest), third);
                fourth = target.fma(FloatVector.fromArray(FLOATS, rows, row3 + d, rest), fourth);
            }
            out[outFrom + i] = first.reduceLanes(VectorOperators.ADD);
            out[outFrom + i1] = second.reduceLanes(VectorOperators.ADD);
            out[outFrom + i2] = third.reduceLanes(VectorOperators.ADD);
            out[outFrom + i3] = fourth.reduceLanes(VectorOperators.ADD);
        }
    }

    @Override
    public void cosineToRows(
            float[] query, int queryFrom, float[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        float queryNorm = dot(query, queryFrom, query, queryFrom, dims);
        int whole = FLOATS.loopBound(dims);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, dims);
        for (int i = 0; i < count; i += 2) {
            int i1 = Math.min(i + 1, count - 1);
            int row0 = rowsFrom + i * dims;
            int row1 = rowsFrom + i1 * dims;
            FloatVector dot0 = FloatVector.zero(FLOATS);
            FloatVector dot1 = dot0;
            FloatVector norm0 = dot0;
            FloatVector norm1 = dot0;
            int d = 0;
            for (; d < whole; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
                FloatVector first = FloatVector.fromArray(FLOATS, rows, row0 + d);
                FloatVector second = FloatVector.fromArray(FLOATS, rows, row1 + d);
                dot0 = target.fma(first, dot0);
                dot1 = target.fma(second, dot1);
                norm0 = first.fma(first, norm0);
                norm1 = second.fma(second, norm1);
            }
            if (d < dims) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d, rest);
                FloatVector first = FloatVector.fromArray(FLOATS, rows, row0 + d, rest);
                FloatVector second = FloatVector.fromArray(FLOATS, rows, row1 + d, rest);
                dot0 = target.fma(first, dot0);
                dot1 = target.fma(second, dot1);
                norm0 = first.fma(first, norm0);
                norm1 = second.fma(second, norm1);
            }
            out[outFrom + i] = PlainDistance.cosine(
                    dot0.reduceLanes(VectorOperators.ADD), queryNorm, norm0.reduceLanes(VectorOperators.ADD));
            out[outFrom + i1] = PlainDistance.cosine(
                    dot1.reduceLanes(VectorOperators.ADD), queryNorm, norm1.reduceLanes(VectorOperators.ADD));
        }
    }

    @Override
    public void squaredL2ToRowsAt(
            float[] query,
            int queryFrom,
            float[] rows,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom) {
        int whole = FLOATS.loopBound(dims);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, dims);
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            int row0 = ordinals[ordinalsFrom + i] * dims;
            int row1 = ordinals[ordinalsFrom + i1] * dims;
            int row2 = ordinals[ordinalsFrom + i2] * dims;
            int row3 = ordinals[ordinalsFrom + i3] * dims;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            int d = 0;
            for (; d < whole; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
                FloatVector difference0 = target.sub(FloatVector.fromArray(FLOATS, rows, row0 + d));
                first = difference0.fma(difference0, first);
                FloatVector difference1 = target.sub(FloatVector.fromArray(FLOATS, rows, row1 + d));
                second = difference1.fma(difference1, second);
                FloatVector difference2 = target.sub(FloatVector.fromArray(FLOATS, rows, row2 + d));
                third = difference2.fma(difference2, third);
                FloatVector difference3 = target.sub(FloatVector.fromArray(FLOATS, rows, row3 + d));
                fourth = difference3.fma(difference3, fourth);
            }
            if (d < dims) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d, rest);
                FloatVector difference0 = target.sub(FloatVector.fromArray(FLOATS, rows, row0 + d, rest));
                first = difference0.fma(difference0, first);
                FloatVector difference1 = target.sub(FloatVector.fromArray(FLOATS, rows, row1 + d, rest));
                second = difference1.fma(difference1, second);
                FloatVector difference2 = target.sub(FloatVector.fromArray(FLOATS, rows, row2 + d, rest));
                third = difference2.fma(difference2, third);
                FloatVector difference3 = target.sub(FloatVector.fromArray(FLOATS, rows, row3 + d, rest));
                fourth = difference3.fma(difference3, fourth);
            }
            out[outFrom + i] = first.reduceLanes(VectorOperators.ADD);
            out[outFrom + i1] = second.reduceLanes(VectorOperators.ADD);
            out[outFrom + i2] = third.reduceLanes(VectorOperators.ADD);
            out[outFrom + i3] = fourth.reduceLanes(VectorOperators.ADD);
        }
    }

    @Override
    public void dotWithRowsAt(
            float[] query,
            int queryFrom,
            float[] rows,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom) {
        int whole = FLOATS.loopBound(dims);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, dims);
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            int row0 = ordinals[ordinalsFrom + i] * dims;
            int row1 = ordinals[ordinalsFrom + i1] * dims;
            int row2 = ordinals[ordinalsFrom + i2] * dims;
            int row3 = ordinals[ordinalsFrom + i3] * dims;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            int d = 0;
            for (; d < whole; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
                first = target.fma(FloatVector.fromArray(FLOATS, rows, row0 + d), first);
                second = target.fma(FloatVector.fromArray(FLOATS, rows, row1 + d), second);
                third = target.fma(FloatVector.fromArray(FLOATS, rows, row2 + d), third);
                fourth = target.fma(FloatVector.fromArray(FLOATS, rows, row3 + d), fourth);
            }
            if (d < dims) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d, rest);
                first = target.fma(FloatVector.fromArray(FLOATS, rows, row0 + d, rest), first);
                second = target.fma(FloatVector.fromArray(FLOATS, rows, row1 + d, rest), second);
                third = target.fma(FloatVector.fromArray(FLOATS, rows, row2 + d, rest), third);
                fourth = target.fma(FloatVector.fromArray(FLOATS, rows, row3 + d, rest), fourth);
            }
            out[outFrom + i] = first.reduceLanes(VectorOperators.ADD);
            out[outFrom + i1] = second.reduceLanes(VectorOperators.ADD);
            out[outFrom + i2] = third.reduceLanes(VectorOperators.ADD);
            out[outFrom + i3] = fourth.reduceLanes(VectorOperators.ADD);
        }
    }
}
