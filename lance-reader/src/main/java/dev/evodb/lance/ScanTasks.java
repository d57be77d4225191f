package dev.evodb.lance;

import dev.evodb.lance.manifest.DataFragment;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// A scan cut into tasks that can be done at the same time. For one thread.
///
/// With a filter a task is some rows that may pass it, so that also the filter is applied by many
/// threads; offset and limit, which count rows that pass, cannot be applied then. Without one a task is
/// rows to be read.
final class ScanTasks implements Closeable {
    private final ScanPlan plan;
    private final SelectedRows selected;
    private final Iterator<DataFragment> fragments;
    private final long mostBytes;
    private @Nullable FragmentPlan fragment;
    private long position;
    private @Nullable Task cut;

    /// Rows of `fragment`: with `isCandidates` its filter is still to be applied to them.
    record Task(FragmentPlan fragment, RowRange rows, boolean isCandidates) {}

    /// Tasks that are likely to stay within `mostBytes`.
    ScanTasks(ScanPlan plan, ScanRequest request, long mostBytes) {
        this.plan = plan;
        this.selected = new SelectedRows(plan, request);
        this.fragments = plan.scanned().iterator();
        this.mostBytes = mostBytes;
    }

    /// Null after the last.
    @Nullable
    Task next() throws IOException {
        if (plan.filter().isPresent()) {
            return nextCandidates();
        }
        Task next = cut;
        if (next == null) {
            RowRange rows = selected.next();
            if (rows == null) {
                return null;
            }
            next = new Task(selected.fragment(), rows, false);
        }
        int mostRows = plan.rowsWithin(mostBytes, plan.projection());
        int count = next.rows().count();
        if (count <= mostRows) {
            cut = null;
            return next;
        }
        cut = new Task(next.fragment(), next.rows().part(mostRows, count), false);
        return new Task(next.fragment(), next.rows().part(0, mostRows), false);
    }

    private @Nullable Task nextCandidates() throws IOException {
        while (true) {
            if (fragment == null) {
                if (!fragments.hasNext()) {
                    return null;
                }
                fragment = plan.on(fragments.next());
                position = 0;
            }
            int mostRows = Math.min(
                    plan.rowsWithin(mostBytes, plan.projection()),
                    plan.rowsWithin(mostBytes, fragment.filterColumns()));
            RowRange rows = fragment.candidates().take(position, mostRows);
            if (rows != null) {
                position = rows.row(rows.count() - 1) + 1;
                return new Task(fragment, rows, fragment.filter().isPresent());
            }
            fragment = null;
        }
    }

    @Override
    public void close() throws IOException {
        selected.close();
    }
}
