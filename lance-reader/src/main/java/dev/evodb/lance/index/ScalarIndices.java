package dev.evodb.lance.index;

import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The scalar indices of a table. Thread-safe; whoever makes it closes it.
public final class ScalarIndices implements Closeable {
    private static final String FRAGMENT_REUSE = "FragmentReuseIndexDetails";

    private final IndexTable table;
    private final Map<Integer, List<ColumnIndex>> byField = new LinkedHashMap<>();
    private final List<String> unused = new ArrayList<>();

    /// Reads nothing yet.
    public ScalarIndices(IndexTable table, List<IndexMetadata> segments) {
        this.table = table;
        if (segments.stream().anyMatch(segment -> segment.detailsTypeUrl().endsWith(FRAGMENT_REUSE))) {
            unused.add("no index is used: rows have moved since the indices were made (" + FRAGMENT_REUSE + ")");
            return;
        }
        Map<String, List<IndexMetadata>> byName = new LinkedHashMap<>();
        for (IndexMetadata segment : segments) {
            if (IndexKind.of(segment.detailsTypeUrl()).isPresent()) {
                byName.computeIfAbsent(segment.name(), _ -> new ArrayList<>()).add(segment);
            }
        }
        byName.forEach(this::add);
    }

    private void add(String name, List<IndexMetadata> segments) {
        IndexMetadata first = segments.getFirst();
        IndexKind kind = IndexKind.of(first.detailsTypeUrl()).orElseThrow();
        String obstacle = "";
        Optional<SchemaField> field = Optional.empty();
        if (first.fields().size() != 1) {
            obstacle = "it is over " + first.fields().size() + " columns";
        } else {
            field = table.schema().byId(first.fields().getFirst());
            obstacle = field.isEmpty() ? "its column is not in the table" : "";
        }
        for (IndexMetadata segment : segments) {
            if (!segment.fields().equals(first.fields())
                    || !IndexKind.of(segment.detailsTypeUrl()).equals(Optional.of(kind))) {
                obstacle = "its segments are of several kinds";
            } else if (segment.fragments().isEmpty()) {
                obstacle = "it does not say which fragments it covers";
            }
        }
        if (obstacle.isEmpty() && field.orElseThrow().type() instanceof LogicalType.Unsupported(String text)) {
            obstacle = "its column is of type " + text;
        }
        if (obstacle.isEmpty()) {
            SchemaField column = field.orElseThrow();
            var type = column.toField(dev.evodb.error.Location.of(name)).type();
            obstacle = ColumnIndex.obstacle(kind, type);
            if (obstacle.isEmpty()) {
                byField.computeIfAbsent(column.id(), _ -> new ArrayList<>())
                        .add(new ColumnIndex(name, column.name(), kind, type, table, segments));
                return;
            }
        }
        unused.add("index " + name + " is not used: " + obstacle);
    }

    /// The indices of the column with that field id.
    List<ColumnIndex> of(int fieldId) {
        return byField.getOrDefault(fieldId, List.of());
    }

    IndexTable table() {
        return table;
    }

    /// Why some indices are never used, for people to read.
    List<String> unused() {
        return unused;
    }

    @Override
    public void close() throws IOException {
        for (List<ColumnIndex> indices : byField.values()) {
            for (ColumnIndex index : indices) {
                index.close();
            }
        }
    }
}
