package dev.evodb.lance.schema;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// A column or a child of one. Immutable.
///
/// `id` is the identity of the column for the life of the table: a rename keeps it, a cast gives a new
/// one. `logicalType` is the text of the file and `type` what it means; `extensionName` is empty for
/// plain Arrow types. `children` are empty for leaves.
public record SchemaField(
        int id,
        String name,
        String logicalType,
        LogicalType type,
        boolean isNullable,
        String extensionName,
        Map<String, String> metadata,
        List<SchemaField> children) {
    public SchemaField {
        metadata = Map.copyOf(metadata);
        children = List.copyOf(children);
    }

    /// The readable field: name, data type, nullability, children included.
    ///
    /// @throws UnsupportedFeatureException naming the type and, in `at`'s file, the column, if this field
    ///     or one below it has a type that is not read
    public Field toField(Location at) {
        return toField(at, name);
    }

    /// The fields below and including this one that have a stored column of their own in files 2.1 and
    /// later, depth first.
    public List<SchemaField> leaves() {
        List<SchemaField> leaves = new ArrayList<>();
        addLeaves(leaves);
        return leaves;
    }

    /// This field with only the leaves of the given ids, or nothing if none is left.
    public Optional<SchemaField> withLeaves(Set<Integer> leafIds) {
        if (isOneColumn()) {
            return leafIds.contains(id) ? Optional.of(this) : Optional.empty();
        }
        List<SchemaField> kept = children.stream()
                .map(child -> child.withLeaves(leafIds))
                .flatMap(Optional::stream)
                .toList();
        return kept.isEmpty() ? Optional.empty() : Optional.of(withChildren(kept));
    }

    /// This field where nulls of blobs are nulls. A scan answers some of them as descriptions of nothing.
    public SchemaField withNullBlobs() {
        if (type.equals(new LogicalType.Blob(true))) {
            return new SchemaField(
                    id,
                    name,
                    logicalType,
                    new LogicalType.Leaf(StructStorage.BLOB_V2),
                    isNullable,
                    "",
                    Map.of(StructStorage.PACKED_KEY, "true"),
                    List.of());
        }
        return withChildren(children.stream().map(SchemaField::withNullBlobs).toList());
    }

    /// This field with other children.
    public SchemaField withChildren(List<SchemaField> newChildren) {
        return new SchemaField(id, name, logicalType, type, isNullable, extensionName, metadata, newChildren);
    }

    /// Whether this field has a stored column of its own in files 2.1 and later, children included.
    public boolean isOneColumn() {
        return children.isEmpty() || type instanceof LogicalType.Blob || type.equals(new LogicalType.Struct(true));
    }

    private void addLeaves(List<SchemaField> leaves) {
        if (isOneColumn()) {
            leaves.add(this);
            return;
        }
        for (SchemaField child : children) {
            child.addLeaves(leaves);
        }
    }

    private Field toField(Location at, String path) {
        DataType dataType = switch (type) {
            case LogicalType.Leaf(DataType leaf) -> leaf;
            case LogicalType.ListOf(boolean isLarge) -> new DataType.ListOf(child(0, at, path), isLarge);
            case LogicalType.FixedSizeListOf(int size) -> new DataType.FixedSizeList(child(0, at, path), size);
            case LogicalType.MapOf() -> {
                SchemaField entries = children.getFirst();
                String entriesPath = path + "." + entries.name();
                // Of a map that a projection cut down to one leaf, what is left is a list of structs.
                yield entries.children().size() == 2
                        ? new DataType.MapOf(
                                entries.child(0, at, entriesPath), entries.child(1, at, entriesPath), false)
                        : new DataType.ListOf(child(0, at, path), false);
            }
            case LogicalType.Struct _ ->
                new DataType.Struct(IntStream.range(0, children.size())
                        .mapToObj(i -> child(i, at, path))
                        .toList());
            case LogicalType.Blob(boolean isV2) -> isV2 ? StructStorage.BLOB_V2 : StructStorage.BLOB;
            case LogicalType.Unsupported(String text) ->
                throw new UnsupportedFeatureException(
                        "column type", text, "the types listed in docs/format/lance-table.md", at.inColumn(path));
        };
        return new Field(name, dataType, isNullable, fieldMetadata());
    }

    private Field child(int index, Location at, String path) {
        SchemaField child = children.get(index);
        return child.toField(at, path + "." + child.name());
    }

    private Map<String, String> fieldMetadata() {
        if (type instanceof LogicalType.Blob) {
            // A description is not the extension type that the column was written as.
            return Map.of(StructStorage.BLOB_KEY, "true");
        }
        String extension = extensionName.isEmpty() && logicalType.equals("json") ? LogicalType.JSON : extensionName;
        if (extension.isEmpty()) {
            return metadata;
        }
        Map<String, String> all = new HashMap<>(metadata);
        all.put(Field.EXTENSION_NAME, extension);
        return all;
    }
}
