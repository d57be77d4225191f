package dev.evodb.lance;

/// Which rows of a fragment to read. Rows are counted from the start of the fragment and ascend strictly.
sealed interface RowRange {
    int count();

    /// The `i`th row, `i` in `[0, count())`.
    long row(int i);

    /// Rows `[from, from + count)`.
    record Span(long from, int count) implements RowRange {
        @Override
        public long row(int i) {
            return from + i;
        }
    }

    /// Single rows.
    record Picked(long[] rows) implements RowRange {
        @Override
        public int count() {
            return rows.length;
        }

        @Override
        public long row(int i) {
            return rows[i];
        }
    }
}
