package dev.evodb.lance.index;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.filter.Comparison;
import dev.evodb.lance.filter.Value;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// LABEL_LIST: for each distinct item of the lists of a column, null included, the rows that have it
/// among their items. See [BitmapPages].
///
/// Newer writers add the rows whose list is null as a global buffer, whose number is under
/// `lance:label_list_nulls`.
public final class LabelListIndex implements ScalarIndex {
    private static final String NULLS = "lance:label_list_nulls";

    private final BitmapPages pages;
    private final RowSpace space;
    private final boolean isExact;

    private LabelListIndex(BitmapPages pages, RowSpace space, boolean isExact) {
        this.pages = pages;
        this.space = space;
        this.isExact = isExact;
    }

    /// Opens a segment over a column of lists with items of `itemType`, of which the values are
    /// comparable.
    static LabelListIndex open(IndexFile.Folder folder, DataType itemType, RowSpace space) throws IOException {
        return new LabelListIndex(BitmapPages.open(folder, itemType, space), space, Matching.isExact(itemType));
    }

    @Override
    public boolean canAnswer(IndexQuery query) {
        return query instanceof IndexQuery.HasItems;
    }

    @Override
    public IndexAnswer search(IndexQuery query) throws IOException {
        if (!(query instanceof IndexQuery.HasItems(List<Value> items, boolean hasAll))) {
            throw new IllegalArgumentException("LABEL_LIST does not answer " + query);
        }
        int read = 0;
        Optional<RowSet> rows = Optional.empty();
        for (Value item : items) {
            long[] places = pages.matching(new IndexQuery.Compare(Comparison.EQUAL, item));
            read += places.length;
            RowSet having = pages.rows(places);
            rows = Optional.of(rows.map(known -> hasAll ? known.and(having) : known.or(having))
                    .orElse(having));
        }
        RowSet found = rows.orElse(RowSet.EMPTY);
        String what = read + " of " + pages.size() + " bitmaps";
        return isExact ? IndexAnswer.exact(found, what) : IndexAnswer.atMost(found, what);
    }

    @Override
    public Optional<RowSet> nulls() throws IOException {
        IndexFile file = pages.file();
        if (file.metadata(NULLS, "").isEmpty()) {
            return Optional.empty();
        }
        int buffer = file.positive(NULLS, 1);
        if (buffer >= file.file().globalBufferCount()) {
            throw new CorruptFileException(
                    file.at(),
                    NULLS + " is " + buffer + ", the file has " + file.file().globalBufferCount() + " global buffers");
        }
        return Optional.of(RowSetFormat.parseFragments(file.file().globalBuffer(buffer), space));
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }
}
