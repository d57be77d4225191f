package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Distances to bytes with the Vector API, two rows at a time. Needs registers of 256 bits or more: the
/// bytes for fewer floats would not fill the smallest vector there is.
///
/// The rest of a row is its last whole register with the lanes that were seen already blended out: loads
/// under a mask are not to be had for bytes below AVX-512.
final class VectorInt8Distance implements Int8Distance {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 4));

    @Override
    public void squaredL2ToRows(
            float[] query,
            int queryFrom,
            byte[] rows,
            int rowsFrom,
            float scale,
            int dims,
            int count,
            float[] out,
            int outFrom) {
        for (int i = 0; i < count; i += 2) {
            int next = Math.min(i + 1, count - 1);
            squaredL2(
                    query,
                    queryFrom,
                    rows,
                    rowsFrom + i * dims,
                    rowsFrom + next * dims,
                    scale,
                    dims,
                    out,
                    outFrom + i,
                    outFrom + next);
        }
    }

    @Override
    public void dotWithRows(
            float[] query,
            int queryFrom,
            byte[] rows,
            int rowsFrom,
            float scale,
            int dims,
            int count,
            float[] out,
            int outFrom) {
        for (int i = 0; i < count; i += 2) {
            int next = Math.min(i + 1, count - 1);
            dot(
                    query,
                    queryFrom,
                    rows,
                    rowsFrom + i * dims,
                    rowsFrom + next * dims,
                    scale,
                    dims,
                    out,
                    outFrom + i,
                    outFrom + next);
        }
    }

    @Override
    public void squaredL2ToRowsAt(
            float[] query,
            int queryFrom,
            byte[] rows,
            float scale,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom) {
        for (int i = 0; i < count; i += 2) {
            int next = Math.min(i + 1, count - 1);
            squaredL2(
                    query,
                    queryFrom,
                    rows,
                    ordinals[ordinalsFrom + i] * dims,
                    ordinals[ordinalsFrom + next] * dims,
                    scale,
                    dims,
                    out,
                    outFrom + i,
                    outFrom + next);
        }
    }

    @Override
    public void dotWithRowsAt(
            float[] query,
            int queryFrom,
            byte[] rows,
            float scale,
            int dims,
            int[] ordinals,
            int ordinalsFrom,
            int count,
            float[] out,
            int outFrom) {
        for (int i = 0; i < count; i += 2) {
            int next = Math.min(i + 1, count - 1);
            dot(
                    query,
                    queryFrom,
                    rows,
                    ordinals[ordinalsFrom + i] * dims,
                    ordinals[ordinalsFrom + next] * dims,
                    scale,
                    dims,
                    out,
                    outFrom + i,
                    outFrom + next);
        }
    }

    private static void squaredL2(
            float[] query,
            int queryFrom,
            byte[] rows,
            int row0,
            int row1,
            float scale,
            int dims,
            float[] out,
            int at0,
            int at1) {
        if (dims < LANES) {
            out[at0] = PlainInt8Distance.squaredL2(query, queryFrom, rows, row0, scale, dims);
            out[at1] = PlainInt8Distance.squaredL2(query, queryFrom, rows, row1, scale, dims);
            return;
        }
        FloatVector minus = FloatVector.broadcast(FLOATS, -scale);
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        int whole = FLOATS.loopBound(dims);
        for (int d = 0; d < whole; d += LANES) {
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            FloatVector value0 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row0 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            FloatVector difference0 = value0.fma(minus, target);
            sum0 = difference0.fma(difference0, sum0);
            FloatVector value1 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row1 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            FloatVector difference1 = value1.fma(minus, target);
            sum1 = difference1.fma(difference1, sum1);
        }
        if (whole < dims) {
            int d = dims - LANES;
            VectorMask<Float> fresh = VectorMask.fromLong(FLOATS, -1L << (LANES - (dims - whole)));
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            FloatVector value0 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row0 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            FloatVector difference0 = value0.fma(minus, target);
            sum0 = sum0.blend(difference0.fma(difference0, sum0), fresh);
            FloatVector value1 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row1 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            FloatVector difference1 = value1.fma(minus, target);
            sum1 = sum1.blend(difference1.fma(difference1, sum1), fresh);
        }
        out[at0] = sum0.reduceLanes(VectorOperators.ADD);
        out[at1] = sum1.reduceLanes(VectorOperators.ADD);
    }

    private static void dot(
            float[] query,
            int queryFrom,
            byte[] rows,
            int row0,
            int row1,
            float scale,
            int dims,
            float[] out,
            int at0,
            int at1) {
        if (dims < LANES) {
            out[at0] = PlainInt8Distance.dot(query, queryFrom, rows, row0, scale, dims);
            out[at1] = PlainInt8Distance.dot(query, queryFrom, rows, row1, scale, dims);
            return;
        }
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        int whole = FLOATS.loopBound(dims);
        for (int d = 0; d < whole; d += LANES) {
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            FloatVector value0 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row0 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            sum0 = target.fma(value0, sum0);
            FloatVector value1 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row1 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            sum1 = target.fma(value1, sum1);
        }
        if (whole < dims) {
            int d = dims - LANES;
            VectorMask<Float> fresh = VectorMask.fromLong(FLOATS, -1L << (LANES - (dims - whole)));
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            FloatVector value0 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row0 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            sum0 = sum0.blend(target.fma(value0, sum0), fresh);
            FloatVector value1 = (FloatVector)
                    ByteVector.fromArray(BYTES, rows, row1 + d).convertShape(VectorOperators.B2F, FLOATS, 0);
            sum1 = sum1.blend(target.fma(value1, sum1), fresh);
        }
        out[at0] = scale * sum0.reduceLanes(VectorOperators.ADD);
        out[at1] = scale * sum1.reduceLanes(VectorOperators.ADD);
    }
}
