package dev.evodb.ann.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The sums of a block's eight rows stay in registers, and a word of the query's planes is loaded once for
/// all of them. For processors that count the bits of a word in one instruction, but not those of a
/// vector.
final class WordRabitqScan implements RabitqScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    @Override
    public void products(byte[] codes, int codesFrom, int blocks, int words, long[] planes, int[] out) {
        for (int block = 0; block < blocks; block++) {
            block(codes, codesFrom + block * words * BLOCK * Long.BYTES, words, planes, out, block * BLOCK);
        }
    }

    private static void block(byte[] codes, int from, int words, long[] planes, int[] out, int outFrom) {
        int sum0 = 0;
        int sum1 = 0;
        int sum2 = 0;
        int sum3 = 0;
        int sum4 = 0;
        int sum5 = 0;
        int sum6 = 0;
        int sum7 = 0;
        int at = from;
        for (int w = 0; w < words; w++) {
            long ones = planes[w];
            long twos = planes[words + w];
            long fours = planes[2 * words + w];
            long eights = planes[3 * words + w];
            sum0 += product((long) WORDS.get(codes, at), ones, twos, fours, eights);
            sum1 += product((long) WORDS.get(codes, at + 8), ones, twos, fours, eights);
            sum2 += product((long) WORDS.get(codes, at + 16), ones, twos, fours, eights);
            sum3 += product((long) WORDS.get(codes, at + 24), ones, twos, fours, eights);
            sum4 += product((long) WORDS.get(codes, at + 32), ones, twos, fours, eights);
            sum5 += product((long) WORDS.get(codes, at + 40), ones, twos, fours, eights);
            sum6 += product((long) WORDS.get(codes, at + 48), ones, twos, fours, eights);
            sum7 += product((long) WORDS.get(codes, at + 56), ones, twos, fours, eights);
            at += BLOCK * Long.BYTES;
        }
        out[outFrom] = sum0;
        out[outFrom + 1] = sum1;
        out[outFrom + 2] = sum2;
        out[outFrom + 3] = sum3;
        out[outFrom + 4] = sum4;
        out[outFrom + 5] = sum5;
        out[outFrom + 6] = sum6;
        out[outFrom + 7] = sum7;
    }

    private static int product(long code, long ones, long twos, long fours, long eights) {
        return Long.bitCount(code & ones)
                + (Long.bitCount(code & twos) << 1)
                + (Long.bitCount(code & fours) << 2)
                - (Long.bitCount(code & eights) << 3);
    }
}
