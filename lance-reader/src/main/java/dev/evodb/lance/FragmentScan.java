package dev.evodb.lance;

import dev.evodb.error.LimitExceededException;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The part of a scan that is about one fragment. For one thread; knows nothing of other fragments.
///
/// It finds the rows to read, of which only the columns of the filter are read here: offset and limit
/// count over fragments and have to be applied before the wanted columns are read.
final class FragmentScan implements Closeable {
    private final ScanPlan plan;
    private final FragmentPlan fragment;
    private final FragmentReader reader;
    private int candidateRows;
    private long position;
    private long[] passed = new long[0];
    private int passedFrom;
    private int passedTo;

    FragmentScan(ScanPlan plan, FragmentPlan fragment, FragmentReader reader) {
        this.plan = plan;
        this.fragment = fragment;
        this.reader = reader;
        this.candidateRows = plan.rowsAtOnce(fragment.filterColumns());
    }

    /// Reads the fragment.
    FragmentReader reader() {
        return reader;
    }

    FragmentPlan fragment() {
        return fragment;
    }

    /// Leaves out the next `rows` rows that pass, or all there are; answers how many that were. Reads
    /// nothing without a filter.
    long skip(long rows) throws IOException {
        if (fragment.filter().isEmpty()) {
            long skipped = Math.min(rows, fragment.candidates().countFrom(position));
            position = fragment.candidates().skip(position, rows);
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
        if (fragment.filter().isEmpty()) {
            RowRange next = fragment.candidates().take(position, wanted);
            if (next != null) {
                position = next.row(next.count() - 1) + 1;
            }
            return next;
        }
        while (passedTo - passedFrom < wanted && filterSome()) {}
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
        int count = Math.min(plan.rowsAtOnce(plan.projection()), rows.count());
        while (true) {
            try {
                return reader.read(plan.projection(), rows.part(0, count));
            } catch (LimitExceededException e) {
                count = fewerThan(count, e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    /// Applies the filter to the next candidates; false if there are none.
    private boolean filterSome() throws IOException {
        while (true) {
            RowRange next = fragment.candidates().take(position, candidateRows);
            if (next == null) {
                return false;
            }
            RowRange passing;
            try {
                passing =
                        fragment.passing(reader, next, plan.fragments().limits().decodedBytes());
            } catch (LimitExceededException e) {
                candidateRows = fewerThan(next.count(), e);
                continue;
            }
            makeRoom(passing.count());
            for (int i = 0; i < passing.count(); i++) {
                passed[passedTo++] = passing.row(i);
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
    static int fewerThan(int count, LimitExceededException e) {
        if (count == 1 || !e.limit().equals(LanceDataset.DECODED_BYTES)) {
            throw e;
        }
        return count / 2;
    }
}
