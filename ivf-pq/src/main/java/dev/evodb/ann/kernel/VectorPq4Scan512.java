package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// The 4-bit scan in registers of 512 bits, of machines that look up 64 bytes in one instruction. Sums
/// run as in [VectorPq4Scan128].
///
/// `selectFrom` looks at the lower six bits of an index only, and tables repeat their entries as often as
/// a register holds them: the upper half of a code needs no mask.
final class VectorPq4Scan512 {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;

    private static final VectorShuffle<Long> LOWER_QUARTERS_ZIPPED =
            VectorShuffle.fromValues(LongVector.SPECIES_512, 0, 1, 8, 9, 2, 3, 10, 11);
    private static final VectorShuffle<Long> UPPER_QUARTERS_ZIPPED =
            VectorShuffle.fromValues(LongVector.SPECIES_512, 4, 5, 12, 13, 6, 7, 14, 15);

    private VectorPq4Scan512() {}

    static void sum(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        int paired = blocks & ~1;
        sumTwoBlocks(codes, codesFrom, paired, pairs, tables, sums);
        if (paired < blocks) {
            sumBlock(codes, codesFrom + paired * pairs * Pq4Scan.BLOCK, pairs, tables, sums, paired * Pq4Scan.BLOCK);
        }
    }

    private static void sumTwoBlocks(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        for (int block = 0; block < blocks; block += 2) {
            int at = codesFrom + block * pairs * Pq4Scan.BLOCK;
            int next = at + pairs * Pq4Scan.BLOCK;
            ShortVector even0 = ShortVector.zero(SHORTS);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(SHORTS);
            ShortVector odd1 = even1;
            for (int pair = 0; pair < pairs; pair++) {
                ByteVector low = ByteVector.fromArray(BYTES, tables, pair * 2 * Pq4Scan.TABLE_BYTES);
                ByteVector high =
                        ByteVector.fromArray(BYTES, tables, pair * 2 * Pq4Scan.TABLE_BYTES + Pq4Scan.TABLE_BYTES);
                ByteVector code0 = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK);
                ByteVector sum0 = code0.selectFrom(low)
                        .add(code0.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even0 = even0.add(sum0.reinterpretAsShorts());
                odd0 = odd0.add(sum0.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code1 = ByteVector.fromArray(BYTES, codes, next + pair * Pq4Scan.BLOCK);
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
            int to = block * Pq4Scan.BLOCK;
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

    /// One block and two queries a pass.
    static void sumBoth(
            byte[] codes,
            int codesFrom,
            int blocks,
            int pairs,
            byte[] tables,
            byte[] otherTables,
            short[] sums,
            short[] otherSums) {
        for (int block = 0; block < blocks; block++) {
            int at = codesFrom + block * pairs * Pq4Scan.BLOCK;
            ShortVector even0 = ShortVector.zero(SHORTS);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(SHORTS);
            ShortVector odd1 = even1;
            for (int pair = 0; pair < pairs; pair++) {
                ByteVector low = ByteVector.fromArray(BYTES, tables, pair * 2 * Pq4Scan.TABLE_BYTES);
                ByteVector high =
                        ByteVector.fromArray(BYTES, tables, pair * 2 * Pq4Scan.TABLE_BYTES + Pq4Scan.TABLE_BYTES);
                ByteVector otherLow = ByteVector.fromArray(BYTES, otherTables, pair * 2 * Pq4Scan.TABLE_BYTES);
                ByteVector otherHigh =
                        ByteVector.fromArray(BYTES, otherTables, pair * 2 * Pq4Scan.TABLE_BYTES + Pq4Scan.TABLE_BYTES);
                ByteVector code = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK);
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
            int to = block * Pq4Scan.BLOCK;
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

    private static void sumBlock(byte[] codes, int at, int pairs, byte[] tables, short[] sums, int to) {
        ShortVector even0 = ShortVector.zero(SHORTS);
        ShortVector odd0 = even0;
        for (int pair = 0; pair < pairs; pair++) {
            ByteVector low = ByteVector.fromArray(BYTES, tables, pair * 2 * Pq4Scan.TABLE_BYTES);
            ByteVector high = ByteVector.fromArray(BYTES, tables, pair * 2 * Pq4Scan.TABLE_BYTES + Pq4Scan.TABLE_BYTES);
            ByteVector code0 = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK);
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
}
