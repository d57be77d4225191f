package dev.evodb.lance.filter;

import java.util.Arrays;

/// What a filter says about each row of a batch: true, false or, because of nulls, unknown. Immutable.
public final class Selection {
    /// Ordered, so that AND is the smaller, OR the larger and NOT the mirror image.
    static final byte FALSE = 0;

    static final byte UNKNOWN = 1;
    static final byte TRUE = 2;

    private final byte[] truth;

    /// `truth` has one entry a row and is given away.
    Selection(byte[] truth) {
        this.truth = truth;
    }

    public int rows() {
        return truth.length;
    }

    /// Whether the row passes. `row` in `[0, rows())`.
    public boolean isTrue(int row) {
        return truth[row] == TRUE;
    }

    /// Whether nulls leave it open if the row passes; it does not then. `row` in `[0, rows())`.
    public boolean isUnknown(int row) {
        return truth[row] == UNKNOWN;
    }

    /// The rows that pass, ascending.
    public int[] rowsWhereTrue() {
        int[] rows = new int[truth.length];
        int count = 0;
        for (int row = 0; row < truth.length; row++) {
            if (truth[row] == TRUE) {
                rows[count++] = row;
            }
        }
        return Arrays.copyOf(rows, count);
    }
}
