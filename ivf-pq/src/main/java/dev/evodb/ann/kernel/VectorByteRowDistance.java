package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Distances to byte rows with the Vector API: two accumulators, and the last dims one by one, since a
/// masked load of bytes is slow where registers have less than 512 bits.
final class VectorByteRowDistance implements ByteRowDistance {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    /// As many bytes as there are lanes of floats, or the fewest that a species has.
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * 8)));

    @Override
    public float squaredL2(float[] shifted, float[] step, byte[] codes, int from, int dims) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int d = 0;
        // The load of a code vector may be wider than the lanes that are used of it.
        int end = Math.min(dims, codes.length - from - (BYTES.length() - LANES));
        for (; d + 2 * LANES <= end; d += 2 * LANES) {
            FloatVector first = ((FloatVector) ByteVector.fromArray(BYTES, codes, from + d)
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .mul(FloatVector.fromArray(FLOATS, step, d))
                    .sub(FloatVector.fromArray(FLOATS, shifted, d));
            FloatVector second = ((FloatVector) ByteVector.fromArray(BYTES, codes, from + d + LANES)
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .mul(FloatVector.fromArray(FLOATS, step, d + LANES))
                    .sub(FloatVector.fromArray(FLOATS, shifted, d + LANES));
            even = first.fma(first, even);
            odd = second.fma(second, odd);
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; d < dims; d++) {
            float difference = shifted[d] - Byte.toUnsignedInt(codes[from + d]) * step[d];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public float dot(float[] scaled, byte[] codes, int from, int dims) {
        FloatVector even = FloatVector.zero(FLOATS);
        FloatVector odd = FloatVector.zero(FLOATS);
        int d = 0;
        int end = Math.min(dims, codes.length - from - (BYTES.length() - LANES));
        for (; d + 2 * LANES <= end; d += 2 * LANES) {
            even = ((FloatVector) ByteVector.fromArray(BYTES, codes, from + d)
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scaled, d), even);
            odd = ((FloatVector) ByteVector.fromArray(BYTES, codes, from + d + LANES)
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .fma(FloatVector.fromArray(FLOATS, scaled, d + LANES), odd);
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; d < dims; d++) {
            sum += scaled[d] * Byte.toUnsignedInt(codes[from + d]);
        }
        return sum;
    }
}
