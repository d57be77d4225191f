package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.filter.Filter;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rows of a table, batch by batch, always in the same order. For one thread.
///
/// A batch never crosses fragments. It has at most the rows that were asked for, fewer where they would exceed
/// [ReadLimits#decodedBytes], and at least one.
public final class Scan implements Closeable {
    private final LanceDataset table;
    private final Projection projection;
    private final Optional<Filter> filter;
    private final Projection filterColumns;
    private final Iterator<DataFragment> fragments;
    private int batchRows;
    private long toSkip;
    private long toRead;
    private @Nullable FragmentReader reader;
    private long position;
    private @Nullable RecordBatch batch;

    Scan(LanceDataset table, ScanRequest request) {
        this.table = table;
        List<String> names = new ArrayList<>(request.columns().orElseGet(table::columnNames));
        if (request.hasRowId() && !names.contains(LanceDataset.ROW_ID)) {
            names.add(LanceDataset.ROW_ID);
        }
        this.projection = table.project(names);
        this.filter = request.filter().map(text -> Filter.parse(text, table.schema()));
        this.filterColumns = table.project(filter.map(Filter::columns).orElseGet(List::of));
        this.fragments = table.manifest().fragments().iterator();
        this.toSkip = request.offset();
        this.toRead = request.limit().orElse(Long.MAX_VALUE);
        long rowBytes = projection.rowBytes() + filterColumns.rowBytes();
        // Half, because rows of variable length are only guessed; next() corrects a guess that was too low.
        this.batchRows = Math.clamp(table.limits().decodedBytes() / 2 / rowBytes, 1, request.batchRows());
    }

    /// What each batch holds.
    public List<Field> fields() {
        return projection.fields();
    }

    /// Moves to the next batch; false after the last.
    public boolean next() throws IOException {
        batch = null;
        while (batch == null && toRead > 0 && openFragment()) {
            batch = filter.isPresent() ? readFiltered(filter.get()) : readAll();
        }
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
        closeFragment();
    }

    /// Makes `reader` one with rows left; false if there is none.
    private boolean openFragment() throws IOException {
        while (reader == null || position == reader.rows()) {
            closeFragment();
            if (!fragments.hasNext()) {
                return false;
            }
            reader = table.reader(fragments.next());
            position = 0;
            if (filter.isEmpty()) {
                position = Math.min(toSkip, reader.rows());
                toSkip -= position;
            }
        }
        return true;
    }

    private void closeFragment() throws IOException {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    private RecordBatch readAll() throws IOException {
        RecordBatch read = readSome(projection, toRead);
        position += read.rows();
        toRead -= read.rows();
        return read;
    }

    /// The rows that pass of the next few; null if none does.
    private @Nullable RecordBatch readFiltered(Filter passing) throws IOException {
        while (true) {
            RecordBatch candidates = readSome(filterColumns, Long.MAX_VALUE);
            int[] passed = passing.evaluate(candidates).rowsWhereTrue();
            int from = (int) Math.min(toSkip, passed.length);
            int to = from + (int) Math.min(toRead, passed.length - from);
            long[] rows = new long[to - from];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = position + passed[from + i];
            }
            try {
                RecordBatch read = rows.length == 0 ? null : read(projection, new RowRange.Picked(rows));
                toSkip -= from;
                toRead -= rows.length;
                position += candidates.rows();
                return read;
            } catch (LimitExceededException e) {
                readFewerThan(candidates.rows(), e);
            }
        }
    }

    /// The next rows, at most `mostRows`: as many as a batch may have.
    private RecordBatch readSome(Projection columns, long mostRows) throws IOException {
        while (true) {
            long left = Math.min(mostRows, reader().rows() - position);
            int count = (int) Math.min(batchRows, left);
            try {
                return read(columns, new RowRange.Span(position, count));
            } catch (LimitExceededException e) {
                readFewerThan(count, e);
            }
        }
    }

    /// Makes batches smaller after one of `count` rows met the limit; lets the exception out if that cannot help.
    private void readFewerThan(int count, LimitExceededException e) {
        if (count == 1 || !e.limit().equals(LanceDataset.DECODED_BYTES)) {
            throw e;
        }
        batchRows = count / 2;
    }

    private RecordBatch read(Projection columns, RowRange range) throws IOException {
        List<Column> read = reader().read(columns, range);
        return new RecordBatch(columns.fields(), read, range.count());
    }

    private FragmentReader reader() {
        if (reader == null) {
            throw new IllegalStateException("the scan is closed");
        }
        return reader;
    }
}
