package dev.evodb.lance.index;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Which row numbers a table has: what rows that an index names are held against. Immutable.
public final class RowSpace {
    private final NavigableMap<Long, Long> rowsByUpper;
    private final boolean isStable;

    private RowSpace(NavigableMap<Long, Long> rowsByUpper, boolean isStable) {
        this.rowsByUpper = rowsByUpper;
        this.isStable = isStable;
    }

    /// Row addresses in fragments of the given physical rows, by id.
    public static RowSpace ofAddresses(Map<Long, Long> rowsByFragment) {
        return new RowSpace(new TreeMap<>(rowsByFragment), false);
    }

    /// Stable row ids `[0, nextRowId)`.
    public static RowSpace ofStableIds(long nextRowId) {
        TreeMap<Long, Long> rows = new TreeMap<>();
        for (long upper = 0; upper <= (nextRowId >>> 32) && upper < 1 << 16; upper++) {
            rows.put(upper, Math.min(1L << 32, nextRowId - (upper << 32)));
        }
        return new RowSpace(rows, true);
    }

    /// Whether the numbers are stable row ids, not addresses.
    public boolean isStable() {
        return isStable;
    }

    /// How many rows have the upper half `upper`; absent for a fragment that is not in the table (any
    /// more), whose rows are ignored.
    OptionalLong rows(long upper) {
        Long rows = rowsByUpper.get(upper);
        return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
    }

    /// Whether the row is in the table.
    ///
    /// @throws CorruptFileException if its fragment is, but has fewer rows
    boolean has(long row, Location at) {
        Long rows = rowsByUpper.get(row >>> 32);
        if (rows == null) {
            return false;
        }
        if ((row & 0xFFFF_FFFFL) >= rows) {
            throw outside(row, at);
        }
        return true;
    }

    CorruptFileException outside(long row, Location at) {
        return new CorruptFileException(
                at,
                isStable
                        ? "index has row id " + Long.toUnsignedString(row) + ", which the table has not given yet"
                        : "index has row " + (row & 0xFFFF_FFFFL) + " of fragment " + (row >>> 32) + ", which has "
                                + rowsByUpper.get(row >>> 32) + " rows");
    }

    /// Every row.
    RowSet all() {
        RowSet.Builder all = new RowSet.Builder();
        rowsByUpper.forEach((upper, rows) -> all.addRange(upper, 0, rows));
        return all.build();
    }
}
