package dev.evodb.ann.index;

/// Row ids by number: four bytes each if all are below 2^32, else eight. Most tables count their rows
/// from 0, so that the upper halves would be zeros in the memory of every index.
///
/// Row ids are unsigned.
final class RowIds {
    private static final long MOST_SHORT = 0xFFFF_FFFFL;

    /// Lower halves, empty if `whole` holds the ids.
    private final int[] lower;

    private final long[] whole;

    private RowIds(int[] lower, long[] whole) {
        this.lower = lower;
        this.whole = whole;
    }

    /// A view of `ids`, of eight bytes each.
    static RowIds of(long[] ids) {
        return new RowIds(new int[0], ids);
    }

    /// A copy of `ids` in the least room; a view if they need eight bytes.
    static RowIds compact(long[] ids) {
        long bits = 0;
        for (long id : ids) {
            bits |= id;
        }
        if ((bits & ~MOST_SHORT) != 0 || ids.length == 0) {
            return of(ids);
        }
        int[] lower = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            lower[i] = (int) ids[i];
        }
        return new RowIds(lower, new long[0]);
    }

    int size() {
        return lower.length + whole.length;
    }

    long get(int i) {
        return lower.length == 0 ? whole[i] : Integer.toUnsignedLong(lower[i]);
    }

    /// Bytes of the array.
    long bytes() {
        return 4L * lower.length + 8L * whole.length;
    }
}
