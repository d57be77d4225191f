package dev.evodb.lance;

import dev.evodb.lance.manifest.DataFragment;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/// The rows that a scan is to read, range by range, each of one fragment. For one thread.
final class SelectedRows implements Closeable {
    private final ScanPlan plan;
    private final Iterator<DataFragment> fragments;
    private long toSkip;
    private long toRead;
    private @Nullable FragmentScan fragment;

    SelectedRows(ScanPlan plan, ScanRequest request) {
        this.plan = plan;
        this.fragments = plan.scanned().iterator();
        this.toSkip = request.offset();
        this.toRead = request.limit().orElse(Long.MAX_VALUE);
    }

    /// The next rows, all of the fragment of [#reader]; null after the last. Reads the columns of the
    /// filter, if there is one.
    @Nullable
    RowRange next() throws IOException {
        while (toRead > 0 && (fragment != null || openFragment())) {
            RowRange selected = current().select(toRead);
            if (selected != null) {
                toRead -= selected.count();
                return selected;
            }
            closeFragment();
        }
        return null;
    }

    FragmentReader reader() {
        return current().reader();
    }

    /// The fragment of the rows that came last.
    FragmentPlan fragment() {
        return current().fragment();
    }

    @Override
    public void close() throws IOException {
        toRead = 0;
        closeFragment();
    }

    /// Makes `fragment` the next one that has rows behind the offset; false if there is none.
    private boolean openFragment() throws IOException {
        while (fragments.hasNext()) {
            DataFragment next = fragments.next();
            // Without a filter, what lies before the offset is passed over without looking at it.
            if (plan.filter().isEmpty() && toSkip > 0) {
                long rows = plan.fragments().liveRows(next);
                if (rows <= toSkip) {
                    toSkip -= rows;
                    continue;
                }
            }
            fragment = plan.scan(next);
            if (toSkip > 0) {
                toSkip -= current().skip(toSkip);
            }
            return true;
        }
        return false;
    }

    private void closeFragment() throws IOException {
        if (fragment != null) {
            fragment.close();
            fragment = null;
        }
    }

    private FragmentScan current() {
        if (fragment == null) {
            throw new IllegalStateException("the scan is closed");
        }
        return fragment;
    }
}
