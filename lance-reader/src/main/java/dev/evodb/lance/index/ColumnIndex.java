package dev.evodb.lance.index;

import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.manifest.FragmentSet;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.type.DataType;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One index of a column: its segments, each over some fragments. Opens them when they are first asked.
/// Thread-safe.
///
/// What an index says of a fragment that none of its segments covers is nothing.
final class ColumnIndex implements Closeable {
    private final String name;
    private final String column;
    private final IndexKind kind;
    private final DataType type;
    private final IndexTable table;
    private final List<IndexMetadata> segments;
    private final Map<IndexMetadata, ScalarIndex> open = new HashMap<>();

    /// `type` is that of the column; every segment has its fragments recorded.
    ColumnIndex(
            String name, String column, IndexKind kind, DataType type, IndexTable table, List<IndexMetadata> segments) {
        this.name = name;
        this.column = column;
        this.kind = kind;
        this.type = type;
        this.table = table;
        this.segments = List.copyOf(segments);
    }

    /// What an index found: addresses, of the fragments that it covers only.
    ///
    /// `nulls` are the rows that hold null, if they were asked for and are known.
    record Found(RowSet rows, boolean isExact, Optional<RowSet> nulls, String read) {}

    String name() {
        return name;
    }

    String column() {
        return column;
    }

    IndexKind kind() {
        return kind;
    }

    boolean covers(long fragment) {
        return segments.stream().anyMatch(segment -> fragments(segment).contains(fragment));
    }

    /// Whether every segment can answer the query.
    ///
    /// @throws UnsupportedFeatureException for a segment of a kind that is not read
    boolean canAnswer(IndexQuery query) throws IOException {
        for (IndexMetadata segment : segments) {
            if (!segment(segment).canAnswer(query)) {
                return false;
            }
        }
        return true;
    }

    /// Asks every segment; only for queries that all can answer.
    Found search(IndexQuery query, boolean withNulls) throws IOException {
        RowSet.Builder rows = new RowSet.Builder();
        RowSet.Builder nulls = new RowSet.Builder();
        boolean isExact = true;
        boolean knowsNulls = withNulls;
        List<String> read = new ArrayList<>();
        for (IndexMetadata segment : segments) {
            ScalarIndex index = segment(segment);
            IndexAnswer answer = index.search(query);
            rows.add(addresses(segment, answer.rows()));
            isExact &= answer.isExact();
            read.add(answer.read());
            if (knowsNulls) {
                Optional<RowSet> known = index.nulls();
                knowsNulls = known.isPresent();
                nulls.add(addresses(segment, known.orElse(RowSet.EMPTY)));
            }
        }
        return new Found(
                rows.build(),
                isExact,
                knowsNulls ? Optional.of(nulls.build()) : Optional.empty(),
                String.join(" and ", read));
    }

    @Override
    public synchronized void close() throws IOException {
        for (ScalarIndex index : open.values()) {
            index.close();
        }
        open.clear();
    }

    /// The rows where they are now, as far as they are in fragments of the segment: a row that was
    /// changed has moved to a fragment that the segment has not seen.
    private RowSet addresses(IndexMetadata segment, RowSet rows) throws IOException {
        RowSet addresses = kind.namesAddresses() ? rows : table.toAddresses(rows);
        return addresses.inFragments(fragments(segment));
    }

    private static FragmentSet fragments(IndexMetadata segment) {
        return segment.fragments().orElseThrow();
    }

    private synchronized ScalarIndex segment(IndexMetadata metadata) throws IOException {
        ScalarIndex index = open.get(metadata);
        if (index == null) {
            index = open(table.files(metadata));
            open.put(metadata, index);
        }
        return index;
    }

    private ScalarIndex open(IndexFile.Folder files) throws IOException {
        return switch (kind) {
            case BTREE -> BTreeIndex.open(files, type, table.rowIds());
            case BITMAP -> BitmapIndex.open(files, type, table.rowIds());
            case LABEL_LIST -> LabelListIndex.open(files, itemType(), table.rowIds());
            case NGRAM -> NGramIndex.open(files, table.rowIds());
            case ZONEMAP -> ZoneMapIndex.open(files, type, table.addresses());
            case BLOOMFILTER -> BloomFilterIndex.open(files, type, table.addresses());
        };
    }

    private DataType itemType() {
        return ((DataType.ListOf) type).item().type();
    }

    /// Why a column of `type` cannot be asked through an index of that kind; empty if it can.
    static String obstacle(IndexKind kind, DataType type) {
        boolean fits = switch (kind) {
            case BTREE, BITMAP, ZONEMAP, BLOOMFILTER -> Keys.areComparable(type);
            case LABEL_LIST ->
                type instanceof DataType.ListOf list
                        && Keys.areComparable(list.item().type());
            case NGRAM -> type instanceof DataType.Utf8;
        };
        return fits ? "" : kind + " over a column of " + type + " is not read";
    }
}
