package dev.evodb.ann.source;

/// Consecutive rows of a source, in arrays that are filled again and again. For one thread.
///
/// `values` is `(capacity, dims)` row-major, `rowIds` has one entry a row; only the first [#rows] are
/// meant.
public final class VectorBlock {
    private final int dims;
    private final float[] values;
    private final long[] rowIds;
    private long firstOrdinal;
    private int rows;

    /// @throws IllegalArgumentException if the block would have no row, or more values than an array
    public VectorBlock(int capacity, int dims) {
        if (capacity < 1 || dims < 1 || (long) capacity * dims > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a block cannot have " + capacity + " rows of " + dims + " dims");
        }
        this.dims = dims;
        this.values = new float[capacity * dims];
        this.rowIds = new long[capacity];
    }

    public int dims() {
        return dims;
    }

    /// The most rows that it takes.
    public int capacity() {
        return rowIds.length;
    }

    /// How many rows it has now.
    public int rows() {
        return rows;
    }

    /// Place of the first row in the source, counted from 0.
    public long firstOrdinal() {
        return firstOrdinal;
    }

    /// The block's own array, valid until it is filled again.
    public float[] values() {
        return values;
    }

    /// The block's own array, valid until it is filled again.
    public long[] rowIds() {
        return rowIds;
    }

    /// For sources: the arrays have `newRows` rows from `newFirstOrdinal` on.
    public void set(long newFirstOrdinal, int newRows) {
        firstOrdinal = newFirstOrdinal;
        rows = newRows;
    }
}
