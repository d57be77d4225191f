package dev.evodb.lance.filter;

import dev.evodb.column.Validity;
import java.util.Arrays;

/// Sets of rows: one bit a row in `long` words, the least significant first; bits beyond the last row are
/// 0.
final class Bitmap {
    /// Of any number of rows, all of them absent. Never written to.
    static final long[] NONE = new long[0];

    private Bitmap() {}

    static int words(int rows) {
        return (rows + 63) >>> 6;
    }

    static long[] all(int rows) {
        long[] bits = new long[words(rows)];
        Arrays.fill(bits, -1L);
        clearBeyond(bits, rows);
        return bits;
    }

    static void clearBeyond(long[] bits, int rows) {
        if ((rows & 63) != 0) {
            bits[bits.length - 1] &= -1L >>> -rows;
        }
    }

    static boolean has(long[] bits, int row) {
        return bits.length > 0 && (bits[row >>> 6] >>> row & 1) != 0;
    }

    static void add(long[] bits, int row) {
        bits[row >>> 6] |= 1L << row;
    }

    static boolean isEmpty(long[] bits) {
        for (long word : bits) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    static int count(long[] bits) {
        int count = 0;
        for (long word : bits) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /// The first row at `from` or after it, or -1.
    static int next(long[] bits, int from) {
        int index = from >>> 6;
        if (index >= bits.length) {
            return -1;
        }
        long word = bits[index] & -1L << from;
        while (word == 0) {
            index++;
            if (index == bits.length) {
                return -1;
            }
            word = bits[index];
        }
        return (index << 6) + Long.numberOfTrailingZeros(word);
    }

    /// The rows that are null; [#NONE] if there are none.
    static long[] nulls(Validity validity) {
        if (!validity.hasNulls()) {
            return NONE;
        }
        long[] nulls = all(validity.rows());
        for (int i = 0; i < nulls.length; i++) {
            nulls[i] &= ~validity.word(i);
        }
        return nulls;
    }

    /// In `a` or in `b`: one of them or a new one.
    static long[] union(long[] a, long[] b) {
        if (a.length == 0) {
            return b;
        }
        if (b.length == 0) {
            return a;
        }
        long[] union = a.clone();
        for (int i = 0; i < union.length; i++) {
            union[i] |= b[i];
        }
        return union;
    }

    /// In `a` but not in `b`, as a new one of the rows of `a`, which is not [#NONE].
    static long[] without(long[] a, long[] b) {
        long[] rest = a.clone();
        for (int i = 0; i < b.length; i++) {
            rest[i] &= ~b[i];
        }
        return rest;
    }
}
