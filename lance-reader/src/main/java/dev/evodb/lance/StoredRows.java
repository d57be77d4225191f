package dev.evodb.lance;

import dev.evodb.lance.decode.StoredValues;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.io.SegmentSource;
import dev.evodb.lance.manifest.DataFragment;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Rows of one column that lie in local files as they do in little-endian memory, all of the same width
/// and none of them null: for many small reads, such as vectors to compare candidates by, which copy
/// nothing but the rows. Thread-safe; whoever opens it closes it, before the table.
public final class StoredRows implements Closeable {
    /// Each fragment keeps its file open. Tables of more are read by [LanceDataset#takeRowIds].
    static final int MOST_FRAGMENTS = 64;

    private final Fragments fragments;
    private final int rowBytes;
    private final List<FragmentReader> readers;
    private final List<FragmentRows> rows;

    /// The rows of a fragment: run `i` of the values begins with row `firstRows[i]`.
    private record FragmentRows(
            SegmentSource source, long[] offsets, long[] firstRows, long count, DeletionVector deleted) {
        private static Optional<FragmentRows> of(
                StoredValues values, int rowBytes, long count, DeletionVector deleted) {
            long[] firstRows = new long[values.lengths().length];
            long next = 0;
            for (int i = 0; i < firstRows.length; i++) {
                firstRows[i] = next;
                if (values.lengths()[i] % rowBytes != 0) {
                    return Optional.empty();
                }
                next += values.lengths()[i] / rowBytes;
            }
            return next == count && values.source() instanceof SegmentSource source
                    ? Optional.of(new FragmentRows(source, values.offsets(), firstRows, count, deleted))
                    : Optional.empty();
        }

        private long offset(long row, int rowBytes) {
            int found = Arrays.binarySearch(firstRows, row);
            int run = found >= 0 ? found : -found - 2;
            return offsets[run] + (row - firstRows[run]) * rowBytes;
        }
    }

    private StoredRows(Fragments fragments, int rowBytes, List<FragmentReader> readers, List<FragmentRows> rows) {
        this.fragments = fragments;
        this.rowBytes = rowBytes;
        this.readers = readers;
        this.rows = rows;
    }

    /// The rows of the only column of `projection`, `rowBytes` each; nothing if some do not lie that way.
    static Optional<StoredRows> open(Fragments fragments, Projection projection, int rowBytes) throws IOException {
        if (fragments.all().size() > MOST_FRAGMENTS) {
            return Optional.empty();
        }
        StoredRows opened = new StoredRows(fragments, rowBytes, new ArrayList<>(), new ArrayList<>());
        boolean isWhole = false;
        try {
            isWhole = opened.openAll(projection.entries().getFirst());
        } finally {
            if (!isWhole) {
                opened.close();
            }
        }
        return isWhole ? Optional.of(opened) : Optional.empty();
    }

    private boolean openAll(Projection.Entry column) throws IOException {
        for (DataFragment fragment : fragments.all()) {
            long count = fragments.physicalRows(fragment);
            if (count > Integer.MAX_VALUE) {
                return false;
            }
            FragmentReader reader = fragments.reader(fragment);
            readers.add(reader);
            DeletionVector deleted = fragments.deletions(fragment);
            Optional<FragmentRows> found = reader.stored(column, new RowRange.Span(0, (int) count))
                    .flatMap(values -> FragmentRows.of(values, rowBytes, count, deleted));
            if (found.isEmpty()) {
                return false;
            }
            rows.add(found.get());
        }
        return true;
    }

    /// Bytes of a row.
    public int rowBytes() {
        return rowBytes;
    }

    /// Copies row `rowIds[from + i]` to byte `i * rowBytes()` of `target`, for each `i` below `count`.
    ///
    /// @throws IllegalArgumentException for a row id that the table has not, or whose row is deleted
    public void read(long[] rowIds, int from, int count, MemorySegment target) throws IOException {
        long[] offsets = new long[count];
        int[] fragmentOf = new int[count];
        for (int i = 0; i < count; i++) {
            long address = fragments.address(rowIds[from + i]);
            int fragment = fragments.indexOf(address >>> 32);
            long row = address & 0xFFFFFFFFL;
            if (fragment < 0
                    || row >= rows.get(fragment).count
                    || rows.get(fragment).deleted.contains(row)) {
                throw new IllegalArgumentException("no row has the row id " + Long.toUnsignedString(rowIds[from + i]));
            }
            fragmentOf[i] = fragment;
            offsets[i] = rows.get(fragment).offset(row, rowBytes);
        }
        copy(fragmentOf, offsets, target);
    }

    /// Fragment by fragment.
    private void copy(int[] fragmentOf, long[] offsets, MemorySegment target) throws IOException {
        long[] own = new long[offsets.length];
        int[] places = new int[offsets.length];
        for (int fragment = 0; fragment < rows.size(); fragment++) {
            int count = 0;
            for (int i = 0; i < offsets.length; i++) {
                if (fragmentOf[i] == fragment) {
                    own[count] = offsets[i];
                    places[count++] = i;
                }
            }
            if (count > 0) {
                rows.get(fragment).source.copyAll(own, places, count, rowBytes, target);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (FragmentReader reader : readers) {
            reader.close();
        }
        readers.clear();
    }
}
