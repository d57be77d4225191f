package dev.evodb.ann.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Distances to scattered rows with the Vector API, four rows at a time; rows and queries are filled up
/// with zeros, so that there is no rest to mask.
///
/// The lanes of four sums are added up together, by swapping ever smaller parts of registers, in an order
/// of its own: `reduceLanes` has one in compiled code and another before that, and a graph that is built
/// by such sums would not be the same each time.
///
/// Where fewer rows are left than are taken at once, the last one is computed again, so that a distance
/// has the same bits at each place of a call. Each kernel is one method: vectors that pass between
/// methods are boxed once the inlining budget is spent.
final class VectorGatherDistance implements GatherDistance {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    /// As many bytes as there are lanes of floats, or the fewest that a species has.
    private static final VectorSpecies<Byte> BYTES =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * 8)));

    private static final VectorMask<Float> UPPER = lanesOfOdd(LANES / 2);
    private static final VectorMask<Float> LOWER = UPPER.not();
    private static final VectorMask<Float> ODD = lanesOfOdd(LANES / 4);
    private static final VectorMask<Float> EVEN = ODD.not();
    private static final VectorShuffle<Float> SWAP_HALVES = swap(LANES / 2);
    private static final VectorShuffle<Float> SWAP_QUARTERS = swap(LANES / 4);
    private static final VectorShuffle<Float> SWAP_EIGHTHS = swap(Math.max(1, LANES / 8));
    private static final VectorShuffle<Float> SWAP_SIXTEENTHS = swap(Math.max(1, LANES / 16));

    /// The lanes of every second group of `width`, from the second on.
    private static VectorMask<Float> lanesOfOdd(int width) {
        long bits = 0;
        for (int lane = 0; lane < LANES; lane++) {
            bits |= (long) (lane / width & 1) << lane;
        }
        return VectorMask.fromLong(FLOATS, bits);
    }

    /// Exchanges groups of `width` lanes with their neighbours.
    private static VectorShuffle<Float> swap(int width) {
        return VectorShuffle.fromOp(FLOATS, lane -> lane ^ width);
    }

    @Override
    public void squaredL2OfBytes(
            float[] below,
            float[] step,
            MemorySegment rows,
            long stride,
            int dims,
            int[] ordinals,
            int count,
            float[] out) {
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            long row0 = ordinals[i] * stride;
            long row1 = ordinals[i1] * stride;
            long row2 = ordinals[i2] * stride;
            long row3 = ordinals[i3] * stride;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            for (int d = 0; d < dims; d += LANES) {
                FloatVector unit = FloatVector.fromArray(FLOATS, step, d);
                FloatVector start = FloatVector.fromArray(FLOATS, below, d);
                FloatVector difference0 = ((FloatVector)
                                ByteVector.fromMemorySegment(BYTES, rows, row0 + d, ByteOrder.LITTLE_ENDIAN)
                                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                        .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(unit, start);
                first = difference0.fma(difference0, first);
                FloatVector difference1 = ((FloatVector)
                                ByteVector.fromMemorySegment(BYTES, rows, row1 + d, ByteOrder.LITTLE_ENDIAN)
                                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                        .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(unit, start);
                second = difference1.fma(difference1, second);
                FloatVector difference2 = ((FloatVector)
                                ByteVector.fromMemorySegment(BYTES, rows, row2 + d, ByteOrder.LITTLE_ENDIAN)
                                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                        .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(unit, start);
                third = difference2.fma(difference2, third);
                FloatVector difference3 = ((FloatVector)
                                ByteVector.fromMemorySegment(BYTES, rows, row3 + d, ByteOrder.LITTLE_ENDIAN)
                                        .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                        .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(unit, start);
                fourth = difference3.fma(difference3, fourth);
            }
            FloatVector upper =
                    first.blend(second, UPPER).add(first.blend(second, LOWER).rearrange(SWAP_HALVES));
            FloatVector lower =
                    third.blend(fourth, UPPER).add(third.blend(fourth, LOWER).rearrange(SWAP_HALVES));
            FloatVector sums =
                    upper.blend(lower, ODD).add(upper.blend(lower, EVEN).rearrange(SWAP_QUARTERS));
            if (LANES >= 8) {
                sums = sums.add(sums.rearrange(SWAP_EIGHTHS));
            }
            if (LANES >= 16) {
                sums = sums.add(sums.rearrange(SWAP_SIXTEENTHS));
            }
            out[i] = sums.lane(0);
            out[i1] = sums.lane(LANES / 2);
            out[i2] = sums.lane(LANES / 4);
            out[i3] = sums.lane(LANES / 4 * 3);
        }
    }

    @Override
    public void dotOfBytes(
            float[] scaled, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out) {
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            long row0 = ordinals[i] * stride;
            long row1 = ordinals[i1] * stride;
            long row2 = ordinals[i2] * stride;
            long row3 = ordinals[i3] * stride;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            for (int d = 0; d < dims; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, scaled, d);
                first = ((FloatVector) ByteVector.fromMemorySegment(BYTES, rows, row0 + d, ByteOrder.LITTLE_ENDIAN)
                                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(target, first);
                second = ((FloatVector) ByteVector.fromMemorySegment(BYTES, rows, row1 + d, ByteOrder.LITTLE_ENDIAN)
                                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(target, second);
                third = ((FloatVector) ByteVector.fromMemorySegment(BYTES, rows, row2 + d, ByteOrder.LITTLE_ENDIAN)
                                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(target, third);
                fourth = ((FloatVector) ByteVector.fromMemorySegment(BYTES, rows, row3 + d, ByteOrder.LITTLE_ENDIAN)
                                .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                                .convertShape(VectorOperators.I2F, FLOATS, 0))
                        .fma(target, fourth);
            }
            FloatVector upper =
                    first.blend(second, UPPER).add(first.blend(second, LOWER).rearrange(SWAP_HALVES));
            FloatVector lower =
                    third.blend(fourth, UPPER).add(third.blend(fourth, LOWER).rearrange(SWAP_HALVES));
            FloatVector sums =
                    upper.blend(lower, ODD).add(upper.blend(lower, EVEN).rearrange(SWAP_QUARTERS));
            if (LANES >= 8) {
                sums = sums.add(sums.rearrange(SWAP_EIGHTHS));
            }
            if (LANES >= 16) {
                sums = sums.add(sums.rearrange(SWAP_SIXTEENTHS));
            }
            out[i] = sums.lane(0);
            out[i1] = sums.lane(LANES / 2);
            out[i2] = sums.lane(LANES / 4);
            out[i3] = sums.lane(LANES / 4 * 3);
        }
    }

    @Override
    public void squaredL2OfFloats(
            float[] query, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out) {
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            long row0 = ordinals[i] * stride;
            long row1 = ordinals[i1] * stride;
            long row2 = ordinals[i2] * stride;
            long row3 = ordinals[i3] * stride;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            for (int d = 0; d < dims; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, d);
                FloatVector difference0 =
                        target.sub(FloatVector.fromMemorySegment(FLOATS, rows, row0 + 4L * d, ByteOrder.LITTLE_ENDIAN));
                first = difference0.fma(difference0, first);
                FloatVector difference1 =
                        target.sub(FloatVector.fromMemorySegment(FLOATS, rows, row1 + 4L * d, ByteOrder.LITTLE_ENDIAN));
                second = difference1.fma(difference1, second);
                FloatVector difference2 =
                        target.sub(FloatVector.fromMemorySegment(FLOATS, rows, row2 + 4L * d, ByteOrder.LITTLE_ENDIAN));
                third = difference2.fma(difference2, third);
                FloatVector difference3 =
                        target.sub(FloatVector.fromMemorySegment(FLOATS, rows, row3 + 4L * d, ByteOrder.LITTLE_ENDIAN));
                fourth = difference3.fma(difference3, fourth);
            }
            FloatVector upper =
                    first.blend(second, UPPER).add(first.blend(second, LOWER).rearrange(SWAP_HALVES));
            FloatVector lower =
                    third.blend(fourth, UPPER).add(third.blend(fourth, LOWER).rearrange(SWAP_HALVES));
            FloatVector sums =
                    upper.blend(lower, ODD).add(upper.blend(lower, EVEN).rearrange(SWAP_QUARTERS));
            if (LANES >= 8) {
                sums = sums.add(sums.rearrange(SWAP_EIGHTHS));
            }
            if (LANES >= 16) {
                sums = sums.add(sums.rearrange(SWAP_SIXTEENTHS));
            }
            out[i] = sums.lane(0);
            out[i1] = sums.lane(LANES / 2);
            out[i2] = sums.lane(LANES / 4);
            out[i3] = sums.lane(LANES / 4 * 3);
        }
    }

    @Override
    public void dotOfFloats(
            float[] query, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out) {
        int last = count - 1;
        for (int i = 0; i < count; i += 4) {
            int i1 = Math.min(i + 1, last);
            int i2 = Math.min(i + 2, last);
            int i3 = Math.min(i + 3, last);
            long row0 = ordinals[i] * stride;
            long row1 = ordinals[i1] * stride;
            long row2 = ordinals[i2] * stride;
            long row3 = ordinals[i3] * stride;
            FloatVector first = FloatVector.zero(FLOATS);
            FloatVector second = first;
            FloatVector third = first;
            FloatVector fourth = first;
            for (int d = 0; d < dims; d += LANES) {
                FloatVector target = FloatVector.fromArray(FLOATS, query, d);
                first = target.fma(
                        FloatVector.fromMemorySegment(FLOATS, rows, row0 + 4L * d, ByteOrder.LITTLE_ENDIAN), first);
                second = target.fma(
                        FloatVector.fromMemorySegment(FLOATS, rows, row1 + 4L * d, ByteOrder.LITTLE_ENDIAN), second);
                third = target.fma(
                        FloatVector.fromMemorySegment(FLOATS, rows, row2 + 4L * d, ByteOrder.LITTLE_ENDIAN), third);
                fourth = target.fma(
                        FloatVector.fromMemorySegment(FLOATS, rows, row3 + 4L * d, ByteOrder.LITTLE_ENDIAN), fourth);
            }
            FloatVector upper =
                    first.blend(second, UPPER).add(first.blend(second, LOWER).rearrange(SWAP_HALVES));
            FloatVector lower =
                    third.blend(fourth, UPPER).add(third.blend(fourth, LOWER).rearrange(SWAP_HALVES));
            FloatVector sums =
                    upper.blend(lower, ODD).add(upper.blend(lower, EVEN).rearrange(SWAP_QUARTERS));
            if (LANES >= 8) {
                sums = sums.add(sums.rearrange(SWAP_EIGHTHS));
            }
            if (LANES >= 16) {
                sums = sums.add(sums.rearrange(SWAP_SIXTEENTHS));
            }
            out[i] = sums.lane(0);
            out[i1] = sums.lane(LANES / 2);
            out[i2] = sums.lane(LANES / 4);
            out[i3] = sums.lane(LANES / 4 * 3);
        }
    }

    @Override
    public void decode(MemorySegment rows, long at, float[] step, float factor, float[] from, int dims, float[] out) {
        for (int d = 0; d < dims; d += LANES) {
            ((FloatVector) ByteVector.fromMemorySegment(BYTES, rows, at + d, ByteOrder.LITTLE_ENDIAN)
                            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0)
                            .convertShape(VectorOperators.I2F, FLOATS, 0))
                    .mul(factor)
                    .fma(FloatVector.fromArray(FLOATS, step, d), FloatVector.fromArray(FLOATS, from, d))
                    .intoArray(out, d);
        }
    }
}
