package dev.evodb.lance;

import dev.evodb.lance.manifest.DataFragment;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A scan cut into tasks that can be done at the same time. For one thread.
///
/// With a filter a task is some rows that may pass it, so that also the filter is applied by many threads; offset and
/// limit, which count rows that pass, cannot be applied then. Without one a task is rows to be read.
final class ScanTasks implements Closeable {
    private final ScanPlan plan;
    private final SelectedRows selected;
    private final Iterator<DataFragment> fragments;
    private final long mostBytes;
    private final int mostRows;
    private @Nullable DataFragment fragment;
    private @Nullable CandidateRows candidates;
    private Optional<FilterPlan.Part> filter = Optional.empty();
    private int candidateRows;
    private long position;
    private @Nullable Task cut;

    /// Rows of `fragment`, to which `filter` is still to be applied if there is one.
    record Task(DataFragment fragment, RowRange rows, Optional<FilterPlan.Part> filter) {}

    /// Tasks that are likely to stay within `mostBytes`.
    ScanTasks(ScanPlan plan, ScanRequest request, long mostBytes) {
        this.plan = plan;
        this.selected = new SelectedRows(plan, request);
        this.fragments = plan.fragments().all().iterator();
        this.mostBytes = mostBytes;
        this.mostRows = plan.rowsWithin(mostBytes, plan.projection());
    }

    /// Null after the last.
    @Nullable Task next() throws IOException {
        if (plan.filter().isPresent()) {
            return nextCandidates();
        }
        Task next = cut;
        if (next == null) {
            RowRange rows = selected.next();
            if (rows == null) {
                return null;
            }
            next = new Task(selected.reader().fragment(), rows, Optional.empty());
        }
        int count = next.rows().count();
        if (count <= mostRows) {
            cut = null;
            return next;
        }
        cut = new Task(next.fragment(), next.rows().part(mostRows, count), Optional.empty());
        return new Task(next.fragment(), next.rows().part(0, mostRows), Optional.empty());
    }

    private @Nullable Task nextCandidates() throws IOException {
        while (true) {
            if (fragment == null || candidates == null) {
                if (!fragments.hasNext()) {
                    return null;
                }
                fragment = fragments.next();
                filter = plan.filterOn(fragment);
                candidates = plan.candidates(fragment, filter);
                candidateRows = filter.map(part -> Math.min(mostRows, plan.rowsWithin(mostBytes, part.columns())))
                        .orElse(mostRows);
                position = 0;
            }
            RowRange rows = candidates.take(position, candidateRows);
            if (rows != null) {
                position = rows.row(rows.count() - 1) + 1;
                return new Task(fragment, rows, filter);
            }
            fragment = null;
        }
    }

    @Override
    public void close() throws IOException {
        selected.close();
    }
}
