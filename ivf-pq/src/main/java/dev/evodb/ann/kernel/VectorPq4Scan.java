package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The 4-bit scan with the Vector API, a method for each width of a register.
///
/// Two look-ups are added in a byte. Sums of bytes run in two accumulators of 16-bit lanes: `even` gets
/// the bytes as they are, so that its lanes hold the even byte plus 256 times the odd one; `odd` gets
/// them shifted by a byte, in 32-bit lanes because only those have a shift by a constant, so that a lower
/// lane holds its odd byte plus 256 times the even byte of the upper lane. All of this is modulo 2^16,
/// and the end of a block takes it apart.
///
/// `selectFrom` looks at the lower bits of an index only, and tables repeat their entries as often as a
/// register holds them: the upper half of a code needs no mask.
final class VectorPq4Scan implements Pq4Scan {
    /// Width of the look-ups: permuting 64 bytes takes an instruction that the oldest processors with
    /// registers of 512 bits lack.
    private static final int BITS = ProcessorFlags.has("avx512_vbmi")
            ? FloatVector.SPECIES_PREFERRED.vectorBitSize()
            : Math.min(256, FloatVector.SPECIES_PREFERRED.vectorBitSize());

    private static final VectorSpecies<Byte> BYTES_128 = ByteVector.SPECIES_128;
    private static final VectorSpecies<Byte> BYTES_256 = ByteVector.SPECIES_256;
    private static final VectorSpecies<Byte> BYTES_512 = ByteVector.SPECIES_512;

    private static final VectorShuffle<Long> HALVES_SWAPPED =
            VectorShuffle.fromValues(LongVector.SPECIES_256, 2, 3, 0, 1);
    private static final VectorMask<Long> UPPER_HALF =
            VectorMask.fromValues(LongVector.SPECIES_256, false, false, true, true);
    private static final VectorShuffle<Long> LOWER_QUARTERS_ZIPPED =
            VectorShuffle.fromValues(LongVector.SPECIES_512, 0, 1, 8, 9, 2, 3, 10, 11);
    private static final VectorShuffle<Long> UPPER_QUARTERS_ZIPPED =
            VectorShuffle.fromValues(LongVector.SPECIES_512, 4, 5, 12, 13, 6, 7, 14, 15);

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(
            short.class,
            jdk.incubator.vector.VectorShape.forBitSize(
                    Math.max(64, FloatVector.SPECIES_PREFERRED.vectorBitSize() / 2)));
    private static final int LANES = FLOATS.length();

    @Override
    public void sum(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        sum(BITS, codes, codesFrom, blocks, pairs, tables, sums);
    }

    @Override
    public void sumBoth(
            byte[] codes,
            int codesFrom,
            int blocks,
            int pairs,
            byte[] tables,
            byte[] otherTables,
            short[] sums,
            short[] otherSums) {
        sumBoth(BITS, codes, codesFrom, blocks, pairs, tables, otherTables, sums, otherSums);
    }

    /// As [#sumBoth] with registers of `bits`, which this machine had better have.
    static void sumBoth(
            int bits,
            byte[] codes,
            int codesFrom,
            int blocks,
            int pairs,
            byte[] tables,
            byte[] otherTables,
            short[] sums,
            short[] otherSums) {
        if (bits >= 512) {
            sumBoth512(codes, codesFrom, blocks, pairs, tables, otherTables, sums, otherSums);
        } else if (bits == 256) {
            sumBoth256(codes, codesFrom, blocks, pairs, tables, otherTables, sums, otherSums);
        } else {
            sum128(codes, codesFrom, blocks, pairs, tables, sums);
            sum128(codes, codesFrom, blocks, pairs, otherTables, otherSums);
        }
    }

    /// As [#sum] with registers of `bits`, which this machine had better have.
    static void sum(int bits, byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        if (bits >= 512) {
            int paired = blocks & ~1;
            sumTwoBlocks512(codes, codesFrom, paired, pairs, tables, sums);
            if (paired < blocks) {
                sumBlock512(codes, codesFrom + paired * pairs * BLOCK, pairs, tables, sums, paired * BLOCK);
            }
        } else if (bits == 256) {
            sum256(codes, codesFrom, blocks, pairs, tables, sums);
        } else {
            sum128(codes, codesFrom, blocks, pairs, tables, sums);
        }
    }

    private static void sum128(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        for (int block = 0; block < blocks; block++) {
            int at = codesFrom + block * pairs * BLOCK;
            ShortVector even0 = ShortVector.zero(ShortVector.SPECIES_128);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(ShortVector.SPECIES_128);
            ShortVector odd1 = even1;
            ShortVector even2 = ShortVector.zero(ShortVector.SPECIES_128);
            ShortVector odd2 = even2;
            ShortVector even3 = ShortVector.zero(ShortVector.SPECIES_128);
            ShortVector odd3 = even3;
            for (int pair = 0; pair < pairs; pair++) {
                ByteVector low = ByteVector.fromArray(BYTES_128, tables, pair * 2 * TABLE_BYTES);
                ByteVector high = ByteVector.fromArray(BYTES_128, tables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
                ByteVector code0 = ByteVector.fromArray(BYTES_128, codes, at + pair * BLOCK);
                ByteVector sum0 = code0.selectFrom(low)
                        .add(code0.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even0 = even0.add(sum0.reinterpretAsShorts());
                odd0 = odd0.add(sum0.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code1 = ByteVector.fromArray(BYTES_128, codes, at + pair * BLOCK + 16);
                ByteVector sum1 = code1.selectFrom(low)
                        .add(code1.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even1 = even1.add(sum1.reinterpretAsShorts());
                odd1 = odd1.add(sum1.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code2 = ByteVector.fromArray(BYTES_128, codes, at + pair * BLOCK + 32);
                ByteVector sum2 = code2.selectFrom(low)
                        .add(code2.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even2 = even2.add(sum2.reinterpretAsShorts());
                odd2 = odd2.add(sum2.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code3 = ByteVector.fromArray(BYTES_128, codes, at + pair * BLOCK + 48);
                ByteVector sum3 = code3.selectFrom(low)
                        .add(code3.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even3 = even3.add(sum3.reinterpretAsShorts());
                odd3 = odd3.add(sum3.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
            }
            int to = block * BLOCK;
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd0 = odd0.sub(even0.sub(odd0.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even0 = even0.sub(odd0.lanewise(VectorOperators.LSHL, 8));
            even0.intoArray(sums, to);
            odd0.intoArray(sums, to + 8);
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd1 = odd1.sub(even1.sub(odd1.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even1 = even1.sub(odd1.lanewise(VectorOperators.LSHL, 8));
            even1.intoArray(sums, to + 16);
            odd1.intoArray(sums, to + 24);
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd2 = odd2.sub(even2.sub(odd2.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even2 = even2.sub(odd2.lanewise(VectorOperators.LSHL, 8));
            even2.intoArray(sums, to + 32);
            odd2.intoArray(sums, to + 40);
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd3 = odd3.sub(even3.sub(odd3.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even3 = even3.sub(odd3.lanewise(VectorOperators.LSHL, 8));
            even3.intoArray(sums, to + 48);
            odd3.intoArray(sums, to + 56);
        }
    }

    private static void sum256(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        for (int block = 0; block < blocks; block++) {
            int at = codesFrom + block * pairs * BLOCK;
            ShortVector even0 = ShortVector.zero(ShortVector.SPECIES_256);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(ShortVector.SPECIES_256);
            ShortVector odd1 = even1;
            for (int pair = 0; pair < pairs; pair++) {
                ByteVector low = ByteVector.fromArray(BYTES_256, tables, pair * 2 * TABLE_BYTES);
                ByteVector high = ByteVector.fromArray(BYTES_256, tables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
                ByteVector code0 = ByteVector.fromArray(BYTES_256, codes, at + pair * BLOCK);
                ByteVector sum0 = code0.selectFrom(low)
                        .add(code0.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even0 = even0.add(sum0.reinterpretAsShorts());
                odd0 = odd0.add(sum0.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code1 = ByteVector.fromArray(BYTES_256, codes, at + pair * BLOCK + 32);
                ByteVector sum1 = code1.selectFrom(low)
                        .add(code1.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even1 = even1.add(sum1.reinterpretAsShorts());
                odd1 = odd1.add(sum1.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
            }
            int to = block * BLOCK;
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd0 = odd0.sub(even0.sub(odd0.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even0 = even0.sub(odd0.lanewise(VectorOperators.LSHL, 8));
            LongVector evens0 = even0.reinterpretAsLongs();
            LongVector odds0 = odd0.reinterpretAsLongs();
            evens0.blend(odds0.rearrange(HALVES_SWAPPED), UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(sums, to);
            evens0.rearrange(HALVES_SWAPPED)
                    .blend(odds0, UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(sums, to + 16);
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd1 = odd1.sub(even1.sub(odd1.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even1 = even1.sub(odd1.lanewise(VectorOperators.LSHL, 8));
            LongVector evens1 = even1.reinterpretAsLongs();
            LongVector odds1 = odd1.reinterpretAsLongs();
            evens1.blend(odds1.rearrange(HALVES_SWAPPED), UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(sums, to + 32);
            evens1.rearrange(HALVES_SWAPPED)
                    .blend(odds1, UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(sums, to + 48);
        }
    }

    private static void sumTwoBlocks512(
            byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        for (int block = 0; block < blocks; block += 2) {
            int at = codesFrom + block * pairs * BLOCK;
            int next = at + pairs * BLOCK;
            ShortVector even0 = ShortVector.zero(ShortVector.SPECIES_512);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(ShortVector.SPECIES_512);
            ShortVector odd1 = even1;
            for (int pair = 0; pair < pairs; pair++) {
                ByteVector low = ByteVector.fromArray(BYTES_512, tables, pair * 2 * TABLE_BYTES);
                ByteVector high = ByteVector.fromArray(BYTES_512, tables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
                ByteVector code0 = ByteVector.fromArray(BYTES_512, codes, at + pair * BLOCK);
                ByteVector sum0 = code0.selectFrom(low)
                        .add(code0.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even0 = even0.add(sum0.reinterpretAsShorts());
                odd0 = odd0.add(sum0.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code1 = ByteVector.fromArray(BYTES_512, codes, next + pair * BLOCK);
                ByteVector sum1 = code1.selectFrom(low)
                        .add(code1.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even1 = even1.add(sum1.reinterpretAsShorts());
                odd1 = odd1.add(sum1.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
            }
            int to = block * BLOCK;
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd0 = odd0.sub(even0.sub(odd0.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even0 = even0.sub(odd0.lanewise(VectorOperators.LSHL, 8));
            LongVector evens0 = even0.reinterpretAsLongs();
            LongVector odds0 = odd0.reinterpretAsLongs();
            evens0.rearrange(LOWER_QUARTERS_ZIPPED, odds0).reinterpretAsShorts().intoArray(sums, to);
            evens0.rearrange(UPPER_QUARTERS_ZIPPED, odds0).reinterpretAsShorts().intoArray(sums, to + 32);
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd1 = odd1.sub(even1.sub(odd1.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even1 = even1.sub(odd1.lanewise(VectorOperators.LSHL, 8));
            LongVector evens1 = even1.reinterpretAsLongs();
            LongVector odds1 = odd1.reinterpretAsLongs();
            evens1.rearrange(LOWER_QUARTERS_ZIPPED, odds1).reinterpretAsShorts().intoArray(sums, to + 64);
            evens1.rearrange(UPPER_QUARTERS_ZIPPED, odds1).reinterpretAsShorts().intoArray(sums, to + 96);
        }
    }

    /// Half a block and two queries a pass.
    private static void sumBoth256(
            byte[] codes,
            int codesFrom,
            int blocks,
            int pairs,
            byte[] tables,
            byte[] otherTables,
            short[] sums,
            short[] otherSums) {
        for (int half = 0; half < 2 * blocks; half++) {
            int at = codesFrom + half / 2 * pairs * BLOCK + half % 2 * 32;
            ShortVector even0 = ShortVector.zero(ShortVector.SPECIES_256);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(ShortVector.SPECIES_256);
            ShortVector odd1 = even1;
            for (int pair = 0; pair < pairs; pair++) {
                ByteVector low = ByteVector.fromArray(BYTES_256, tables, pair * 2 * TABLE_BYTES);
                ByteVector high = ByteVector.fromArray(BYTES_256, tables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
                ByteVector otherLow = ByteVector.fromArray(BYTES_256, otherTables, pair * 2 * TABLE_BYTES);
                ByteVector otherHigh =
                        ByteVector.fromArray(BYTES_256, otherTables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
                ByteVector code = ByteVector.fromArray(BYTES_256, codes, at + pair * BLOCK);
                ByteVector upper = code.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 4)
                        .reinterpretAsBytes();
                ByteVector sum0 = code.selectFrom(low).add(upper.selectFrom(high));
                even0 = even0.add(sum0.reinterpretAsShorts());
                odd0 = odd0.add(sum0.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector sum1 = code.selectFrom(otherLow).add(upper.selectFrom(otherHigh));
                even1 = even1.add(sum1.reinterpretAsShorts());
                odd1 = odd1.add(sum1.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
            }
            int to = half * 32;
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd0 = odd0.sub(even0.sub(odd0.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even0 = even0.sub(odd0.lanewise(VectorOperators.LSHL, 8));
            LongVector evens0 = even0.reinterpretAsLongs();
            LongVector odds0 = odd0.reinterpretAsLongs();
            evens0.blend(odds0.rearrange(HALVES_SWAPPED), UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(sums, to);
            evens0.rearrange(HALVES_SWAPPED)
                    .blend(odds0, UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(sums, to + 16);
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd1 = odd1.sub(even1.sub(odd1.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even1 = even1.sub(odd1.lanewise(VectorOperators.LSHL, 8));
            LongVector evens1 = even1.reinterpretAsLongs();
            LongVector odds1 = odd1.reinterpretAsLongs();
            evens1.blend(odds1.rearrange(HALVES_SWAPPED), UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(otherSums, to);
            evens1.rearrange(HALVES_SWAPPED)
                    .blend(odds1, UPPER_HALF)
                    .reinterpretAsShorts()
                    .intoArray(otherSums, to + 16);
        }
    }

    /// One block and two queries a pass.
    private static void sumBoth512(
            byte[] codes,
            int codesFrom,
            int blocks,
            int pairs,
            byte[] tables,
            byte[] otherTables,
            short[] sums,
            short[] otherSums) {
        for (int block = 0; block < blocks; block++) {
            int at = codesFrom + block * pairs * BLOCK;
            ShortVector even0 = ShortVector.zero(ShortVector.SPECIES_512);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(ShortVector.SPECIES_512);
            ShortVector odd1 = even1;
            for (int pair = 0; pair < pairs; pair++) {
                ByteVector low = ByteVector.fromArray(BYTES_512, tables, pair * 2 * TABLE_BYTES);
                ByteVector high = ByteVector.fromArray(BYTES_512, tables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
                ByteVector otherLow = ByteVector.fromArray(BYTES_512, otherTables, pair * 2 * TABLE_BYTES);
                ByteVector otherHigh =
                        ByteVector.fromArray(BYTES_512, otherTables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
                ByteVector code = ByteVector.fromArray(BYTES_512, codes, at + pair * BLOCK);
                ByteVector upper = code.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 4)
                        .reinterpretAsBytes();
                ByteVector sum0 = code.selectFrom(low).add(upper.selectFrom(high));
                even0 = even0.add(sum0.reinterpretAsShorts());
                odd0 = odd0.add(sum0.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector sum1 = code.selectFrom(otherLow).add(upper.selectFrom(otherHigh));
                even1 = even1.add(sum1.reinterpretAsShorts());
                odd1 = odd1.add(sum1.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
            }
            int to = block * BLOCK;
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd0 = odd0.sub(even0.sub(odd0.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even0 = even0.sub(odd0.lanewise(VectorOperators.LSHL, 8));
            LongVector evens0 = even0.reinterpretAsLongs();
            LongVector odds0 = odd0.reinterpretAsLongs();
            evens0.rearrange(LOWER_QUARTERS_ZIPPED, odds0).reinterpretAsShorts().intoArray(sums, to);
            evens0.rearrange(UPPER_QUARTERS_ZIPPED, odds0).reinterpretAsShorts().intoArray(sums, to + 32);
            // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
            odd1 = odd1.sub(even1.sub(odd1.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even1 = even1.sub(odd1.lanewise(VectorOperators.LSHL, 8));
            LongVector evens1 = even1.reinterpretAsLongs();
            LongVector odds1 = odd1.reinterpretAsLongs();
            evens1.rearrange(LOWER_QUARTERS_ZIPPED, odds1).reinterpretAsShorts().intoArray(otherSums, to);
            evens1.rearrange(UPPER_QUARTERS_ZIPPED, odds1).reinterpretAsShorts().intoArray(otherSums, to + 32);
        }
    }

    private static void sumBlock512(byte[] codes, int at, int pairs, byte[] tables, short[] sums, int to) {
        ShortVector even0 = ShortVector.zero(ShortVector.SPECIES_512);
        ShortVector odd0 = even0;
        for (int pair = 0; pair < pairs; pair++) {
            ByteVector low = ByteVector.fromArray(BYTES_512, tables, pair * 2 * TABLE_BYTES);
            ByteVector high = ByteVector.fromArray(BYTES_512, tables, pair * 2 * TABLE_BYTES + TABLE_BYTES);
            ByteVector code0 = ByteVector.fromArray(BYTES_512, codes, at + pair * BLOCK);
            ByteVector sum0 = code0.selectFrom(low)
                    .add(code0.reinterpretAsInts()
                            .lanewise(VectorOperators.LSHR, 4)
                            .reinterpretAsBytes()
                            .selectFrom(high));
            even0 = even0.add(sum0.reinterpretAsShorts());
            odd0 = odd0.add(
                    sum0.reinterpretAsInts().lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts());
        }
        // The even byte of each upper lane, moved to where the lower lane's odd sum has it 256 times.
        odd0 = odd0.sub(even0.sub(odd0.lanewise(VectorOperators.LSHL, 8))
                .reinterpretAsInts()
                .lanewise(VectorOperators.LSHR, 16)
                .reinterpretAsShorts()
                .lanewise(VectorOperators.LSHL, 8));
        even0 = even0.sub(odd0.lanewise(VectorOperators.LSHL, 8));
        LongVector evens0 = even0.reinterpretAsLongs();
        LongVector odds0 = odd0.reinterpretAsLongs();
        evens0.rearrange(LOWER_QUARTERS_ZIPPED, odds0).reinterpretAsShorts().intoArray(sums, to);
        evens0.rearrange(UPPER_QUARTERS_ZIPPED, odds0).reinterpretAsShorts().intoArray(sums, to + 32);
    }

    @Override
    public int filter(
            short[] sums,
            int count,
            float[] biases,
            int biasesFrom,
            float scale,
            float offset,
            float bound,
            int firstRow,
            long[] found,
            int size) {
        int filled = size;
        int i = 0;
        FloatVector scales = FloatVector.broadcast(FLOATS, scale);
        for (int end = count - count % LANES; i < end; i += LANES) {
            FloatVector sum = (FloatVector) ShortVector.fromArray(SHORTS, sums, i)
                    .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0)
                    .convertShape(VectorOperators.I2F, FLOATS, 0);
            FloatVector score = sum.fma(scales, FloatVector.fromArray(FLOATS, biases, biasesFrom + i))
                    .add(offset);
            long below = score.lt(bound).toLong();
            while (below != 0) {
                int row = i + Long.numberOfTrailingZeros(below);
                found[filled++] = Ranked.of(score(sums, row, biases, biasesFrom, scale, offset), firstRow + row);
                below &= below - 1;
            }
        }
        for (; i < count; i++) {
            float score = score(sums, i, biases, biasesFrom, scale, offset);
            if (score < bound) {
                found[filled++] = Ranked.of(score, firstRow + i);
            }
        }
        return filled;
    }

    private static float score(short[] sums, int row, float[] biases, int biasesFrom, float scale, float offset) {
        return Math.fma(scale, Short.toUnsignedInt(sums[row]), biases[biasesFrom + row]) + offset;
    }
}
