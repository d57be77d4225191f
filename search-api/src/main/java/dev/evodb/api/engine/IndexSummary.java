package dev.evodb.api.engine;

import dev.evodb.ann.DistanceType;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// An index of a table, all segments together. `kind` is its name in LanceDB (`IVF_PQ`, `BTREE`, `FTS`);
/// `distanceType` is that of a vector index. `uuid` is that of its first segment; `bytes` counts the files
/// whose size the manifest knows.
public record IndexSummary(
        String name,
        UUID uuid,
        List<String> columns,
        String kind,
        Optional<DistanceType> distanceType,
        long indexedRows,
        long unindexedRows,
        long bytes,
        int segments,
        int version) {
    private static final String DETAILS = "indexdetails";

    /// The indices of `table`, in manifest order, without those that only the writer uses.
    public static List<IndexSummary> of(OpenTable table) throws IOException {
        Map<String, List<IndexMetadata>> byName = new LinkedHashMap<>();
        for (IndexMetadata segment : table.dataset().indices()) {
            if (!segment.name().startsWith("__")) {
                byName.computeIfAbsent(segment.name(), _ -> new ArrayList<>()).add(segment);
            }
        }
        List<IndexSummary> indices = new ArrayList<>();
        for (List<IndexMetadata> segments : byName.values()) {
            indices.add(of(table, segments));
        }
        return indices;
    }

    /// The index of that name.
    ///
    /// @throws ApiException (404) if there is none
    public static IndexSummary named(OpenTable table, String name) throws IOException {
        return of(table).stream()
                .filter(index -> index.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INDEX_NOT_FOUND, "table " + table.id() + " has no index of that name"));
    }

    /// How many indices a table has, those included that only the writer uses.
    public static long count(LanceDataset table) throws IOException {
        return table.indices().stream().map(IndexMetadata::name).distinct().count();
    }

    private static IndexSummary of(OpenTable table, List<IndexMetadata> segments) throws IOException {
        LanceDataset dataset = table.dataset();
        IndexMetadata first = segments.getFirst();
        List<String> columns = first.fields().stream()
                .map(id -> dataset.schema().byId(id).map(SchemaField::name).orElse("field " + id))
                .toList();
        String details = first.detailsTypeUrl()
                .substring(first.detailsTypeUrl().lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT);
        String kind = kind(details);
        Optional<DistanceType> type = Optional.empty();
        if (kind.equals("VECTOR")) {
            try {
                LanceVectorSearch search = table.search(columns.getFirst());
                if (search.indexName().equals(Optional.of(first.name()))) {
                    kind = search.indexKind().orElse(kind);
                    type = search.indexType();
                }
            } catch (UnsupportedFeatureException | IllegalArgumentException e) {
                // An index that is not read is listed all the same.
                kind = "VECTOR";
            }
        }
        long indexed = 0;
        long rows = 0;
        for (DataFragment fragment : dataset.manifest().fragments()) {
            long live = dataset.countRows(fragment);
            rows += live;
            boolean isCovered = segments.stream()
                    .anyMatch(segment -> segment.fragments()
                            .map(covered -> covered.contains(fragment.id()))
                            .orElse(true));
            indexed += isCovered ? live : 0;
        }
        long bytes = segments.stream()
                .flatMap(segment -> segment.files().stream())
                .mapToLong(IndexMetadata.File::sizeBytes)
                .sum();
        return new IndexSummary(
                first.name(),
                first.uuid(),
                columns,
                kind,
                type,
                indexed,
                rows - indexed,
                bytes,
                segments.size(),
                first.indexVersion());
    }

    private static String kind(String details) {
        return switch (details) {
            case "", "vector" + DETAILS -> "VECTOR";
            case "btree" + DETAILS -> "BTREE";
            case "bitmap" + DETAILS -> "BITMAP";
            case "labellist" + DETAILS -> "LABEL_LIST";
            case "inverted" + DETAILS -> "FTS";
            case "ngram" + DETAILS -> "NGRAM";
            case "zonemap" + DETAILS -> "ZONEMAP";
            case "bloomfilter" + DETAILS -> "BLOOMFILTER";
            default -> details.replace(DETAILS, "").toUpperCase(Locale.ROOT);
        };
    }
}
