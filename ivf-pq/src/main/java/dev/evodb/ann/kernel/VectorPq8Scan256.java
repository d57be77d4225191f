package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The first pass in registers of 256 bits: 8 tables of 32 entries, chosen among by the three upper bits.
/// Also the one for AVX-512 without byte permutes across a register (VBMI).
final class VectorPq8Scan256 extends VectorPq8Scan {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_256;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_256;
    private static final int ROWS = BYTES.length();

    VectorPq8Scan256() {
        super(ROWS);
    }

    @Override
    void firstPass(Pq8Block block, int first, int count, byte[] quantised, short[] sums, int to) {
        byte[] codes = block.codes();
        int stride = block.stride();
        int end = block.subvectors() * Pq8Block.CENTROIDS;
        int from = block.from() + first;
        for (int i = 0; i < count; i += ROWS) {
            ShortVector even = ShortVector.zero(SHORTS);
            ShortVector odd = even;
            int at = from + i;
            for (int t = 0; t < end; t += Pq8Block.CENTROIDS) {
                ByteVector code = ByteVector.fromArray(BYTES, codes, at);
                at += stride;
                ByteVector lane = code.and((byte) (ROWS - 1));
                VectorMask<Byte> bit7 = code.compare(VectorOperators.LT, (byte) 0);
                ByteVector shifted = code.add(code);
                VectorMask<Byte> bit6 = shifted.compare(VectorOperators.LT, (byte) 0);
                shifted = shifted.add(shifted);
                VectorMask<Byte> bit5 = shifted.compare(VectorOperators.LT, (byte) 0);
                ByteVector from0To1 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + ROWS)), bit5);
                ByteVector from2To3 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 2 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 3 * ROWS)), bit5);
                ByteVector from0To3 = from0To1.blend(from2To3, bit6);
                ByteVector from4To5 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 4 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 5 * ROWS)), bit5);
                ByteVector from6To7 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 6 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 7 * ROWS)), bit5);
                ByteVector from4To7 = from4To5.blend(from6To7, bit6);
                ByteVector from0To7 = from0To3.blend(from4To7, bit7);
                ShortVector pair = from0To7.reinterpretAsShorts();
                even = even.add(pair.and((short) 0xFF));
                odd = odd.add(pair.lanewise(VectorOperators.LSHR, 8));
            }
            even.intoArray(sums, to + i);
            odd.intoArray(sums, to + i + ROWS / 2);
        }
    }
}
