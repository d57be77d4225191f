package dev.evodb.ann.pq;

import dev.evodb.vector.Kernels;
import dev.evodb.vector.ScalarKernels;

/// Sums of table entries that the bytes of codes name: what product and bit codes of any width come down
/// to. A table is `(code bytes, 256)` row-major; codes are column-major, byte `j` of row `i` of `rows` at
/// `j * rows + i`.
public final class ByteTable {
    /// Entries of a table for each byte of a code.
    public static final int ENTRIES = 256;

    private static final Kernels KERNELS = new ScalarKernels();

    private ByteTable() {}

    /// The sums of all rows, into `sums[0 .. rows)`.
    public static void scan(byte[] codes, int rows, int codeBytes, float[] table, float[] sums) {
        KERNELS.scanPq8(codes, 0, rows, codeBytes, table, sums);
    }

    /// The sum of one row, as [#scan] gives it.
    public static float sum(byte[] codes, int rows, int codeBytes, float[] table, int row) {
        float sum = 0;
        int at = row;
        for (int j = 0; j < codeBytes; j++) {
            sum += table[(j << 8) + (codes[at] & 0xFF)];
            at += rows;
        }
        return sum;
    }

    /// Column-major codes of row-major ones.
    public static byte[] transpose(byte[] rowMajor, int rows, int codeBytes) {
        byte[] columns = new byte[rowMajor.length];
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < codeBytes; j++) {
                columns[j * rows + row] = rowMajor[row * codeBytes + j];
            }
        }
        return columns;
    }
}
