package dev.evodb.lance;

import dev.evodb.lance.deletion.DeletionVector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/// The rows of a fragment that a scan has to look at: those that are not deleted and, where an index has
/// spoken, that it allows. Immutable.
final class CandidateRows {
    private final long physicalRows;
    private final DeletionVector deleted;
    private final @Nullable RoaringBitmap chosen;

    /// `allowed` names physical rows, or is null for all of them; it is borrowed.
    CandidateRows(long physicalRows, DeletionVector deleted, @Nullable RoaringBitmap allowed) {
        this.physicalRows = physicalRows;
        this.deleted = deleted;
        this.chosen = allowed == null ? null : deleted.liveAmong(allowed);
    }

    /// The first candidate at or after `row`, which is at most the number of physical rows; that number
    /// if there is none.
    long next(long row) {
        if (row >= physicalRows) {
            return physicalRows;
        }
        if (chosen == null) {
            return deleted.isEmpty() ? row : Math.min(physicalRows, deleted.nextLive(row));
        }
        long next = chosen.nextValue((int) row);
        return next < 0 ? physicalRows : Math.min(physicalRows, next);
    }

    /// The next candidates at or after `row`, at most `most`, or null if there is none.
    @Nullable
    RowRange take(long row, int most) {
        long from = next(row);
        if (from == physicalRows) {
            return null;
        }
        long end = endOfRun(from, most);
        if (end - from == most || next(end) == physicalRows) {
            return new RowRange.Span(from, (int) (end - from));
        }
        long[] rows = new long[(int) Math.min(most, physicalRows - from)];
        int count = 0;
        long at = from;
        while (count < rows.length && at < physicalRows) {
            end = endOfRun(at, rows.length - count);
            while (at < end) {
                rows[count++] = at++;
            }
            at = next(at);
        }
        return new RowRange.Picked(Arrays.copyOf(rows, count));
    }

    /// How many candidates there are from `row` on.
    long countFrom(long row) {
        if (chosen == null) {
            return physicalRows - deleted.size() - deleted.liveBefore(row);
        }
        long before = row == 0 ? 0 : chosen.rankLong((int) (row - 1));
        return chosen.getLongCardinality() - before;
    }

    /// The candidate after `count` others from `row` on; the number of physical rows if there are not so
    /// many.
    long skip(long row, long count) {
        if (count >= countFrom(row)) {
            return physicalRows;
        }
        if (chosen == null) {
            return deleted.physicalRow(deleted.liveBefore(row) + count, physicalRows);
        }
        long before = row == 0 ? 0 : chosen.rankLong((int) (row - 1));
        return Integer.toUnsignedLong(chosen.select((int) (before + count)));
    }

    /// Where the run of candidates that starts at `from`, cut at `most` rows, ends.
    private long endOfRun(long from, int most) {
        long end = Math.min(physicalRows, from + most);
        if (chosen == null) {
            return deleted.isEmpty() ? end : Math.min(end, deleted.nextDeleted(from));
        }
        long absent = chosen.nextAbsentValue((int) from);
        return absent < 0 ? end : Math.min(end, absent);
    }
}
