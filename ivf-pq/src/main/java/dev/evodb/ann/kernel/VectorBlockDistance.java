package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Many-to-many distances with the Vector API: tiles of two queries and four rows, eight sums in
/// registers, so that each row is loaded once for two queries. A distance has the bits of
/// [VectorDistance]'s rows, at each place of a call.
final class VectorBlockDistance implements BlockDistance {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    @Override
    public void squaredL2(
            float[] queries,
            int queriesFrom,
            int queryCount,
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] out,
            int outFrom) {
        int whole = FLOATS.loopBound(dims);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, dims);
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            int from0 = rowsFrom + i * dims;
            int from1 = rowsFrom + i1 * dims;
            int from2 = rowsFrom + i2 * dims;
            int from3 = rowsFrom + i3 * dims;
            for (int q = 0; q < queryCount; q += 2) {
                int q1 = Math.min(q + 1, queryCount - 1);
                int query0 = queriesFrom + q * dims;
                int query1 = queriesFrom + q1 * dims;
                FloatVector left0 = FloatVector.zero(FLOATS);
                FloatVector left1 = left0;
                FloatVector left2 = left0;
                FloatVector left3 = left0;
                FloatVector right0 = left0;
                FloatVector right1 = left0;
                FloatVector right2 = left0;
                FloatVector right3 = left0;
                int d = 0;
                for (; d < whole; d += LANES) {
                    FloatVector left = FloatVector.fromArray(FLOATS, queries, query0 + d);
                    FloatVector right = FloatVector.fromArray(FLOATS, queries, query1 + d);
                    FloatVector row0 = FloatVector.fromArray(FLOATS, rows, from0 + d);
                    FloatVector leftDifference0 = left.sub(row0);
                    left0 = leftDifference0.fma(leftDifference0, left0);
                    FloatVector rightDifference0 = right.sub(row0);
                    right0 = rightDifference0.fma(rightDifference0, right0);
                    FloatVector row1 = FloatVector.fromArray(FLOATS, rows, from1 + d);
                    FloatVector leftDifference1 = left.sub(row1);
                    left1 = leftDifference1.fma(leftDifference1, left1);
                    FloatVector rightDifference1 = right.sub(row1);
                    right1 = rightDifference1.fma(rightDifference1, right1);
                    FloatVector row2 = FloatVector.fromArray(FLOATS, rows, from2 + d);
                    FloatVector leftDifference2 = left.sub(row2);
                    left2 = leftDifference2.fma(leftDifference2, left2);
                    FloatVector rightDifference2 = right.sub(row2);
                    right2 = rightDifference2.fma(rightDifference2, right2);
                    FloatVector row3 = FloatVector.fromArray(FLOATS, rows, from3 + d);
                    FloatVector leftDifference3 = left.sub(row3);
                    left3 = leftDifference3.fma(leftDifference3, left3);
                    FloatVector rightDifference3 = right.sub(row3);
                    right3 = rightDifference3.fma(rightDifference3, right3);
                }
                if (d < dims) {
                    FloatVector left = FloatVector.fromArray(FLOATS, queries, query0 + d, rest);
                    FloatVector right = FloatVector.fromArray(FLOATS, queries, query1 + d, rest);
                    FloatVector row0 = FloatVector.fromArray(FLOATS, rows, from0 + d, rest);
                    FloatVector leftDifference0 = left.sub(row0);
                    left0 = leftDifference0.fma(leftDifference0, left0);
                    FloatVector rightDifference0 = right.sub(row0);
                    right0 = rightDifference0.fma(rightDifference0, right0);
                    FloatVector row1 = FloatVector.fromArray(FLOATS, rows, from1 + d, rest);
                    FloatVector leftDifference1 = left.sub(row1);
                    left1 = leftDifference1.fma(leftDifference1, left1);
                    FloatVector rightDifference1 = right.sub(row1);
                    right1 = rightDifference1.fma(rightDifference1, right1);
                    FloatVector row2 = FloatVector.fromArray(FLOATS, rows, from2 + d, rest);
                    FloatVector leftDifference2 = left.sub(row2);
                    left2 = leftDifference2.fma(leftDifference2, left2);
                    FloatVector rightDifference2 = right.sub(row2);
                    right2 = rightDifference2.fma(rightDifference2, right2);
                    FloatVector row3 = FloatVector.fromArray(FLOATS, rows, from3 + d, rest);
                    FloatVector leftDifference3 = left.sub(row3);
                    left3 = leftDifference3.fma(leftDifference3, left3);
                    FloatVector rightDifference3 = right.sub(row3);
                    right3 = rightDifference3.fma(rightDifference3, right3);
                }
                int at0 = outFrom + q * count;
                int at1 = outFrom + q1 * count;
                out[at0 + i] = left0.reduceLanes(VectorOperators.ADD);
                out[at0 + i1] = left1.reduceLanes(VectorOperators.ADD);
                out[at0 + i2] = left2.reduceLanes(VectorOperators.ADD);
                out[at0 + i3] = left3.reduceLanes(VectorOperators.ADD);
                out[at1 + i] = right0.reduceLanes(VectorOperators.ADD);
                out[at1 + i1] = right1.reduceLanes(VectorOperators.ADD);
                out[at1 + i2] = right2.reduceLanes(VectorOperators.ADD);
                out[at1 + i3] = right3.reduceLanes(VectorOperators.ADD);
            }
        }
    }

    @Override
    public void dot(
            float[] queries,
            int queriesFrom,
            int queryCount,
            float[] rows,
            int rowsFrom,
            int count,
            int dims,
            float[] out,
            int outFrom) {
        int whole = FLOATS.loopBound(dims);
        VectorMask<Float> rest = FLOATS.indexInRange(whole, dims);
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            int from0 = rowsFrom + i * dims;
            int from1 = rowsFrom + i1 * dims;
            int from2 = rowsFrom + i2 * dims;
            int from3 = rowsFrom + i3 * dims;
            for (int q = 0; q < queryCount; q += 2) {
                int q1 = Math.min(q + 1, queryCount - 1);
                int query0 = queriesFrom + q * dims;
                int query1 = queriesFrom + q1 * dims;
                FloatVector left0 = FloatVector.zero(FLOATS);
                FloatVector left1 = left0;
                FloatVector left2 = left0;
                FloatVector left3 = left0;
                FloatVector right0 = left0;
                FloatVector right1 = left0;
                FloatVector right2 = left0;
                FloatVector right3 = left0;
                int d = 0;
                for (; d < whole; d += LANES) {
                    FloatVector left = FloatVector.fromArray(FLOATS, queries, query0 + d);
                    FloatVector right = FloatVector.fromArray(FLOATS, queries, query1 + d);
                    FloatVector row0 = FloatVector.fromArray(FLOATS, rows, from0 + d);
                    left0 = left.fma(row0, left0);
                    right0 = right.fma(row0, right0);
                    FloatVector row1 = FloatVector.fromArray(FLOATS, rows, from1 + d);
                    left1 = left.fma(row1, left1);
                    right1 = right.fma(row1, right1);
                    FloatVector row2 = FloatVector.fromArray(FLOATS, rows, from2 + d);
                    left2 = left.fma(row2, left2);
                    right2 = right.fma(row2, right2);
                    FloatVector row3 = FloatVector.fromArray(FLOATS, rows, from3 + d);
                    left3 = left.fma(row3, left3);
                    right3 = right.fma(row3, right3);
                }
                if (d < dims) {
                    FloatVector left = FloatVector.fromArray(FLOATS, queries, query0 + d, rest);
                    FloatVector right = FloatVector.fromArray(FLOATS, queries, query1 + d, rest);
                    FloatVector row0 = FloatVector.fromArray(FLOATS, rows, from0 + d, rest);
                    left0 = left.fma(row0, left0);
                    right0 = right.fma(row0, right0);
                    FloatVector row1 = FloatVector.fromArray(FLOATS, rows, from1 + d, rest);
                    left1 = left.fma(row1, left1);
                    right1 = right.fma(row1, right1);
                    FloatVector row2 = FloatVector.fromArray(FLOATS, rows, from2 + d, rest);
                    left2 = left.fma(row2, left2);
                    right2 = right.fma(row2, right2);
                    FloatVector row3 = FloatVector.fromArray(FLOATS, rows, from3 + d, rest);
                    left3 = left.fma(row3, left3);
                    right3 = right.fma(row3, right3);
                }
                int at0 = outFrom + q * count;
                int at1 = outFrom + q1 * count;
                out[at0 + i] = left0.reduceLanes(VectorOperators.ADD);
                out[at0 + i1] = left1.reduceLanes(VectorOperators.ADD);
                out[at0 + i2] = left2.reduceLanes(VectorOperators.ADD);
                out[at0 + i3] = left3.reduceLanes(VectorOperators.ADD);
                out[at1 + i] = right0.reduceLanes(VectorOperators.ADD);
                out[at1 + i1] = right1.reduceLanes(VectorOperators.ADD);
                out[at1 + i2] = right2.reduceLanes(VectorOperators.ADD);
                out[at1 + i3] = right3.reduceLanes(VectorOperators.ADD);
            }
        }
    }
}
