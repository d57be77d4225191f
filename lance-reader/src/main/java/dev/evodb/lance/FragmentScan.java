package dev.evodb.lance;

import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.filter.Filter;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of a scan that is about one fragment. For one thread; knows nothing of other fragments.
///
/// It has two steps, so that offset and limit, which count over fragments, can be applied between them:
/// [#select] finds the next rows that pass, reading the columns of the filter only; [#read] reads the
/// wanted columns of such rows.
final class FragmentScan implements Closeable {
    private final ScanPlan plan;
    private final FragmentReader reader;
    private final CandidateRows candidates;
    private final Optional<Filter> filter;
    private final Projection filterColumns;
    private int candidateRows;
    private int readRows;
    private long position;
    private long[] passed = new long[0];
    private int passedFrom;
    private int passedTo;

    /// `part` is what is left of the plan's filter for this fragment, absent if the plan has none.
    FragmentScan(ScanPlan plan, FragmentReader reader, DeletionVector deletions, Optional<FilterPlan.Part> part) {
        this.plan = plan;
        this.reader = reader;
        this.candidates = new CandidateRows(
                reader.rows(), deletions, part.flatMap(FilterPlan.Part::rows).orElse(null));
        this.filter = part.flatMap(FilterPlan.Part::filter);
        this.filterColumns = part.map(FilterPlan.Part::columns).orElse(plan.projection());
        this.candidateRows = plan.rowsAtOnce(filterColumns);
        this.readRows = plan.rowsAtOnce(plan.projection());
    }

    /// Leaves out the next `rows` rows that pass, or all there are; answers how many that were. Reads
    /// nothing without a filter.
    long skip(long rows) throws IOException {
        if (filter.isEmpty()) {
            long skipped = Math.min(rows, candidates.countFrom(position));
            position = candidates.skip(position, rows);
            return skipped;
        }
        long skipped = 0;
        while (skipped < rows) {
            RowRange next = select(Math.min(plan.batchRows(), rows - skipped));
            if (next == null) {
                break;
            }
            skipped += next.count();
        }
        return skipped;
    }

    /// The next rows that pass: at most `most` and no more than a batch has, fewer only at the end of the
    /// fragment. Null after the last.
    @Nullable
    RowRange select(long most) throws IOException {
        int wanted = (int) Math.min(plan.batchRows(), most);
        if (filter.isEmpty()) {
            RowRange next = candidates.take(position, wanted);
            if (next != null) {
                position = next.row(next.count() - 1) + 1;
            }
            return next;
        }
        while (passedTo - passedFrom < wanted && filterSome(filter.get())) {}
        int count = Math.min(wanted, passedTo - passedFrom);
        if (count == 0) {
            return null;
        }
        RowRange next = new RowRange.Picked(Arrays.copyOfRange(passed, passedFrom, passedFrom + count));
        passedFrom += count;
        return next;
    }

    /// The wanted columns of the first rows of `rows`: of all of them, unless they exceed the limit of
    /// memory.
    RecordBatch read(RowRange rows) throws IOException {
        while (true) {
            int count = Math.min(readRows, rows.count());
            try {
                return reader.read(plan.projection(), rows.part(0, count));
            } catch (LimitExceededException e) {
                readRows = fewerThan(count, e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /// Applies the filter to the next candidates; false if there are none.
    private boolean filterSome(Filter filter) throws IOException {
        while (true) {
            RowRange next = candidates.take(position, candidateRows);
            if (next == null) {
                return false;
            }
            RecordBatch batch;
            try {
                batch = reader.read(filterColumns, next);
            } catch (LimitExceededException e) {
                candidateRows = fewerThan(next.count(), e);
                continue;
            }
            int[] rows = filter.evaluate(batch).rowsWhereTrue();
            makeRoom(rows.length);
            for (int row : rows) {
                passed[passedTo++] = next.row(row);
            }
            position = next.row(next.count() - 1) + 1;
            return true;
        }
    }

    private void makeRoom(int more) {
        int waiting = passedTo - passedFrom;
        long[] target = waiting + more > passed.length ? new long[waiting + more] : passed;
        System.arraycopy(passed, passedFrom, target, 0, waiting);
        passed = target;
        passedFrom = 0;
        passedTo = waiting;
    }

    /// How many rows to read instead of `count`, which met the limit; lets the exception out if that
    /// cannot help.
    private static int fewerThan(int count, LimitExceededException e) {
        if (count == 1 || !e.limit().equals(LanceDataset.DECODED_BYTES)) {
            throw e;
        }
        return count / 2;
    }
}
