package dev.evodb.lance.index;

import dev.evodb.type.DataType;
import java.io.IOException;

/// Opens segments of scalar indices without a table around them, for fuzzers.
public final class IndexOpener {
    private IndexOpener() {}

    /// A segment of the kind of that name, as in `BTREE`. `type` is that of the column, of a LABEL_LIST
    /// that of the items; one that this kind is not read for becomes text.
    ///
    /// @throws IllegalArgumentException for another kind
    public static ScalarIndex open(String kind, IndexFile.Folder files, DataType type, RowSpace space)
            throws IOException {
        DataType read = Keys.areComparable(type) ? type : new DataType.Utf8(false);
        return switch (IndexKind.valueOf(kind)) {
            case BTREE -> BTreeIndex.open(files, read, space);
            case BITMAP -> BitmapIndex.open(files, read, space);
            case LABEL_LIST -> LabelListIndex.open(files, read, space);
            case ZONEMAP -> ZoneMapIndex.open(files, read, space);
            case BLOOMFILTER -> BloomFilterIndex.open(files, read, space);
            case NGRAM -> NGramIndex.open(files, space);
        };
    }

    /// @throws AssertionError if one of `rows` is not in the table
    public static void check(RowSet rows, RowSpace space) {
        if (!rows.andNot(space.all()).isEmpty()) {
            throw new AssertionError("rows that the table has not: " + rows.andNot(space.all()));
        }
    }
}
