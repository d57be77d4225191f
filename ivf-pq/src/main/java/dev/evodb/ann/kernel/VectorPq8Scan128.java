package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The first pass in registers of 128 bits: 16 tables of 16 entries, chosen among by the four upper bits.
final class VectorPq8Scan128 extends VectorPq8Scan {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;
    private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_128;
    private static final int ROWS = BYTES.length();

    VectorPq8Scan128() {
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
                shifted = shifted.add(shifted);
                VectorMask<Byte> bit4 = shifted.compare(VectorOperators.LT, (byte) 0);
                ByteVector from0To1 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + ROWS)), bit4);
                ByteVector from2To3 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 2 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 3 * ROWS)), bit4);
                ByteVector from0To3 = from0To1.blend(from2To3, bit5);
                ByteVector from4To5 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 4 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 5 * ROWS)), bit4);
                ByteVector from6To7 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 6 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 7 * ROWS)), bit4);
                ByteVector from4To7 = from4To5.blend(from6To7, bit5);
                ByteVector from0To7 = from0To3.blend(from4To7, bit6);
                ByteVector from8To9 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 8 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 9 * ROWS)), bit4);
                ByteVector from10To11 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 10 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 11 * ROWS)), bit4);
                ByteVector from8To11 = from8To9.blend(from10To11, bit5);
                ByteVector from12To13 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 12 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 13 * ROWS)), bit4);
                ByteVector from14To15 = lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 14 * ROWS))
                        .blend(lane.selectFrom(ByteVector.fromArray(BYTES, quantised, t + 15 * ROWS)), bit4);
                ByteVector from12To15 = from12To13.blend(from14To15, bit5);
                ByteVector from8To15 = from8To11.blend(from12To15, bit6);
                ByteVector from0To15 = from0To7.blend(from8To15, bit7);
                ShortVector pair = from0To15.reinterpretAsShorts();
                even = even.add(pair.and((short) 0xFF));
                odd = odd.add(pair.lanewise(VectorOperators.LSHR, 8));
            }
            even.intoArray(sums, to + i);
            odd.intoArray(sums, to + i + ROWS / 2);
        }
    }
}
