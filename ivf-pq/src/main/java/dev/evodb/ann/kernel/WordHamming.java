package dev.evodb.ann.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes at a time: the processor counts the bits of a word in one instruction. Needs no Vector
/// API.
final class WordHamming implements HammingKernel {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    @Override
    public void toRows(
            byte[] query, int queryFrom, byte[] rows, int rowsFrom, int bytes, int count, int[] out, int outFrom) {
        int whole = bytes & -Long.BYTES;
        for (int i = 0; i < count; i++) {
            int row = rowsFrom + i * bytes;
            int sum = 0;
            for (int b = 0; b < whole; b += Long.BYTES) {
                sum += Long.bitCount((long) WORDS.get(query, queryFrom + b) ^ (long) WORDS.get(rows, row + b));
            }
            for (int b = whole; b < bytes; b++) {
                sum += Integer.bitCount((query[queryFrom + b] ^ rows[row + b]) & 0xFF);
            }
            out[outFrom + i] = sum;
        }
    }
}
