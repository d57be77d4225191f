package dev.evodb.ann.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The 4-bit scan with the Vector API: a form for each width that looks up as many bytes in one
/// instruction.
final class VectorPq4Scan implements Pq4Scan {
    /// Permuting 64 bytes takes an instruction that the oldest processors with registers of 512 bits
    /// lack.
    private static final int BITS =
            ProcessorFlags.has("avx512_vbmi") && FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512 ? 512 : 128;

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
    public void sumFour(byte[] codes, int codesFrom, int blocks, int pairs, byte[][] tables, short[][] sums) {
        sumFour(BITS, codes, codesFrom, blocks, pairs, tables, sums);
    }

    /// As [#sum] with registers of `bits`, which this machine had better have.
    static void sum(int bits, byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        if (bits == 512) {
            VectorPq4Scan512.sum(codes, codesFrom, blocks, pairs, tables, sums);
        } else {
            VectorPq4Scan128.sum(codes, codesFrom, blocks, pairs, tables, sums);
        }
    }

    /// As [#sumFour] with registers of `bits`, which this machine had better have.
    static void sumFour(int bits, byte[] codes, int codesFrom, int blocks, int pairs, byte[][] tables, short[][] sums) {
        if (bits == 512) {
            VectorPq4Scan512.sumBoth(codes, codesFrom, blocks, pairs, tables[0], tables[1], sums[0], sums[1]);
            VectorPq4Scan512.sumBoth(codes, codesFrom, blocks, pairs, tables[2], tables[3], sums[2], sums[3]);
        } else {
            VectorPq4Scan128.sumFour(codes, codesFrom, blocks, pairs, tables, sums);
        }
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
