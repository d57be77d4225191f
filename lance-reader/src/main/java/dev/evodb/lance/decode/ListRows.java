package dev.evodb.lance.decode;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import java.util.Arrays;

/// The rows of a list column in a file that stores lists as offsets into a column of items: which items
/// to read, and the lists that they make.
public final class ListRows {
    private static final long MOST_ITEMS = Integer.MAX_VALUE - 16;

    private final Location at;
    private final int[] offsets;
    private final ValidityBuilder validity;
    private int rows;
    private long[] starts = new long[4];
    private long[] ends = new long[4];
    private int runs;

    /// Nothing yet of `rows` rows. `at` names the column.
    public ListRows(int rows, DecodeBudget budget, Location at) {
        this.at = at;
        budget.charge(4L * rows + 4, at);
        this.offsets = new int[rows + 1];
        this.validity = new ValidityBuilder(rows, budget, at);
    }

    /// Appends a list of items `[from, to)` of the item column.
    ///
    /// @throws CorruptFileException if they are not at or behind the items of the lists before
    /// @throws LimitExceededException if the lists have more items than an array can have
    public void append(long from, long to) {
        if (to < from || (runs > 0 && from < ends[runs - 1])) {
            throw new CorruptFileException(
                    at,
                    "list of items " + from + " to " + to + " follows one that ends at item "
                            + (runs > 0 ? ends[runs - 1] : 0));
        }
        validity.appendValid(1);
        long total = offsets[rows] + (to - from);
        if (total > MOST_ITEMS) {
            throw new LimitExceededException("elements of one array", MOST_ITEMS, total, at);
        }
        offsets[++rows] = (int) total;
        if (from == to) {
            return;
        }
        if (runs > 0 && ends[runs - 1] == from) {
            ends[runs - 1] = to;
            return;
        }
        if (runs == starts.length) {
            starts = Arrays.copyOf(starts, 2 * runs);
            ends = Arrays.copyOf(ends, 2 * runs);
        }
        starts[runs] = from;
        ends[runs++] = to;
    }

    /// Appends a null.
    public void appendNull() {
        validity.appendNull(1);
        offsets[rows + 1] = offsets[rows];
        rows++;
    }

    /// The items of all lists.
    public RowSelection items() {
        return RowSelection.ofRuns(starts, ends, runs, offsets[rows]);
    }

    /// The column, when all rows are appended. `items` are the rows of [#items].
    public Column build(Column items) {
        return new Column.ListColumn(validity.build(), offsets, items);
    }
}
