package dev.evodb.lance;

import java.util.Arrays;

/// Which rows of a fragment to read. Rows are counted from the start of the fragment and ascend strictly.
sealed interface RowRange {
    int count();

    /// The `i`th row, `i` in `[0, count())`.
    long row(int i);

    /// Rows `[from, to)` of these, counted among them.
    RowRange part(int from, int to);

    /// Rows `[from, from + count)`.
    record Span(long from, int count) implements RowRange {
        @Override
        public long row(int i) {
            return from + i;
        }

        @Override
        public RowRange part(int first, int end) {
            return new Span(from + first, end - first);
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

        @Override
        public RowRange part(int first, int end) {
            return new Picked(Arrays.copyOfRange(rows, first, end));
        }
    }
}
