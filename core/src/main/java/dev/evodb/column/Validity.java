package dev.evodb.column;

/// Which rows of a column hold a value. Immutable.
public final class Validity {
    private final byte[] bits;
    private final int rows;
    private final int nullCount;

    private Validity(byte[] bits, int rows, int nullCount) {
        this.bits = bits;
        this.rows = rows;
        this.nullCount = nullCount;
    }

    /// No nulls among `rows`.
    public static Validity allValid(int rows) {
        return new Validity(new byte[0], rows, 0);
    }

    /// Nothing but nulls.
    public static Validity allNull(int rows) {
        return new Validity(new byte[(rows + 7) >>> 3], rows, rows);
    }

    /// One bit a row, least significant first, 1 = valid. `bits` is given away and holds at least `rows`
    /// bits.
    public static Validity ofBits(byte[] bits, int rows) {
        int valid = 0;
        int whole = rows >>> 3;
        for (int i = 0; i < whole; i++) {
            valid += Integer.bitCount(bits[i] & 0xFF);
        }
        if ((rows & 7) != 0) {
            valid += Integer.bitCount(bits[whole] & ((1 << (rows & 7)) - 1));
        }
        return valid == rows ? allValid(rows) : new Validity(bits, rows, rows - valid);
    }

    public int rows() {
        return rows;
    }

    public int nullCount() {
        return nullCount;
    }

    public boolean hasNulls() {
        return nullCount > 0;
    }

    /// One bit a row, least significant first, 1 = valid, in at least `(rows() + 7) / 8` bytes, or no
    /// bytes if there are no nulls. Shared, not to be changed.
    public byte[] bits() {
        return bits;
    }

    /// `row` in `[0, rows())`.
    public boolean isValid(int row) {
        return nullCount == 0 || (bits[row >>> 3] >> (row & 7) & 1) != 0;
    }

    /// The rows `64 * index` and on, one bit a row, least significant first, 1 = valid; bits beyond the
    /// last row are 0.
    public long word(int index) {
        int from = index << 6;
        int count = Math.min(64, rows - from);
        if (count <= 0) {
            return 0;
        }
        long beyond = count == 64 ? 0 : -1L << count;
        if (nullCount == 0) {
            return ~beyond;
        }
        long word = 0;
        int first = from >>> 3;
        for (int i = 0; i < (count + 7) >>> 3; i++) {
            word |= (bits[first + i] & 0xFFL) << (i << 3);
        }
        return word & ~beyond;
    }
}
