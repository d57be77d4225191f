package dev.evodb.lance.decode;

/// Cuts wanted rows out of consecutive entries of a page with lists.
final class RowCutter {
    /// Entries that are skipped together: counting them is a loop without branches.
    private static final int BLOCK = 64;

    private final short[] repetition;
    private final short[] definition;
    private final int entries;
    private final LeafBuilder out;

    /// The repetition level of an entry that starts a row.
    private final int rowLevel;

    /// Definition levels below this one have an item.
    private final int visibleLevels;

    private final int rowStarts;
    private final int visible;

    // Where the cutter is: at `entry`, before which `started` rows start and `item` items lie.
    private int entry;
    private int started;
    private int item;

    /// Appends items `[from, from + n)` of those that belong to the entries.
    @FunctionalInterface
    interface Items {
        void append(int from, int n);
    }

    /// The first `entries` of these levels; an empty array means that each entry is a row, or a value.
    /// What is cut goes to `out`, which has been told of the page.
    RowCutter(short[] repetition, short[] definition, int entries, LeafBuilder out) {
        this.repetition = repetition;
        this.definition = definition;
        this.entries = entries;
        this.out = out;
        this.rowLevel = out.lists();
        this.visibleLevels = out.visibleLevels();
        this.rowStarts = rowStarts(0, entries);
        this.visible = visible(0, entries);
    }

    /// How many rows start in the entries.
    int rowStarts() {
        return rowStarts;
    }

    /// How many entries have an item.
    int visible() {
        return visible;
    }

    /// Whether the first entry goes on with a row.
    boolean startsWithinRow() {
        return entries > 0 && !startsRow(0);
    }

    /// Appends the entries of the rows `wanted`, with their items. `rowsBefore` rows start before these
    /// entries.
    void append(long rowsBefore, RowRuns wanted, Items items) {
        long row = rowsBefore - (startsWithinRow() ? 1 : 0);
        int run = wanted.runAfter(row);
        if (run < wanted.count() && wanted.starts()[run] <= row && wanted.ends()[run] >= rowsBefore + rowStarts) {
            // All of it is wanted, as in a scan.
            out.appendLevels(repetition, definition, 0, entries);
            items.append(0, visible);
            return;
        }
        for (; run < wanted.count() && wanted.starts()[run] < rowsBefore + rowStarts; run++) {
            seek(wanted.starts()[run] - rowsBefore);
            int from = entry;
            int fromItem = item;
            seek(wanted.ends()[run] - rowsBefore);
            out.appendLevels(repetition, definition, from, entry - from);
            items.append(fromItem, item - fromItem);
        }
    }

    /// Moves on to where row `row` starts, of those that start here; nowhere if it is negative, to the
    /// end if there are fewer.
    private void seek(long row) {
        while (entries - entry >= BLOCK) {
            int startsHere = rowStarts(entry, entry + BLOCK);
            if (started + startsHere > row) {
                break;
            }
            item += visible(entry, entry + BLOCK);
            started += startsHere;
            entry += BLOCK;
        }
        while (entry < entries && !(started >= row && (row < 0 || startsRow(entry)))) {
            item += visible(entry, entry + 1);
            started += rowStarts(entry, entry + 1);
            entry++;
        }
    }

    private boolean startsRow(int at) {
        return repetition.length == 0 || (repetition[at] & 0xFFFF) == rowLevel;
    }

    /// How many rows start in entries `[from, to)`.
    private int rowStarts(int from, int to) {
        if (repetition.length == 0) {
            return to - from;
        }
        int count = 0;
        for (int e = from; e < to; e++) {
            // The sign bit: 1 where the two are equal.
            count += (((repetition[e] & 0xFFFF) ^ rowLevel) - 1) >>> 31;
        }
        return count;
    }

    /// How many of entries `[from, to)` have an item.
    private int visible(int from, int to) {
        if (definition.length == 0) {
            return to - from;
        }
        int count = 0;
        for (int e = from; e < to; e++) {
            // The sign bit: 1 where the level is below.
            count += ((definition[e] & 0xFFFF) - visibleLevels) >>> 31;
        }
        return count;
    }
}
