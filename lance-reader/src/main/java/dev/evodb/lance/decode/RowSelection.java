package dev.evodb.lance.decode;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import java.util.Arrays;

/// Wanted rows of a file: ascending, disjoint, not empty runs of rows `[starts[i], ends[i])`.
public final class RowSelection {
    private final long[] starts;
    private final long[] ends;
    private final int rows;

    private RowSelection(long[] starts, long[] ends, int rows) {
        this.starts = starts;
        this.ends = ends;
        this.rows = rows;
    }

    /// Rows `[from, from + rows)`.
    public static RowSelection range(long from, int rows) {
        return rows == 0
                ? new RowSelection(new long[0], new long[0], 0)
                : new RowSelection(new long[] {from}, new long[] {from + rows}, rows);
    }

    /// Each of `rows`, which ascend strictly.
    ///
    /// @throws IllegalArgumentException if they do not
    public static RowSelection of(long[] rows) {
        long[] starts = new long[rows.length];
        long[] ends = new long[rows.length];
        int runs = 0;
        for (int i = 0; i < rows.length; i++) {
            if (i > 0 && rows[i] <= rows[i - 1]) {
                throw new IllegalArgumentException(
                        "rows must ascend strictly, got " + rows[i - 1] + " before " + rows[i]);
            }
            if (runs > 0 && ends[runs - 1] == rows[i]) {
                ends[runs - 1]++;
            } else {
                starts[runs] = rows[i];
                ends[runs++] = rows[i] + 1;
            }
        }
        return new RowSelection(Arrays.copyOf(starts, runs), Arrays.copyOf(ends, runs), rows.length);
    }

    /// The same rows where each is `slots` rows.
    ///
    /// @throws LimitExceededException if these are more than an array holds
    RowSelection times(int slots, Location at) {
        if (slots == 1) {
            return this;
        }
        long all = (long) rows * slots;
        if (all > Integer.MAX_VALUE - 16) {
            throw new LimitExceededException("elements of one array", Integer.MAX_VALUE - 16, all, at);
        }
        long[] slotStarts = new long[starts.length];
        long[] slotEnds = new long[starts.length];
        for (int i = 0; i < starts.length; i++) {
            slotStarts[i] = Math.multiplyExact(starts[i], slots);
            slotEnds[i] = Math.multiplyExact(ends[i], slots);
        }
        return new RowSelection(slotStarts, slotEnds, (int) all);
    }

    /// The first `count` runs of rows `[starts[i], ends[i])`, which ascend, are disjoint and not empty;
    /// `rows` are the rows in them. The arrays are given away.
    static RowSelection ofRuns(long[] starts, long[] ends, int count, int rows) {
        return new RowSelection(Arrays.copyOf(starts, count), Arrays.copyOf(ends, count), rows);
    }

    public int rows() {
        return rows;
    }

    /// Whether the rows, of which there is one at least, follow each other.
    boolean isSpan() {
        return starts.length == 1;
    }

    /// The first wanted row, or -1.
    public long first() {
        return rows == 0 ? -1 : starts[0];
    }

    /// The last wanted row, or -1.
    public long last() {
        return rows == 0 ? -1 : ends[ends.length - 1] - 1;
    }

    /// The wanted rows in `[from, to)`, counted from `from`. `to - from` fits an `int`; `count()` may be
    /// 0.
    public RowRuns within(long from, long to) {
        int first = Arrays.binarySearch(ends, from);
        int run = first >= 0 ? first + 1 : -first - 1;
        int last = run;
        while (last < starts.length && starts[last] < to) {
            last++;
        }
        int[] runStarts = new int[last - run];
        int[] runEnds = new int[last - run];
        for (int i = run; i < last; i++) {
            runStarts[i - run] = (int) (Math.max(starts[i], from) - from);
            runEnds[i - run] = (int) (Math.min(ends[i], to) - from);
        }
        return new RowRuns(last - run, runStarts, runEnds);
    }
}
