package dev.evodb.lance.decode;

/// The levels of a constant page, empty where all are the usual one. With lists, row `i` is entries
/// `[rowStarts[i], rowStarts[i + 1])`, or entry `i` if `rowStarts` is empty.
record ConstantLevels(short[] repetition, short[] definition, int[] rowStarts) implements PageCache.Entry {
    @Override
    public long bytes() {
        return 64 + 2L * repetition.length + 2L * definition.length + 4L * rowStarts.length;
    }

    /// The first entry of `row`, or the end of the entries for the row after the last.
    int entryOf(int row) {
        return rowStarts.length == 0 ? row : rowStarts[row];
    }
}
