package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.lance.manifest.DataFragment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Single rows of a table. Each row is read once, whatever the order and however often it is asked for.
final class Take {
    private final LanceDataset table;
    private final List<DataFragment> fragments;
    private final Projection projection;

    Take(LanceDataset table, List<String> columns) {
        this.table = table;
        this.fragments = table.manifest().fragments();
        this.projection = table.project(columns);
    }

    RecordBatch offsets(long[] offsets) throws IOException {
        long[] starts = new long[fragments.size() + 1];
        for (int i = 0; i < fragments.size(); i++) {
            starts[i + 1] = starts[i] + fragments.get(i).physicalRows();
        }
        long rows = starts[fragments.size()];
        long[] keys = new long[offsets.length];
        for (int i = 0; i < keys.length; i++) {
            if (offsets[i] < 0 || offsets[i] >= rows) {
                throw new IllegalArgumentException("row " + offsets[i] + " is not in [0, " + rows + ")");
            }
            keys[i] = key(fragmentAt(starts, offsets[i]), offsets[i], starts);
        }
        return read(keys);
    }

    RecordBatch rowIds(long[] rowIds) throws IOException {
        table.checkRowIdsAreAddresses();
        Map<Long, Integer> fragmentById = new HashMap<>();
        for (int i = 0; i < fragments.size(); i++) {
            fragmentById.put(fragments.get(i).id(), i);
        }
        long[] keys = new long[rowIds.length];
        for (int i = 0; i < keys.length; i++) {
            long id = rowIds[i] >>> 32;
            long row = rowIds[i] & 0xFFFFFFFFL;
            Integer fragment = fragmentById.get(id);
            if (fragment == null) {
                throw new IllegalArgumentException("row id " + Long.toUnsignedString(rowIds[i]) + " is in fragment "
                        + id + ", which the table has not");
            }
            if (row >= fragments.get(fragment).physicalRows()) {
                throw new IllegalArgumentException("row id " + Long.toUnsignedString(rowIds[i]) + " is row " + row
                        + " of fragment " + id + ", which has "
                        + fragments.get(fragment).physicalRows() + " rows");
            }
            keys[i] = (long) fragment << 32 | row;
        }
        return read(keys);
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

    private static long key(int fragment, long offset, long[] starts) {
        return (long) fragment << 32 | (offset - starts[fragment]);
    }

    /// Reads rows given as position of the fragment in the manifest (upper half) and row in it.
    private RecordBatch read(long[] keys) throws IOException {
        long[] distinct = Arrays.stream(keys).sorted().distinct().toArray();
        List<List<Column>> parts = new ArrayList<>();
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
            try (FragmentReader reader = table.reader(fragments.get(fragment))) {
                parts.add(reader.read(projection, new RowRange.Picked(rows)));
            }
            from = to;
        }
        return assemble(keys, distinct, parts, partOf, rowOf);
    }

    private RecordBatch assemble(long[] keys, long[] distinct, List<List<Column>> parts, int[] partOf, int[] rowOf) {
        int[] sources = new int[keys.length];
        int[] rows = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            int at = Arrays.binarySearch(distinct, keys[i]);
            sources[i] = partOf[at];
            rows[i] = rowOf[at];
        }
        Gather gather = new Gather(sources, rows);
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < projection.entries().size(); i++) {
            int column = i;
            columns.add(
                    parts.isEmpty()
                            ? ColumnEdit.allNull(
                                    projection.entries().get(i).field().type(), 0)
                            : gather.from(
                                    parts.stream().map(part -> part.get(column)).toList()));
        }
        return new RecordBatch(projection.fields(), columns, keys.length);
    }
}
