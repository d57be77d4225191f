package dev.evodb.ann.kernel;

/// The definition of the 4-bit scan: one row after the other.
final class PlainPq4Scan implements Pq4Scan {
    @Override
    public void sum(byte[] codes, int codesFrom, int blocks, int pairs, byte[] tables, short[] sums) {
        for (int block = 0; block < blocks; block++) {
            int from = codesFrom + block * pairs * BLOCK;
            for (int row = 0; row < BLOCK; row++) {
                sums[block * BLOCK + row] = (short) sumRow(codes, from + Pq4Scan.place(row), pairs, tables);
            }
        }
    }

    private static int sumRow(byte[] codes, int from, int pairs, byte[] tables) {
        int sum = 0;
        for (int pair = 0; pair < pairs; pair++) {
            int code = Byte.toUnsignedInt(codes[from + pair * BLOCK]);
            int table = 2 * pair * TABLE_BYTES;
            sum += tables[table + (code & 15)] + tables[table + TABLE_BYTES + (code >>> 4)];
        }
        return sum;
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
        for (int i = 0; i < count; i++) {
            float score = Math.fma(scale, Short.toUnsignedInt(sums[i]), biases[biasesFrom + i]) + offset;
            if (score < bound) {
                found[filled++] = Ranked.of(score, firstRow + i);
            }
        }
        return filled;
    }
}
