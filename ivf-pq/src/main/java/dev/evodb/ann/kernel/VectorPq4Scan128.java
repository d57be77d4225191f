package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The 4-bit scan in registers of 128 bits, also of machines whose registers have 256: there, a look-up
/// among 16 bytes is one instruction and one among 32 bytes is five.
///
/// Two look-ups are added in a byte. Sums of bytes run in two accumulators of 16-bit lanes: `even` gets
/// the bytes as they are, so that its lanes hold the even byte plus 256 times the odd one; `odd` gets
/// them shifted by a byte, in 32-bit lanes because only those have a shift by a constant, so that a lower
/// lane holds its odd byte plus 256 times the even byte of the upper lane. All of this is modulo 2^16,
/// and the end of a block takes it apart.
///
/// `selectFrom` looks at the lower four bits of an index only: the upper half of a code needs no mask.
final class VectorPq4Scan128 {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;

    private VectorPq4Scan128() {}

    static void sum(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        for (int block = 0; block < blocks; block++) {
            int at = codesFrom + block * pairs * Pq4Scan.BLOCK;
            ShortVector even0 = ShortVector.zero(SHORTS);
            ShortVector odd0 = even0;
            ShortVector even1 = ShortVector.zero(SHORTS);
            ShortVector odd1 = even1;
            ShortVector even2 = ShortVector.zero(SHORTS);
            ShortVector odd2 = even2;
            ShortVector even3 = ShortVector.zero(SHORTS);
            ShortVector odd3 = even3;
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
                ByteVector code1 = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK + 16);
                ByteVector sum1 = code1.selectFrom(low)
                        .add(code1.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even1 = even1.add(sum1.reinterpretAsShorts());
                odd1 = odd1.add(sum1.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code2 = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK + 32);
                ByteVector sum2 = code2.selectFrom(low)
                        .add(code2.reinterpretAsInts()
                                .lanewise(VectorOperators.LSHR, 4)
                                .reinterpretAsBytes()
                                .selectFrom(high));
                even2 = even2.add(sum2.reinterpretAsShorts());
                odd2 = odd2.add(sum2.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector code3 = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK + 48);
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
            int to = block * Pq4Scan.BLOCK;
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

    /// Half a block and four queries a pass: what the code bytes need is done once for four.
    static void sumFour(byte[] codes, int codesFrom, int blocks, int pairs, byte[][] tables, short[][] sums) {
        byte[] tables0 = tables[0];
        byte[] tables1 = tables[1];
        byte[] tables2 = tables[2];
        byte[] tables3 = tables[3];
        for (int half = 0; half < 2 * blocks; half++) {
            int at = codesFrom + half / 2 * pairs * Pq4Scan.BLOCK + half % 2 * 32;
            ShortVector even00 = ShortVector.zero(SHORTS);
            ShortVector odd00 = even00;
            ShortVector even01 = even00;
            ShortVector odd01 = even00;
            ShortVector even10 = even00;
            ShortVector odd10 = even00;
            ShortVector even11 = even00;
            ShortVector odd11 = even00;
            ShortVector even20 = even00;
            ShortVector odd20 = even00;
            ShortVector even21 = even00;
            ShortVector odd21 = even00;
            ShortVector even30 = even00;
            ShortVector odd30 = even00;
            ShortVector even31 = even00;
            ShortVector odd31 = even00;
            for (int pair = 0; pair < pairs; pair++) {
                int low = pair * 2 * Pq4Scan.TABLE_BYTES;
                int high = low + Pq4Scan.TABLE_BYTES;
                ByteVector code0 = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK + 0);
                ByteVector upper0 = code0.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 4)
                        .reinterpretAsBytes();
                ByteVector code1 = ByteVector.fromArray(BYTES, codes, at + pair * Pq4Scan.BLOCK + 16);
                ByteVector upper1 = code1.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 4)
                        .reinterpretAsBytes();
                ByteVector low0 = ByteVector.fromArray(BYTES, tables0, low);
                ByteVector high0 = ByteVector.fromArray(BYTES, tables0, high);
                ByteVector sum00 = code0.selectFrom(low0).add(upper0.selectFrom(high0));
                even00 = even00.add(sum00.reinterpretAsShorts());
                odd00 = odd00.add(sum00.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector sum01 = code1.selectFrom(low0).add(upper1.selectFrom(high0));
                even01 = even01.add(sum01.reinterpretAsShorts());
                odd01 = odd01.add(sum01.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector low1 = ByteVector.fromArray(BYTES, tables1, low);
                ByteVector high1 = ByteVector.fromArray(BYTES, tables1, high);
                ByteVector sum10 = code0.selectFrom(low1).add(upper0.selectFrom(high1));
                even10 = even10.add(sum10.reinterpretAsShorts());
                odd10 = odd10.add(sum10.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector sum11 = code1.selectFrom(low1).add(upper1.selectFrom(high1));
                even11 = even11.add(sum11.reinterpretAsShorts());
                odd11 = odd11.add(sum11.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector low2 = ByteVector.fromArray(BYTES, tables2, low);
                ByteVector high2 = ByteVector.fromArray(BYTES, tables2, high);
                ByteVector sum20 = code0.selectFrom(low2).add(upper0.selectFrom(high2));
                even20 = even20.add(sum20.reinterpretAsShorts());
                odd20 = odd20.add(sum20.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector sum21 = code1.selectFrom(low2).add(upper1.selectFrom(high2));
                even21 = even21.add(sum21.reinterpretAsShorts());
                odd21 = odd21.add(sum21.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector low3 = ByteVector.fromArray(BYTES, tables3, low);
                ByteVector high3 = ByteVector.fromArray(BYTES, tables3, high);
                ByteVector sum30 = code0.selectFrom(low3).add(upper0.selectFrom(high3));
                even30 = even30.add(sum30.reinterpretAsShorts());
                odd30 = odd30.add(sum30.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
                ByteVector sum31 = code1.selectFrom(low3).add(upper1.selectFrom(high3));
                even31 = even31.add(sum31.reinterpretAsShorts());
                odd31 = odd31.add(sum31.reinterpretAsInts()
                        .lanewise(VectorOperators.LSHR, 8)
                        .reinterpretAsShorts());
            }
            int to = half * 32;
            odd00 = odd00.sub(even00.sub(odd00.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even00.sub(odd00.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[0], to + 0);
            odd00.intoArray(sums[0], to + 8);
            odd01 = odd01.sub(even01.sub(odd01.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even01.sub(odd01.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[0], to + 16);
            odd01.intoArray(sums[0], to + 24);
            odd10 = odd10.sub(even10.sub(odd10.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even10.sub(odd10.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[1], to + 0);
            odd10.intoArray(sums[1], to + 8);
            odd11 = odd11.sub(even11.sub(odd11.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even11.sub(odd11.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[1], to + 16);
            odd11.intoArray(sums[1], to + 24);
            odd20 = odd20.sub(even20.sub(odd20.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even20.sub(odd20.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[2], to + 0);
            odd20.intoArray(sums[2], to + 8);
            odd21 = odd21.sub(even21.sub(odd21.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even21.sub(odd21.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[2], to + 16);
            odd21.intoArray(sums[2], to + 24);
            odd30 = odd30.sub(even30.sub(odd30.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even30.sub(odd30.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[3], to + 0);
            odd30.intoArray(sums[3], to + 8);
            odd31 = odd31.sub(even31.sub(odd31.lanewise(VectorOperators.LSHL, 8))
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.LSHR, 16)
                    .reinterpretAsShorts()
                    .lanewise(VectorOperators.LSHL, 8));
            even31.sub(odd31.lanewise(VectorOperators.LSHL, 8)).intoArray(sums[3], to + 16);
            odd31.intoArray(sums[3], to + 24);
        }
    }
}
