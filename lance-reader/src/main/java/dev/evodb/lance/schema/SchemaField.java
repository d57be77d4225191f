package dev.evodb.lance.schema;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A column or a child of one. Immutable.
///
/// `id` is the identity of the column for the life of the table: a rename keeps it, a cast gives a new one.
/// `logicalType` is the text of the file and `type` what it means; `extensionName` is empty for plain Arrow
/// types. `children` are empty for leaves.
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
        if (children.isEmpty()) {
            return leafIds.contains(id) ? Optional.of(this) : Optional.empty();
        }
        List<SchemaField> kept = children.stream()
                .map(child -> child.withLeaves(leafIds))
                .flatMap(Optional::stream)
                .toList();
        return kept.isEmpty() ? Optional.empty() : Optional.of(withChildren(kept));
    }

    /// This field with other children.
    public SchemaField withChildren(List<SchemaField> newChildren) {
        return new SchemaField(id, name, logicalType, type, isNullable, extensionName, metadata, newChildren);
    }

    private void addLeaves(List<SchemaField> leaves) {
        if (children.isEmpty()) {
            leaves.add(this);
        }
        for (SchemaField child : children) {
            child.addLeaves(leaves);
        }
    }

    private Field toField(Location at, String path) {
        DataType dataType = switch (type) {
            case LogicalType.Leaf(DataType leaf) -> leaf;
            case LogicalType.ListOf(boolean isLarge) ->
                new DataType.ListOf(
                        children.getFirst()
                                .toField(at, path + "." + children.getFirst().name()),
                        isLarge);
            case LogicalType.Struct() ->
                new DataType.Struct(children.stream()
                        .map(child -> child.toField(at, path + "." + child.name()))
                        .toList());
            case LogicalType.Unsupported(String text) ->
                throw new UnsupportedFeatureException(
                        "column type", text, "the types listed in docs/format/lance-table.md", at.inColumn(path));
        };
        return new Field(name, dataType, isNullable);
    }
}
