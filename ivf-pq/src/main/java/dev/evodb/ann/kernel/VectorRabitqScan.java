package dev.evodb.ann.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Products with registers of 512 bits that count the bits of their words (AVX-512 VPOPCNTDQ): the eight
/// rows of a block at once.
final class VectorRabitqScan implements RabitqScan {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_512;
    private static final VectorSpecies<Long> WORDS = LongVector.SPECIES_512;
    private static final VectorSpecies<Integer> PRODUCTS = IntVector.SPECIES_256;

    @Override
    public void products(byte[] codes, int codesFrom, int blocks, int words, long[] planes, int[] out) {
        int at = codesFrom;
        for (int row = 0; row < blocks * BLOCK; row += BLOCK) {
            LongVector ones = LongVector.zero(WORDS);
            LongVector twos = ones;
            LongVector fours = ones;
            LongVector eights = ones;
            for (int w = 0; w < words; w++) {
                LongVector code = ByteVector.fromArray(BYTES, codes, at).reinterpretAsLongs();
                ones = ones.add(code.and(planes[w]).lanewise(VectorOperators.BIT_COUNT));
                twos = twos.add(code.and(planes[words + w]).lanewise(VectorOperators.BIT_COUNT));
                fours = fours.add(code.and(planes[2 * words + w]).lanewise(VectorOperators.BIT_COUNT));
                eights = eights.add(code.and(planes[3 * words + w]).lanewise(VectorOperators.BIT_COUNT));
                at += BLOCK * Long.BYTES;
            }
            LongVector products = ones.add(twos.lanewise(VectorOperators.LSHL, 1))
                    .add(fours.lanewise(VectorOperators.LSHL, 2))
                    .sub(eights.lanewise(VectorOperators.LSHL, 3));
            ((IntVector) products.convertShape(VectorOperators.L2I, PRODUCTS, 0)).intoArray(out, row);
        }
    }
}
