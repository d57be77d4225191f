package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The first pass in registers of 512 bits: the 256 entries in four registers, looked up by two permutes
/// of two registers each and a choice by the upper bit; two blocks of rows at a time, for which the
/// tables are loaded once.
final class VectorPq8Scan512 extends VectorPq8Scan {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_512;
    private static final int ROWS = BYTES.length();

    VectorPq8Scan512() {
        super(ROWS);
    }

    /// The last block of an odd number is scanned twice at once.
    @Override
    void firstPass(Pq8Block block, int first, int count, byte[] quantised, short[] sums, int to) {
        byte[] codes = block.codes();
        int stride = block.stride();
        int end = block.subvectors() * Pq8Block.CENTROIDS;
        int from = block.from() + first;
        for (int i = 0; i < count; i += 2 * ROWS) {
            int next = Math.min(i + ROWS, count - ROWS);
            ShortVector even0 = ShortVector.zero(SHORTS);
            ShortVector odd0 = even0;
            ShortVector even1 = even0;
            ShortVector odd1 = even0;
            int at0 = from + i;
            int at1 = from + next;
            for (int t = 0; t < end; t += Pq8Block.CENTROIDS) {
                ByteVector table0 = ByteVector.fromArray(BYTES, quantised, t);
                ByteVector table1 = ByteVector.fromArray(BYTES, quantised, t + ROWS);
                ByteVector table2 = ByteVector.fromArray(BYTES, quantised, t + 2 * ROWS);
                ByteVector table3 = ByteVector.fromArray(BYTES, quantised, t + 3 * ROWS);
                ByteVector code0 = ByteVector.fromArray(BYTES, codes, at0);
                ByteVector code1 = ByteVector.fromArray(BYTES, codes, at1);
                at0 += stride;
                at1 += stride;
                ShortVector sums0 = code0.selectFrom(table0, table1)
                        .blend(code0.selectFrom(table2, table3), code0.compare(VectorOperators.LT, (byte) 0))
                        .reinterpretAsShorts();
                ShortVector sums1 = code1.selectFrom(table0, table1)
                        .blend(code1.selectFrom(table2, table3), code1.compare(VectorOperators.LT, (byte) 0))
                        .reinterpretAsShorts();
                even0 = even0.add(sums0.and((short) 0xFF));
                odd0 = odd0.add(sums0.lanewise(VectorOperators.LSHR, 8));
                even1 = even1.add(sums1.and((short) 0xFF));
                odd1 = odd1.add(sums1.lanewise(VectorOperators.LSHR, 8));
            }
            even0.intoArray(sums, to + i);
            odd0.intoArray(sums, to + i + ROWS / 2);
            even1.intoArray(sums, to + next);
            odd1.intoArray(sums, to + next + ROWS / 2);
        }
    }
}
