package dev.evodb.lance.index;

import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.Optional;

/// BITMAP: for each distinct value of a column, null included, the rows that have it. See [BitmapPages].
public final class BitmapIndex implements ScalarIndex {
    private final BitmapPages pages;
    private final boolean isExact;

    private BitmapIndex(BitmapPages pages, boolean isExact) {
        this.pages = pages;
        this.isExact = isExact;
    }

    /// Opens a segment over a column of `type`, of which the values are comparable.
    static BitmapIndex open(IndexFile.Folder folder, DataType type, RowSpace space) throws IOException {
        return new BitmapIndex(BitmapPages.open(folder, type, space), Matching.isExact(type));
    }

    @Override
    public boolean canAnswer(IndexQuery query) {
        return !(query instanceof IndexQuery.HasItems || query instanceof IndexQuery.HasText);
    }

    @Override
    public IndexAnswer search(IndexQuery query) throws IOException {
        long[] places = pages.matching(query);
        RowSet rows = pages.rows(places);
        String read = places.length + " of " + pages.size() + " bitmaps";
        return isExact || query instanceof IndexQuery.IsNull
                ? IndexAnswer.exact(rows, read)
                : IndexAnswer.atMost(rows, read);
    }

    @Override
    public Optional<RowSet> nulls() throws IOException {
        return Optional.of(search(new IndexQuery.IsNull()).rows());
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
