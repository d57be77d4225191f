package dev.evodb.ann;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Which rows a search may answer. One bit a row, grouped by the upper half of the row id (the fragment
/// of a row address). Not thread-safe while being filled; safe to share once full.
public final class RowMask {
    private static final RowMask ALL = new RowMask(null, null);

    private final @Nullable Map<Integer, BitSet> allowed;
    private final @Nullable LongPredicate existing;

    private RowMask(@Nullable Map<Integer, BitSet> allowed, @Nullable LongPredicate existing) {
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

    /// Adds a row whose lower half, the offset inside the fragment, is below 2^31.
    ///
    /// @throws IllegalStateException on the mask of all rows
    /// @throws IllegalArgumentException if the offset is larger
    public void allow(long rowId) {
        if (allowed == null) {
            throw new IllegalStateException("the mask of all rows cannot be changed");
        }
        int offset = (int) rowId;
        if (offset < 0) {
            throw new IllegalArgumentException("row offset of " + Long.toUnsignedString(rowId) + " is not below 2^31");
        }
        allowed.computeIfAbsent((int) (rowId >>> 32), fragment -> new BitSet()).set(offset);
    }

    public boolean isAllowed(long rowId) {
        if (existing != null && !existing.test(rowId)) {
            return false;
        }
        if (allowed == null) {
            return true;
        }
        BitSet rows = allowed.get((int) (rowId >>> 32));
        int offset = (int) rowId;
        return rows != null && offset >= 0 && rows.get(offset);
    }

    /// How many rows are allowed at the most: rows that were added, or the greatest `long` on the mask of all rows.
    public long countAtMost() {
        if (allowed == null) {
            return Long.MAX_VALUE;
        }
        long count = 0;
        for (BitSet rows : allowed.values()) {
            count += rows.cardinality();
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
        allowed.forEach((fragment, offsets) -> offsets.stream().forEach(offset -> {
            long rowId = (long) fragment << 32 | offset;
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
