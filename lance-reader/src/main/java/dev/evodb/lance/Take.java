package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Single rows of a table. Each row is read once, whatever the order and however often it is asked for.
final class Take {
    private final Fragments fragments;
    private final Projection projection;

    Take(Fragments fragments, Projection projection) {
        this.fragments = fragments;
        this.projection = projection;
    }

    /// Rows by their place among all rows that are not deleted.
    RecordBatch offsets(long[] offsets) throws IOException {
        List<DataFragment> all = fragments.all();
        long[] starts = fragments.starts();
        long rows = starts[all.size()];
        long[] keys = new long[offsets.length];
        for (int i = 0; i < keys.length; i++) {
            if (offsets[i] < 0 || offsets[i] >= rows) {
                throw new IllegalArgumentException("row " + offsets[i] + " is not in [0, " + rows + ")");
            }
            int fragment = fragmentAt(starts, offsets[i]);
            keys[i] = key(fragment, physicalRow(all.get(fragment), offsets[i] - starts[fragment]));
        }
        return read(keys);
    }

    /// Rows by their ids.
    RecordBatch rowIds(long[] rowIds) throws IOException {
        long[] keys = new long[rowIds.length];
        for (int i = 0; i < keys.length; i++) {
            long address = fragments.address(rowIds[i]);
            // Stable row ids lead to rows that exist.
            keys[i] = fragments.hasStableRowIds()
                    ? key(fragments.indexOf(address >>> 32), address & 0xFFFFFFFFL)
                    : keyOfAddress(address);
        }
        return read(keys);
    }

    private long keyOfAddress(long address) throws IOException {
        long id = address >>> 32;
        long row = address & 0xFFFFFFFFL;
        int fragment = fragments.indexOf(id);
        String rowId = "row id " + Long.toUnsignedString(address);
        if (fragment < 0) {
            throw new IllegalArgumentException(rowId + " is in fragment " + id + ", which the table has not");
        }
        DataFragment found = fragments.all().get(fragment);
        long rows = fragments.physicalRows(found);
        if (row >= rows) {
            throw new IllegalArgumentException(
                    rowId + " is row " + row + " of fragment " + id + ", which has " + rows + " rows");
        }
        if (fragments.deletions(found).contains(row)) {
            throw new IllegalArgumentException(rowId + " is row " + row + " of fragment " + id + ", which is deleted");
        }
        return key(fragment, row);
    }

    private long physicalRow(DataFragment fragment, long liveRow) throws IOException {
        DeletionVector deleted = fragments.deletions(fragment);
        return deleted.isEmpty() ? liveRow : deleted.physicalRow(liveRow, fragments.physicalRows(fragment));
    }

    /// The last fragment that starts at or before `offset`; empty fragments before it start there too.
    private static int fragmentAt(long[] starts, long offset) {
        int low = 0;
        int high = starts.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= offset) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Position of the fragment in the manifest (upper half) and physical row in it: sorts like a scan.
    private static long key(int fragment, long row) {
        return (long) fragment << 32 | row;
    }

    private RecordBatch read(long[] keys) throws IOException {
        long[] distinct = Arrays.stream(keys).sorted().distinct().toArray();
        List<PickedRows.Part> parts = new ArrayList<>();
        int[] partOf = new int[distinct.length];
        int[] rowOf = new int[distinct.length];
        int from = 0;
        while (from < distinct.length) {
            int fragment = (int) (distinct[from] >>> 32);
            int to = from;
            while (to < distinct.length && (int) (distinct[to] >>> 32) == fragment) {
                partOf[to] = parts.size();
                rowOf[to] = to - from;
                to++;
            }
            long[] rows = new long[to - from];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = distinct[from + i] & 0xFFFFFFFFL;
            }
            parts.add(new PickedRows.Part(fragments.all().get(fragment), rows));
            from = to;
        }
        return assemble(keys, distinct, new PickedRows(fragments, projection, parts).read(), partOf, rowOf);
    }

    /// Puts the rows into the order that was asked for. Rows asked for in the order of a scan and once
    /// are there already.
    private RecordBatch assemble(long[] keys, long[] distinct, List<RecordBatch> parts, int[] partOf, int[] rowOf) {
        if (parts.size() == 1 && Arrays.equals(keys, distinct)) {
            return parts.getFirst();
        }
        int[] sources = new int[keys.length];
        int[] starts = new int[keys.length];
        int[] lengths = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            int at = Arrays.binarySearch(distinct, keys[i]);
            sources[i] = partOf[at];
            starts[i] = rowOf[at];
            lengths[i] = 1;
        }
        // Rows asked for again take memory again, and are counted before they do.
        DecodeBudget budget = new DecodeBudget(fragments.limits().decodedBytes());
        Gather gather = new Gather(sources, starts, lengths, budget, fragments.manifest());
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < projection.entries().size(); i++) {
            int column = i;
            columns.add(
                    parts.isEmpty()
                            ? ColumnEdit.allNull(
                                    projection.entries().get(i).field().type(), 0)
                            : gather.from(parts.stream()
                                    .map(part -> part.columns().get(column))
                                    .toList()));
        }
        return new RecordBatch(projection.fields(), columns, keys.length);
    }
}
