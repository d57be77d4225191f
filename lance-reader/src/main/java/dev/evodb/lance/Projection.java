package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The columns of a batch: what is read of each and how it is called.
///
/// System columns are asked for by name like any other and come where they were asked for.
record Projection(List<Entry> entries) {
    Projection {
        entries = List.copyOf(entries);
    }

    /// A column of the result, with its readable `field`.
    sealed interface Entry {
        Field field();
    }

    /// A column that is not in the schema.
    record OfRow(Field field, SystemColumn kind) implements Entry {}

    /// A column, or the field below some structs and lists: `path` holds, from the outermost, the number
    /// of the child in each struct, and 0 for each list. `stored` is the top-level field with nothing but
    /// the path to the wanted one in it, and what is stored in one with that.
    record Stored(Field field, SchemaField stored, List<Integer> path) implements Entry {
        Stored {
            path = List.copyOf(path);
        }

        /// The wanted field of a column of `stored`: null wherever a struct around it is, and in lists
        /// where those are.
        Column child(Column column) {
            return child(column, 0);
        }

        private Column child(Column column, int depth) {
            if (depth == path.size()) {
                return column;
            }
            return switch (column) {
                case Column.StructColumn(var validity, List<Column> children) ->
                    child(ColumnEdit.withNullsOf(validity, children.get(path.get(depth))), depth + 1);
                case Column.ListColumn(var validity, int[] offsets, Column items) ->
                    new Column.ListColumn(validity, offsets, child(items, depth + 1));
                default -> throw new IllegalStateException("a path leads through structs and lists only");
            };
        }
    }

    /// The columns of those names, see [ColumnPath].
    ///
    /// @throws IllegalArgumentException for a name that is not in the schema or comes twice, and for
    ///     a path through what is neither struct nor list
    /// @throws dev.evodb.error.UnsupportedFeatureException for a column of a type that is not read
    static Projection of(LanceSchema schema, List<String> names, Location at) {
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("column " + name + " is asked for twice");
            }
            Optional<SystemColumn> system = SystemColumn.named(name);
            entries.add(system.isPresent() ? new OfRow(system.get().field(), system.get()) : stored(schema, name, at));
        }
        return new Projection(entries);
    }

    List<Field> fields() {
        return entries.stream().map(Entry::field).toList();
    }

    /// A guess at the memory that one row takes, at least 1.
    long rowBytes() {
        return 1
                + fields().stream()
                        .mapToLong(field -> ColumnEdit.rowBytes(field.type()))
                        .sum();
    }

    private static Stored stored(LanceSchema schema, String name, Location at) {
        List<SchemaField> path = ColumnPath.find(schema.fields(), name);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("no column " + name + ", the columns are "
                    + schema.fields().stream().map(SchemaField::name).toList());
        }
        SchemaField stored = path.getLast();
        Field field = stored.toField(at);
        boolean isNullable = field.isNullable();
        DataType type = field.type();
        List<Integer> indexes = new ArrayList<>();
        for (SchemaField parent : path.reversed().subList(1, path.size())) {
            boolean isPacked = parent.type() instanceof LogicalType.Struct(boolean packed) && packed;
            if (parent.type() instanceof LogicalType.ListOf(boolean isLarge)) {
                type = new DataType.ListOf(new Field(stored.name(), type, isNullable), isLarge);
                isNullable = parent.isNullable();
            } else if (parent.type() instanceof LogicalType.Struct) {
                isNullable |= parent.isNullable();
            } else {
                throw new IllegalArgumentException("column " + name + " is inside " + parent.name() + " of type "
                        + parent.logicalType() + ", ask for that one");
            }
            indexes.addFirst(isPacked ? parent.children().indexOf(stored) : 0);
            stored = isPacked ? parent : parent.withChildren(List.of(stored));
        }
        return new Stored(new Field(name, type, isNullable, field.metadata()), stored, indexes);
    }
}
