package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Distances to 16-bit floats with the Vector API, two rows at a time. A value is widened by moving its
/// exponent and mantissa to their places in a `float` and multiplying by 2^112, which corrects the bias
/// and makes subnormal values normal; rows with infinities or NaN, whose exponents carry when the lowest
/// one is added, are left to the plain kernel.
///
/// The rest of a row is its last whole register with the lanes that were seen already blended out: loads
/// under a mask are not to be had for shorts below AVX-512.
final class VectorHalfDistance implements HalfDistance {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();
    private static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, FLOATS.vectorShape());
    private static final float UNBIAS = 0x1p112f;
    private static final int MAGNITUDE = 0x0FFF_E000;
    private static final int LOWEST_EXPONENT = 0x0080_0000;
    private static final int CARRY = 0x1000_0000;

    @Override
    public void squaredL2ToRows(
            float[] query, int queryFrom, short[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i += 2) {
            int next = Math.min(i + 1, count - 1);
            squaredL2(
                    query,
                    queryFrom,
                    rows,
                    rowsFrom + i * dims,
                    rowsFrom + next * dims,
                    dims,
                    out,
                    outFrom + i,
                    outFrom + next);
        }
    }

    @Override
    public void dotWithRows(
            float[] query, int queryFrom, short[] rows, int rowsFrom, int dims, int count, float[] out, int outFrom) {
        for (int i = 0; i < count; i += 2) {
            int next = Math.min(i + 1, count - 1);
            dot(
                    query,
                    queryFrom,
                    rows,
                    rowsFrom + i * dims,
                    rowsFrom + next * dims,
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
            short[] rows,
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
            short[] rows,
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
                    dims,
                    out,
                    outFrom + i,
                    outFrom + next);
        }
    }

    private static void squaredL2(
            float[] query, int queryFrom, short[] rows, int row0, int row1, int dims, float[] out, int at0, int at1) {

        if (dims < LANES) {
            out[at0] = PlainHalfDistance.squaredL2(query, queryFrom, rows, row0, dims);
            out[at1] = PlainHalfDistance.squaredL2(query, queryFrom, rows, row1, dims);
            return;
        }
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        IntVector special = IntVector.zero(INTS);
        int whole = FLOATS.loopBound(dims);
        for (int d = 0; d < whole; d += LANES) {
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            IntVector value0Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row0 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value0Magnitude =
                    value0Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value0Magnitude.add(LOWEST_EXPONENT));
            FloatVector value0 = value0Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value0Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            FloatVector difference0 = target.sub(value0);
            sum0 = difference0.fma(difference0, sum0);
            IntVector value1Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row1 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value1Magnitude =
                    value1Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value1Magnitude.add(LOWEST_EXPONENT));
            FloatVector value1 = value1Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value1Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            FloatVector difference1 = target.sub(value1);
            sum1 = difference1.fma(difference1, sum1);
        }
        if (whole < dims) {
            int d = dims - LANES;
            VectorMask<Float> fresh = VectorMask.fromLong(FLOATS, -1L << (LANES - (dims - whole)));
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            IntVector value0Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row0 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value0Magnitude =
                    value0Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value0Magnitude.add(LOWEST_EXPONENT));
            FloatVector value0 = value0Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value0Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            FloatVector difference0 = target.sub(value0);
            sum0 = sum0.blend(difference0.fma(difference0, sum0), fresh);
            IntVector value1Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row1 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value1Magnitude =
                    value1Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value1Magnitude.add(LOWEST_EXPONENT));
            FloatVector value1 = value1Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value1Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            FloatVector difference1 = target.sub(value1);
            sum1 = sum1.blend(difference1.fma(difference1, sum1), fresh);
        }
        if ((special.reduceLanes(VectorOperators.OR) & CARRY) != 0) {
            out[at0] = PlainHalfDistance.squaredL2(query, queryFrom, rows, row0, dims);
            out[at1] = PlainHalfDistance.squaredL2(query, queryFrom, rows, row1, dims);
            return;
        }
        out[at0] = sum0.reduceLanes(VectorOperators.ADD);
        out[at1] = sum1.reduceLanes(VectorOperators.ADD);
    }

    private static void dot(
            float[] query, int queryFrom, short[] rows, int row0, int row1, int dims, float[] out, int at0, int at1) {

        if (dims < LANES) {
            out[at0] = PlainHalfDistance.dot(query, queryFrom, rows, row0, dims);
            out[at1] = PlainHalfDistance.dot(query, queryFrom, rows, row1, dims);
            return;
        }
        FloatVector sum0 = FloatVector.zero(FLOATS);
        FloatVector sum1 = sum0;
        IntVector special = IntVector.zero(INTS);
        int whole = FLOATS.loopBound(dims);
        for (int d = 0; d < whole; d += LANES) {
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            IntVector value0Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row0 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value0Magnitude =
                    value0Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value0Magnitude.add(LOWEST_EXPONENT));
            FloatVector value0 = value0Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value0Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            sum0 = target.fma(value0, sum0);
            IntVector value1Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row1 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value1Magnitude =
                    value1Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value1Magnitude.add(LOWEST_EXPONENT));
            FloatVector value1 = value1Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value1Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            sum1 = target.fma(value1, sum1);
        }
        if (whole < dims) {
            int d = dims - LANES;
            VectorMask<Float> fresh = VectorMask.fromLong(FLOATS, -1L << (LANES - (dims - whole)));
            FloatVector target = FloatVector.fromArray(FLOATS, query, queryFrom + d);
            IntVector value0Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row0 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value0Magnitude =
                    value0Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value0Magnitude.add(LOWEST_EXPONENT));
            FloatVector value0 = value0Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value0Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            sum0 = sum0.blend(target.fma(value0, sum0), fresh);
            IntVector value1Bits = (IntVector)
                    ShortVector.fromArray(SHORTS, rows, row1 + d).convertShape(VectorOperators.S2I, INTS, 0);
            IntVector value1Magnitude =
                    value1Bits.lanewise(VectorOperators.LSHL, 13).and(MAGNITUDE);
            special = special.or(value1Magnitude.add(LOWEST_EXPONENT));
            FloatVector value1 = value1Magnitude
                    .reinterpretAsFloats()
                    .mul(UNBIAS)
                    .reinterpretAsInts()
                    .or(value1Bits.and(Integer.MIN_VALUE))
                    .reinterpretAsFloats();
            sum1 = sum1.blend(target.fma(value1, sum1), fresh);
        }
        if ((special.reduceLanes(VectorOperators.OR) & CARRY) != 0) {
            out[at0] = PlainHalfDistance.dot(query, queryFrom, rows, row0, dims);
            out[at1] = PlainHalfDistance.dot(query, queryFrom, rows, row1, dims);
            return;
        }
        out[at0] = sum0.reduceLanes(VectorOperators.ADD);
        out[at1] = sum1.reduceLanes(VectorOperators.ADD);
    }
}
