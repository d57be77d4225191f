package dev.evodb.ann.kernel;

/// The definition, byte after byte.
final class PlainHamming implements HammingKernel {
    @Override
    public void toRows(
            byte[] query, int queryFrom, byte[] rows, int rowsFrom, int bytes, int count, int[] out, int outFrom) {
        for (int i = 0; i < count; i++) {
            int sum = 0;
            for (int b = 0; b < bytes; b++) {
                sum += Integer.bitCount((query[queryFrom + b] ^ rows[rowsFrom + i * bytes + b]) & 0xFF);
            }
            out[outFrom + i] = sum;
        }
    }
}
