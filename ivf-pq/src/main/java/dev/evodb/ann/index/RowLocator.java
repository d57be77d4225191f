package dev.evodb.ann.index;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Where rows lie, by row id. Ids that are about as many as the numbers they are taken from cost four
/// bytes each; others lie in a hash table with open addressing, about 24 bytes each. Immutable.
final class RowLocator {
    private static final int NONE = -1;

    private final int[] places;

    /// Keys of `places`; empty if `places` is by row id.
    private final long[] keys;

    private RowLocator(int[] places, long[] keys) {
        this.places = places;
        this.keys = keys;
    }

    /// Of all rows that are not `deleted`; of several rows with one id, one.
    static RowLocator of(PlacedRows rows, @Nullable BitSet deleted) throws IOException {
        long most = -1;
        long count = 0;
        boolean isSmall = true;
        for (int slot = 0; slot < rows.slots(); slot++) {
            RowIds rowIds = rows.rowIds(slot);
            for (int i = 0; i < rowIds.size(); i++) {
                long rowId = rowIds.get(i);
                isSmall &= rowId >= 0;
                most = Math.max(most, rowId);
                count++;
            }
        }
        RowLocator locator;
        if (isSmall && most < 4 * count + 1024 && most < Integer.MAX_VALUE - 8) {
            locator = new RowLocator(new int[(int) most + 1], new long[0]);
        } else {
            int capacity = (int) Math.min(1L << 30, Long.highestOneBit(Math.max(8, count + count / 2)) * 2);
            locator = new RowLocator(new int[capacity], new long[capacity]);
        }
        Arrays.fill(locator.places, NONE);
        for (int slot = 0; slot < rows.slots(); slot++) {
            RowIds rowIds = rows.rowIds(slot);
            for (int i = 0; i < rowIds.size(); i++) {
                int place = rows.firstPlace(slot) + i;
                if (deleted == null || !deleted.get(place)) {
                    locator.put(rowIds.get(i), place);
                }
            }
        }
        return locator;
    }

    /// The place of a row, -1 if there is no such row.
    int find(long rowId) {
        if (keys.length == 0) {
            return rowId >= 0 && rowId < places.length ? places[(int) rowId] : NONE;
        }
        return places[entry(rowId)];
    }

    private void put(long rowId, int place) {
        int at = keys.length == 0 ? (int) rowId : entry(rowId);
        places[at] = place;
        if (keys.length > 0) {
            keys[at] = rowId;
        }
    }

    /// The entry of `rowId`, or the free one where it would be.
    private int entry(long rowId) {
        int mask = keys.length - 1;
        int at = (int) ((rowId * 0x9E37_79B9_7F4A_7C15L) >>> 33) & mask;
        while (places[at] != NONE && keys[at] != rowId) {
            at = (at + 1) & mask;
        }
        return at;
    }
}
