package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.deletion.DeletionVector;
import dev.evodb.lance.index.IndexFile;
import dev.evodb.lance.index.RowSet;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.FragmentSet;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.rowid.RowIdIndex;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.lance.text.CombinedSearch;
import dev.evodb.lance.text.FullTextQuery;
import dev.evodb.lance.text.FullTextQuery.Leaf;
import dev.evodb.lance.text.FullTextQuery.Match;
import dev.evodb.lance.text.FullTextQuery.Phrase;
import dev.evodb.lance.text.TextClauses;
import dev.evodb.lance.text.TextHits;
import dev.evodb.lance.text.TextSearch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/// The full text indices of a table: which one a query is for, and which rows it may find. Thread-safe.
final class FullText implements Closeable {
    private static final String DETAILS = "InvertedIndexDetails";
    private static final String FRAGMENT_REUSE = "FragmentReuseIndexDetails";

    private final LanceDataset table;
    private final Map<String, TextSearch> open = new HashMap<>();

    FullText(LanceDataset table) {
        this.table = table;
    }

    /// An index: its segments, and the column that they are over.
    private record Index(String name, String column, List<IndexMetadata> segments) {
        boolean covers(long fragment) {
            return segments.stream().anyMatch(segment -> fragments(segment).contains(fragment));
        }

        static FragmentSet fragments(IndexMetadata segment) {
            return segment.fragments().orElseThrow();
        }
    }

    TextHits search(FullTextQuery query, int k, Optional<String> filter) throws IOException {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, got " + k);
        }
        CombinedSearch.leaves(query);
        Map<String, Index> indices = indices();
        FullTextQuery resolved = resolve(query, indices);
        Map<String, List<Leaf>> leaves = new LinkedHashMap<>();
        for (Leaf leaf : CombinedSearch.leaves(resolved)) {
            leaves.computeIfAbsent(index(leaf, indices).column(), _ -> new ArrayList<>())
                    .add(leaf);
        }
        Optional<RowSet> passing = filter.isEmpty() ? Optional.empty() : Optional.of(passing(filter.get()));
        if (resolved instanceof Leaf leaf) {
            Index index = index(leaf, indices);
            return open(index).search(leaf, k, allowed(index, passing), sink -> readUncovered(index, filter, sink));
        }
        Map<String, TextClauses> clauses = new LinkedHashMap<>();
        for (Map.Entry<String, List<Leaf>> entry : leaves.entrySet()) {
            Index index = index(entry.getValue().getFirst(), indices);
            clauses.put(
                    entry.getKey(),
                    open(index)
                            .clauses(
                                    entry.getValue(),
                                    allowed(index, passing),
                                    sink -> readUncovered(index, filter, sink)));
        }
        return CombinedSearch.search(
                resolved,
                k,
                leaf -> Objects.requireNonNull(clauses.get(leaf.column().orElseThrow())));
    }

    private List<LongPredicate> allowed(Index index, Optional<RowSet> passing) throws IOException {
        List<LongPredicate> allowed = new ArrayList<>();
        for (IndexMetadata segment : index.segments()) {
            allowed.add(allowed(Index.fragments(segment), passing));
        }
        return allowed;
    }

    /// `query` with the columns that it leaves out.
    private FullTextQuery resolve(FullTextQuery query, Map<String, Index> indices) {
        return switch (query) {
            case Match match -> {
                List<String> columns = columns(indices);
                yield match.column().isPresent() || columns.size() < 2
                        ? leaf(match, indices)
                        : new FullTextQuery.MultiMatch(
                                columns.stream().map(match::on).toList());
            }
            case Phrase phrase -> leaf(phrase, indices);
            case FullTextQuery.MultiMatch(var matches) -> {
                List<Match> resolved = new ArrayList<>();
                for (Match match : matches) {
                    resolved.add(match.on(index(match, indices).column()));
                }
                yield new FullTextQuery.MultiMatch(resolved);
            }
            case FullTextQuery.Boost(var positive, var negative, float negativeBoost) ->
                new FullTextQuery.Boost(resolve(positive, indices), resolve(negative, indices), negativeBoost);
            case FullTextQuery.Bool(var should, var must, var mustNot) ->
                new FullTextQuery.Bool(resolve(should, indices), resolve(must, indices), resolve(mustNot, indices));
        };
    }

    private List<FullTextQuery> resolve(List<FullTextQuery> clauses, Map<String, Index> indices) {
        return clauses.stream().map(clause -> resolve(clause, indices)).toList();
    }

    private FullTextQuery leaf(Leaf leaf, Map<String, Index> indices) {
        String column = index(leaf, indices).column();
        return switch (leaf) {
            case Match match -> match.on(column);
            case Phrase phrase -> phrase.on(column);
        };
    }

    private static List<String> columns(Map<String, Index> indices) {
        return indices.values().stream().map(Index::column).sorted().toList();
    }

    @Override
    public synchronized void close() throws IOException {
        for (TextSearch search : open.values()) {
            search.close();
        }
        open.clear();
    }

    private Index index(Leaf leaf, Map<String, Index> indices) {
        Optional<String> column = leaf.column();
        List<Index> found = indices.values().stream()
                .filter(index -> column.isEmpty() || index.column().equals(column.get()))
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException((column.isEmpty()
                            ? "a full text query has to name its column"
                            : "no full text index over " + column.get())
                    + ", the columns with a full text index are " + columns(indices));
        }
        Index index = found.getFirst();
        for (IndexMetadata segment : index.segments()) {
            if (segment.fragments().isEmpty()) {
                throw new UnsupportedFeatureException(
                        "full text index " + index.name(),
                        "without its fragments",
                        "indices that record them",
                        table.location());
            }
        }
        return index;
    }

    private Map<String, Index> indices() throws IOException {
        List<IndexMetadata> all = table.indices();
        if (all.stream().anyMatch(segment -> segment.detailsTypeUrl().endsWith(FRAGMENT_REUSE))) {
            throw new UnsupportedFeatureException(
                    "full text search",
                    "in a table with " + FRAGMENT_REUSE,
                    "indices that are up to date",
                    table.location());
        }
        Map<String, List<IndexMetadata>> byName = all.stream()
                .filter(segment -> segment.detailsTypeUrl().endsWith(DETAILS))
                .collect(Collectors.groupingBy(IndexMetadata::name, LinkedHashMap::new, Collectors.toList()));
        Map<String, Index> indices = new LinkedHashMap<>();
        byName.forEach((name, segments) -> path(segments.getFirst().fields())
                .ifPresent(path -> indices.put(name, new Index(name, path, segments))));
        return indices;
    }

    /// The dotted path of the only field of an index.
    private Optional<String> path(List<Integer> fields) {
        return fields.size() == 1 ? path(table.schema().fields(), fields.getFirst()) : Optional.empty();
    }

    private static Optional<String> path(List<SchemaField> level, int id) {
        for (SchemaField field : level) {
            Optional<String> below = field.id() == id
                    ? Optional.of(field.name())
                    : path(field.children(), id).map(rest -> field.name() + "." + rest);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private synchronized TextSearch open(Index index) throws IOException {
        TextSearch search = open.get(index.name());
        if (search == null) {
            List<IndexFile.Folder> folders = new ArrayList<>();
            for (IndexMetadata segment : index.segments()) {
                folders.add(name -> table.indexFile(segment, name));
            }
            search = TextSearch.open(folders);
            open.put(index.name(), search);
        }
        return search;
    }

    /// Whether a row with that id is now in one of `covered`, not deleted, and passes the filter if there
    /// is one.
    private LongPredicate allowed(FragmentSet covered, Optional<RowSet> passing) throws IOException {
        Fragments fragments = table.fragments();
        Map<Long, Long> rows = new HashMap<>();
        Map<Long, DeletionVector> deletions = new HashMap<>();
        for (DataFragment fragment : fragments.all()) {
            if (covered.contains(fragment.id())) {
                rows.put(fragment.id(), fragments.physicalRows(fragment));
                deletions.put(fragment.id(), fragments.deletions(fragment));
            }
        }
        LongPredicate isThere = address -> {
            DeletionVector deleted = deletions.get(address >>> 32);
            long row = address & 0xFFFF_FFFFL;
            return deleted != null
                    && row < rows.getOrDefault(address >>> 32, 0L)
                    && !deleted.contains(row)
                    && (passing.isEmpty() || passing.get().contains(address));
        };
        if (!fragments.hasStableRowIds()) {
            return isThere;
        }
        RowIdIndex addresses = fragments.rowIdIndex();
        return id -> {
            long address = addresses.address(id);
            return address != RowIdIndex.ABSENT && isThere.test(address);
        };
    }

    /// The addresses of all rows that pass.
    private RowSet passing(String filter) throws IOException {
        RowSet passing = RowSet.EMPTY;
        try (Scan scan =
                table.scan(ScanRequest.ALL.columns(List.of()).withRowAddress().where(filter))) {
            while (scan.next()) {
                long[] addresses = ((LongColumn) scan.batch().columns().getFirst()).values();
                passing = passing.or(RowSet.of(addresses.clone(), addresses.length));
            }
        }
        return passing;
    }

    /// Gives the texts of fragments that no segment covers.
    private void readUncovered(Index index, Optional<String> filter, TextSearch.Uncovered.Sink sink)
            throws IOException {
        ScanRequest all = ScanRequest.ALL.columns(index.column()).withRowId();
        ScanPlan plan = ScanPlan.of(table, filter.map(all::where).orElse(all));
        for (DataFragment fragment : table.fragments().all()) {
            if (index.covers(fragment.id())) {
                continue;
            }
            try (FragmentScan scan = plan.scan(fragment)) {
                for (RowRange rows = scan.select(Long.MAX_VALUE); rows != null; rows = scan.select(Long.MAX_VALUE)) {
                    for (int from = 0; from < rows.count(); ) {
                        RecordBatch batch = scan.read(rows.part(from, rows.count()));
                        give(batch, index.column(), sink);
                        from += batch.rows();
                    }
                }
            }
        }
    }

    private void give(RecordBatch batch, String column, TextSearch.Uncovered.Sink sink) throws IOException {
        Column texts = batch.columns().getFirst();
        if (!(texts instanceof BytesColumn bytes)) {
            throw new UnsupportedFeatureException(
                    "full text search in rows that are not indexed",
                    "over a column of lists",
                    "a column of texts",
                    table.location().inColumn(column));
        }
        long[] ids = ((LongColumn) batch.columns().get(1)).values();
        int[] offsets = bytes.offsets();
        for (int i = 0; i < ids.length; i++) {
            if (bytes.isValid(i)) {
                sink.accept(
                        ids[i],
                        new String(bytes.data(), offsets[i], offsets[i + 1] - offsets[i], StandardCharsets.UTF_8));
            }
        }
    }
}
