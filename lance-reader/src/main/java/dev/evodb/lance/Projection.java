package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.lance.schema.LanceSchema;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The columns of a batch: what is read of each and how it is called.
///
/// The row id is asked for by name like any column and comes where it was asked for.
record Projection(List<Entry> entries) {
    Projection {
        entries = List.copyOf(entries);
    }

    /// A column of the result, with its readable `field`.
    sealed interface Entry {
        Field field();
    }

    /// The row id.
    record RowId(Field field) implements Entry {}

    /// A column, or a child of structs: `path` holds the number of the child in each of these, from the outermost.
    /// `stored` is the top-level field with nothing but the path to the wanted one in it, and what is stored in one
    /// with that.
    record Stored(Field field, SchemaField stored, List<Integer> path) implements Entry {
        Stored {
            path = List.copyOf(path);
        }

        /// The wanted child of a column of `stored`: null wherever a struct around it is.
        Column child(Column column) {
            Column child = column;
            for (int index : path) {
                Column.StructColumn struct = (Column.StructColumn) child;
                child = ColumnEdit.withNullsOf(
                        struct.validity(), struct.children().get(index));
            }
            return child;
        }
    }

    /// The columns of those names.
    ///
    /// @throws IllegalArgumentException for a name that is not in the schema or comes twice, and for a path into a
    ///     list
    /// @throws dev.evodb.error.UnsupportedFeatureException for a column of a type that is not read
    static Projection of(LanceSchema schema, List<String> names, Location at) {
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("column " + name + " is asked for twice");
            }
            entries.add(
                    name.equals(LanceDataset.ROW_ID) ? new RowId(LanceDataset.ROW_ID_FIELD) : stored(schema, name, at));
        }
        return new Projection(entries);
    }

    List<Field> fields() {
        return entries.stream().map(Entry::field).toList();
    }

    boolean hasRowId() {
        return entries.stream().anyMatch(entry -> entry instanceof RowId);
    }

    /// A guess at the memory that one row takes, at least 1.
    long rowBytes() {
        return 1
                + fields().stream()
                        .mapToLong(field -> ColumnEdit.rowBytes(field.type()))
                        .sum();
    }

    private static Stored stored(LanceSchema schema, String name, Location at) {
        List<SchemaField> path = schema.find(name);
        if (path.isEmpty()) {
            throw new IllegalArgumentException("no column " + name + ", the columns are "
                    + schema.fields().stream().map(SchemaField::name).toList());
        }
        SchemaField stored = path.getLast();
        Field field = stored.toField(at);
        List<Integer> indexes = new ArrayList<>();
        for (SchemaField parent : path.reversed().subList(1, path.size())) {
            if (!(parent.type() instanceof LogicalType.Struct(boolean isPacked))) {
                throw new IllegalArgumentException("column " + name + " is inside " + parent.name() + " of type "
                        + parent.logicalType() + ", ask for that one");
            }
            indexes.addFirst(isPacked ? parent.children().indexOf(stored) : 0);
            stored = isPacked ? parent : parent.withChildren(List.of(stored));
        }
        boolean isNullable = path.stream().anyMatch(SchemaField::isNullable);
        return new Stored(new Field(name, field.type(), isNullable, field.metadata()), stored, indexes);
    }
}
