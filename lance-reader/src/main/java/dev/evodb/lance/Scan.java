package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The rows of a table, batch by batch, always in the same order. For one thread.
///
/// A batch has at most the rows that were asked for, fewer where they would exceed
/// [ReadLimits#decodedBytes], and at least one. Small pieces, of small fragments or of few rows that pass
/// a filter, are put together; a batch of a large fragment is never copied for that.
public final class Scan implements Closeable {
    private final ScanPlan plan;
    private final Iterator<DataFragment> fragments;
    private long toSkip;
    private long toRead;
    private @Nullable FragmentScan fragment;
    private @Nullable RowRange selected;
    private @Nullable RecordBatch held;
    private @Nullable RecordBatch batch;

    Scan(ScanPlan plan, ScanRequest request) {
        this.plan = plan;
        this.fragments = plan.fragments().all().iterator();
        this.toSkip = request.offset();
        this.toRead = request.limit().orElse(Long.MAX_VALUE);
    }

    /// What each batch holds.
    public List<Field> fields() {
        return plan.projection().fields();
    }

    /// Moves to the next batch; false after the last.
    public boolean next() throws IOException {
        batch = null;
        List<RecordBatch> parts = new ArrayList<>();
        int rows = 0;
        long bytes = 0;
        while (2L * rows < plan.batchRows()) {
            RecordBatch part = held == null ? readNext() : held;
            held = null;
            if (part == null) {
                break;
            }
            long partBytes = ColumnEdit.bytes(part);
            boolean isTooMuch = rows + part.rows() > plan.batchRows()
                    || bytes + partBytes > plan.fragments().limits().decodedBytes() / 2;
            if (!parts.isEmpty() && isTooMuch) {
                held = part;
                break;
            }
            parts.add(part);
            rows += part.rows();
            bytes += partBytes;
        }
        batch = parts.size() < 2 ? (parts.isEmpty() ? null : parts.getFirst()) : together(parts);
        return batch != null;
    }

    /// The current batch.
    ///
    /// @throws NoSuchElementException if [#next] did not answer true
    public RecordBatch batch() {
        if (batch == null) {
            throw new NoSuchElementException("no batch: next() has not answered true");
        }
        return batch;
    }

    @Override
    public void close() throws IOException {
        toRead = 0;
        selected = null;
        held = null;
        closeFragment();
    }

    /// The rows that are selected, as far as memory allows; null after the last.
    private @Nullable RecordBatch readNext() throws IOException {
        while (selected == null) {
            if (toRead == 0) {
                closeFragment();
                return null;
            }
            if (fragment == null && !openFragment()) {
                return null;
            }
            selected = current().select(toRead);
            if (selected == null) {
                closeFragment();
            } else {
                toRead -= selected.count();
            }
        }
        RecordBatch read = current().read(selected);
        selected = read.rows() == selected.count() ? null : selected.part(read.rows(), selected.count());
        return read;
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

    private RecordBatch together(List<RecordBatch> parts) {
        int[] sources = new int[parts.size()];
        int[] lengths = new int[parts.size()];
        int rows = 0;
        for (int i = 0; i < sources.length; i++) {
            sources[i] = i;
            lengths[i] = parts.get(i).rows();
            rows += lengths[i];
        }
        Fragments table = plan.fragments();
        Gather gather = new Gather(
                sources,
                new int[sources.length],
                lengths,
                new DecodeBudget(table.limits().decodedBytes()),
                table.manifest());
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < fields().size(); i++) {
            int column = i;
            columns.add(gather.from(
                    parts.stream().map(part -> part.columns().get(column)).toList()));
        }
        return new RecordBatch(fields(), columns, rows);
    }
}
