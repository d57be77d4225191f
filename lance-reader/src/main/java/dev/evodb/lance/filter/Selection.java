package dev.evodb.lance.filter;

/// What a filter says about each row of a batch: true, false or, because of nulls, unknown. Immutable.
public final class Selection {
    private final int rows;
    private final long[] yes;
    private final long[] unknown;

    /// The bitmaps are given away and have no row in common; `unknown` may be [Bitmap#NONE].
    Selection(int rows, long[] yes, long[] unknown) {
        this.rows = rows;
        this.yes = yes;
        this.unknown = unknown;
    }

    public int rows() {
        return rows;
    }

    /// How many rows pass.
    public int count() {
        return Bitmap.count(yes);
    }

    /// Whether the row passes. `row` in `[0, rows())`.
    public boolean isTrue(int row) {
        return Bitmap.has(yes, row);
    }

    /// Whether nulls leave it open if the row passes; it does not then. `row` in `[0, rows())`.
    public boolean isUnknown(int row) {
        return Bitmap.has(unknown, row);
    }

    /// The rows that pass, ascending.
    public int[] rowsWhereTrue() {
        int[] passing = new int[count()];
        int count = 0;
        for (int row = Bitmap.next(yes, 0); row >= 0; row = Bitmap.next(yes, row + 1)) {
            passing[count++] = row;
        }
        return passing;
    }
}
