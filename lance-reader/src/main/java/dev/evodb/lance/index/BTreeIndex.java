package dev.evodb.lance.index;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// BTREE: all values of a column, sorted, in pages of which the least and the greatest value are known.
///
/// `page_lookup.lance` has a row for each page: `min` and `max` of the column's type, `null_count` (u32)
/// and `page_idx` (u32); page `p` is the rows from `p * batch_size` of `page_data.lance`, whose columns
/// are `values` and `ids` (u64). Nulls sort first. The lookup is kept in memory, pages are read when a
/// query needs them.
public final class BTreeIndex implements ScalarIndex {
    private static final String LOOKUP_FILE = "page_lookup.lance";
    private static final String DATA_FILE = "page_data.lance";
    private static final int DEFAULT_PAGE_ROWS = 4096;
    /// Pages next to one another are read together up to this many rows.
    private static final int MOST_ROWS_AT_ONCE = 1 << 16;

    private final IndexFile data;
    private final RowSpace space;
    private final DataType type;
    private final int pageRows;
    private final int[] pages;
    private final int[] nullCounts;
    private final Keys min;
    private final Keys max;

    private BTreeIndex(
            IndexFile data,
            RowSpace space,
            DataType type,
            int pageRows,
            int[] pages,
            int[] nullCounts,
            Keys min,
            Keys max) {
        this.data = data;
        this.space = space;
        this.type = type;
        this.pageRows = pageRows;
        this.pages = pages;
        this.nullCounts = nullCounts;
        this.min = min;
        this.max = max;
    }

    /// Opens a segment over a column of `type`, of which the values are comparable.
    ///
    /// @throws UnsupportedFeatureException for an index in several files
    static BTreeIndex open(IndexFile.Folder folder, DataType type, RowSpace space) throws IOException {
        try (IndexFile lookup = new IndexFile(folder.open(LOOKUP_FILE))) {
            if (!lookup.metadata("range_partitioned", "false").equals("false")) {
                throw new UnsupportedFeatureException(
                        "BTREE index", "partitioned by range", "one that is not partitioned", lookup.at());
            }
            int pageRows = lookup.positive("batch_size", DEFAULT_PAGE_ROWS);
            int rows = lookup.rows();
            IndexFile.IndexColumn min = lookup.column("min");
            IndexFile.IndexColumn max = lookup.column("max");
            IndexFile.IndexColumn nulls = lookup.column("null_count");
            IndexFile.IndexColumn numbers = lookup.column("page_idx");
            int[] nullCounts = nulls.ints(nulls.read(0, rows));
            int[] pages = numbers.ints(numbers.read(0, rows));
            Keys least = Keys.of(min.read(0, rows), type, min.at());
            Keys greatest = Keys.of(max.read(0, rows), type, max.at());
            IndexFile data = new IndexFile(folder.open(DATA_FILE));
            boolean isOpen = false;
            try {
                BTreeIndex index = new BTreeIndex(data, space, type, pageRows, pages, nullCounts, least, greatest);
                index.checkPages(lookup);
                isOpen = true;
                return index;
            } finally {
                if (!isOpen) {
                    data.close();
                }
            }
        }
    }

    private void checkPages(IndexFile lookup) {
        int count = (int) ((data.rows() + (long) pageRows - 1) / pageRows);
        if (pages.length != count) {
            throw new CorruptFileException(
                    lookup.at(), "lookup has " + pages.length + " pages, " + data.at() + " has " + count);
        }
        boolean[] isThere = new boolean[count];
        for (int i = 0; i < count; i++) {
            int page = pages[i];
            if (page < 0 || page >= count || isThere[page]) {
                throw new CorruptFileException(
                        lookup.at(),
                        "lookup row " + i + " is of page " + Integer.toUnsignedString(page) + " of " + count
                                + ", or repeats it");
            }
            isThere[page] = true;
            if (nullCounts[i] < 0 || nullCounts[i] > rowsOf(page)) {
                throw new CorruptFileException(
                        lookup.at(),
                        "page " + page + " of " + rowsOf(page) + " rows has " + Integer.toUnsignedString(nullCounts[i])
                                + " nulls");
            }
        }
    }

    @Override
    public boolean canAnswer(IndexQuery query) {
        return !(query instanceof IndexQuery.HasItems || query instanceof IndexQuery.HasText);
    }

    @Override
    public IndexAnswer search(IndexQuery query) throws IOException {
        int[] wanted = new int[pages.length];
        int count = 0;
        for (int i = 0; i < pages.length; i++) {
            boolean mayMatch = query instanceof IndexQuery.IsNull
                    ? nullCounts[i] > 0
                    : nullCounts[i] < rowsOf(pages[i]) && Matching.mayMatchWithin(query, min, max, i);
            if (mayMatch) {
                wanted[count++] = pages[i];
            }
        }
        RowSet rows = read(Arrays.copyOf(wanted, count), query);
        String read = count + " of " + pages.length + " pages";
        return query instanceof IndexQuery.IsNull || Matching.isExact(type)
                ? IndexAnswer.exact(rows, read)
                : IndexAnswer.atMost(rows, read);
    }

    @Override
    public Optional<RowSet> nulls() throws IOException {
        return Optional.of(search(new IndexQuery.IsNull()).rows());
    }

    @Override
    public void close() throws IOException {
        data.close();
    }

    private int rowsOf(int page) {
        return (int) Math.min(pageRows, data.rows() - (long) page * pageRows);
    }

    /// The rows of the given pages for which the query is true.
    private RowSet read(int[] wanted, IndexQuery query) throws IOException {
        Arrays.sort(wanted);
        RowSet.Builder found = new RowSet.Builder();
        int i = 0;
        while (i < wanted.length) {
            long from = (long) wanted[i] * pageRows;
            int rows = rowsOf(wanted[i]);
            int next = i + 1;
            while (next < wanted.length
                    && wanted[next] == wanted[next - 1] + 1
                    && (long) rows + pageRows <= MOST_ROWS_AT_ONCE) {
                rows += rowsOf(wanted[next++]);
            }
            found.add(read(from, rows, query));
            i = next;
        }
        return found.build();
    }

    private RowSet read(long from, int rows, IndexQuery query) throws IOException {
        IndexFile.IndexColumn values = data.column("values");
        IndexFile.IndexColumn ids = data.column("ids");
        Keys keys = Keys.of(values.read(from, rows), type, values.at());
        long[] rowIds = ids.longs(ids.read(from, rows));
        long[] found = new long[rows];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            if (Matching.mayMatch(query, keys, row) && space.has(rowIds[row], ids.at())) {
                found[count++] = rowIds[row];
            }
        }
        return RowSet.of(found, count);
    }
}
