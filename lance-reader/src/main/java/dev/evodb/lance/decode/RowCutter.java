package dev.evodb.lance.decode;

/// Cuts wanted rows out of consecutive entries of a page with lists.
final class RowCutter {
    private final short[] repetition;
    private final short[] definition;
    private final int entries;
    private final LeafBuilder out;
    private final int rowStarts;
    private final int visible;

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
        int starts = 0;
        int values = 0;
        for (int e = 0; e < entries; e++) {
            starts += startsRow(e) ? 1 : 0;
            values += isVisible(e) ? 1 : 0;
        }
        this.rowStarts = starts;
        this.visible = values;
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
        row = rowsBefore - 1;
        int from = -1;
        int fromItem = 0;
        int item = 0;
        for (int e = 0; e < entries && run < wanted.count(); e++) {
            if (startsRow(e)) {
                row++;
                if (row >= wanted.ends()[run]) {
                    if (from >= 0) {
                        out.appendLevels(repetition, definition, from, e - from);
                        items.append(fromItem, item - fromItem);
                        from = -1;
                    }
                    run++;
                }
            }
            if (from < 0 && run < wanted.count() && row >= wanted.starts()[run]) {
                from = e;
                fromItem = item;
            }
            item += isVisible(e) ? 1 : 0;
        }
        if (from >= 0) {
            out.appendLevels(repetition, definition, from, entries - from);
            items.append(fromItem, visible - fromItem);
        }
    }

    private boolean startsRow(int entry) {
        return repetition.length == 0 || repetition[entry] == out.lists();
    }

    private boolean isVisible(int entry) {
        return definition.length == 0 || out.isVisibleLevel(definition[entry] & 0xFFFF);
    }
}
