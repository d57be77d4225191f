package dev.evodb.ann.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The definition, word after word.
final class PlainRabitqScan implements RabitqScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    @Override
    public void products(byte[] codes, int codesFrom, int blocks, int words, long[] planes, int[] out) {
        Arrays.fill(out, 0, blocks * BLOCK, 0);
        int at = codesFrom;
        for (int row = 0; row < blocks * BLOCK; row += BLOCK) {
            for (int w = 0; w < words; w++) {
                long ones = planes[w];
                long twos = planes[words + w];
                long fours = planes[2 * words + w];
                long eights = planes[3 * words + w];
                for (int i = 0; i < BLOCK; i++) {
                    long code = (long) WORDS.get(codes, at + i * Long.BYTES);
                    out[row + i] += Long.bitCount(code & ones)
                            + 2 * Long.bitCount(code & twos)
                            + 4 * Long.bitCount(code & fours)
                            - 8 * Long.bitCount(code & eights);
                }
                at += BLOCK * Long.BYTES;
            }
        }
    }
}
