package dev.evodb.lance.deletion;

import org.roaringbitmap.RoaringBitmap;

/// Which rows of a fragment are deleted. Rows are physical: counted from the start of the fragment,
/// deleted ones included, in `[0, 2^32)`. Immutable, thread-safe; holds runs and bits, never a list of
/// rows.
public final class DeletionVector {
    /// Nothing is deleted.
    public static final DeletionVector NONE = new DeletionVector(new RoaringBitmap());

    private final RoaringBitmap deleted;

    private DeletionVector(RoaringBitmap rows) {
        this.deleted = rows;
    }

    /// The rows of `rows`, which is given away.
    public static DeletionVector of(RoaringBitmap rows) {
        rows.runOptimize();
        return rows.isEmpty() ? NONE : new DeletionVector(rows);
    }

    /// How many rows are deleted.
    public long size() {
        return deleted.getLongCardinality();
    }

    public boolean isEmpty() {
        return deleted.isEmpty();
    }

    /// About how much memory this takes.
    public long sizeInBytes() {
        return deleted.getLongSizeInBytes();
    }

    public boolean contains(long row) {
        return deleted.contains((int) row);
    }

    /// The first deleted row at or after `row`, which is below 2^32, or `Long.MAX_VALUE`.
    public long nextDeleted(long row) {
        long next = deleted.nextValue((int) row);
        return next < 0 ? Long.MAX_VALUE : next;
    }

    /// The first row at or after `row`, which is below 2^32, that is not deleted; 2^32 if the fragment
    /// can have none.
    public long nextLive(long row) {
        long next = deleted.nextAbsentValue((int) row);
        return next < 0 ? 1L << 32 : next;
    }

    /// Those of `rows`, which is borrowed, that are not deleted.
    public RoaringBitmap liveAmong(RoaringBitmap rows) {
        return RoaringBitmap.andNot(rows, deleted);
    }

    /// How many rows before `row` are not deleted; `row` in `[0, 2^32]`.
    public long liveBefore(long row) {
        return row == 0 ? 0 : row - deleted.rankLong((int) (row - 1));
    }

    /// The physical row of the live row `n`, counted from 0, of a fragment that has more than `n` of them
    /// among its `physicalRows`.
    public long physicalRow(long n, long physicalRows) {
        long low = n;
        long high = Math.min(physicalRows - 1, n + size());
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (liveBefore(middle + 1) > n) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
