package dev.evodb.ann;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/// Which rows a search may answer: a compressed bitmap for each upper half of the row ids (the fragment
/// of a row address). Not thread-safe while being filled; safe to share once full.
public final class RowMask {
    private static final RowMask ALL = new RowMask(null, null);

    private final @Nullable Map<Integer, RoaringBitmap> allowed;
    private final @Nullable LongPredicate existing;

    private RowMask(@Nullable Map<Integer, RoaringBitmap> allowed, @Nullable LongPredicate existing) {
        this.allowed = allowed;
        this.existing = existing;
    }

    /// Every row.
    public static RowMask all() {
        return ALL;
    }

    /// No row yet; see [#allow].
    public static RowMask none() {
        return new RowMask(new HashMap<>(), null);
    }

    /// The rows of this mask that `rows` accepts as well. Shares what has been and will be added here.
    public RowMask among(LongPredicate rows) {
        return new RowMask(allowed, existing == null ? rows : existing.and(rows));
    }

    /// Adds a row.
    ///
    /// @throws IllegalStateException on the mask of all rows
    public void allow(long rowId) {
        if (allowed == null) {
            throw new IllegalStateException("the mask of all rows cannot be changed");
        }
        allowed.computeIfAbsent((int) (rowId >>> 32), _ -> new RoaringBitmap()).add((int) rowId);
    }

    public boolean isAllowed(long rowId) {
        if (existing != null && !existing.test(rowId)) {
            return false;
        }
        if (allowed == null) {
            return true;
        }
        RoaringBitmap rows = allowed.get((int) (rowId >>> 32));
        return rows != null && rows.contains((int) rowId);
    }

    /// How many rows are allowed at the most: rows that were added, or the greatest `long` on the mask of
    /// all rows.
    public long countAtMost() {
        if (allowed == null) {
            return Long.MAX_VALUE;
        }
        long count = 0;
        for (RoaringBitmap rows : allowed.values()) {
            count += rows.getLongCardinality();
        }
        return count;
    }

    /// Gives every allowed row to `rows`, in no order.
    ///
    /// @throws IllegalStateException on a mask that no row was added to because it begins with all rows
    public void forEach(LongConsumer rows) {
        if (allowed == null) {
            throw new IllegalStateException("the mask of all rows has no list of them");
        }
        allowed.forEach((fragment, offsets) -> offsets.forEach((IntConsumer) offset -> {
            long rowId = (long) fragment << 32 | Integer.toUnsignedLong(offset);
            if (existing == null || existing.test(rowId)) {
                rows.accept(rowId);
            }
        }));
    }

    /// Whether every row is allowed, so that callers can leave out the test.
    public boolean isAll() {
        return allowed == null && existing == null;
    }
}
