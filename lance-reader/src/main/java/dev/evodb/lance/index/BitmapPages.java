package dev.evodb.lance.index;

import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.type.DataType;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/// `bitmap_page_lookup.lance`: `keys`, the distinct values with or without null, in any order, and
/// `bitmaps`, the rows that have each. Keys are kept in memory, bitmaps are read when needed.
final class BitmapPages implements Closeable {
    private static final String FILE = "bitmap_page_lookup.lance";
    /// Bitmaps that are read together; their bytes are bounded by the limit for one read.
    private static final int MOST_AT_ONCE = 256;

    private final IndexFile file;
    private final RowSpace space;
    private final Keys keys;

    private BitmapPages(IndexFile file, RowSpace space, Keys keys) {
        this.file = file;
        this.space = space;
        this.keys = keys;
    }

    /// `type` is that of the keys.
    static BitmapPages open(IndexFile.Folder folder, DataType type, RowSpace space) throws IOException {
        IndexFile file = new IndexFile(folder.open(FILE));
        boolean isOpen = false;
        try {
            IndexFile.IndexColumn column = file.column("keys");
            Keys keys = Keys.of(column.read(0, file.rows()), type, column.at());
            isOpen = true;
            return new BitmapPages(file, space, keys);
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    IndexFile file() {
        return file;
    }

    int size() {
        return keys.rows();
    }

    /// The places of the keys that may make the query true, ascending.
    long[] matching(IndexQuery query) {
        long[] places = new long[keys.rows()];
        int count = 0;
        for (int i = 0; i < keys.rows(); i++) {
            if (Matching.mayMatch(query, keys, i)) {
                places[count++] = i;
            }
        }
        return Arrays.copyOf(places, count);
    }

    /// The rows that have one of the keys at `places`, which ascend.
    RowSet rows(long[] places) throws IOException {
        IndexFile.IndexColumn column = file.column("bitmaps");
        RowSet.Builder rows = new RowSet.Builder();
        for (int from = 0; from < places.length; from += MOST_AT_ONCE) {
            long[] some = Arrays.copyOfRange(places, from, Math.min(places.length, from + MOST_AT_ONCE));
            Column.BytesColumn bitmaps = column.bytes(column.take(some));
            Location at = column.at();
            for (int i = 0; i < some.length; i++) {
                rows.add(RowSetFormat.parseFragments(Slices.of(bitmaps, i, at), space));
            }
        }
        return rows.build();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
