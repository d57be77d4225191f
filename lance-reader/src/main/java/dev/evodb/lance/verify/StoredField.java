package dev.evodb.lance.verify;

import dev.evodb.lance.file.FileVersion;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.util.ArrayList;
import java.util.List;

/// A top-level column of a file as the file's own schema describes it, with the file columns that hold it
/// and what is below it; files of version 0.1 have no such columns.
///
/// A table reads the columns that its manifest names; a file may hold more, such as those that were
/// dropped since.
public record StoredField(SchemaField schema, List<Integer> columns) {
    public StoredField {
        columns = List.copyOf(columns);
    }

    /// The columns of `file`. Their numbers are those that the schema needs; the file may have fewer.
    public static List<StoredField> of(LanceFile file) {
        List<SchemaField> fields = file.descriptor().schema().fields();
        FieldColumns where = columns(file.version(), fields);
        List<StoredField> found = new ArrayList<>();
        for (SchemaField field : fields) {
            List<Integer> columns = new ArrayList<>();
            addColumns(field, where, columns);
            found.add(new StoredField(field, columns));
        }
        return found;
    }

    /// Where a file of that version and schema stores its fields.
    static FieldColumns columns(FileVersion version, List<SchemaField> fields) {
        if (version.major() < 2) {
            return FieldColumns.of(new int[0], new int[0]);
        }
        return version.minor() == 0 ? FieldColumns.ofNodes(fields) : FieldColumns.ofLeaves(fields);
    }

    private static void addColumns(SchemaField field, FieldColumns where, List<Integer> columns) {
        int column = where.column(field.id());
        if (column != FieldColumns.NONE) {
            columns.add(column);
        }
        for (SchemaField child : field.children()) {
            addColumns(child, where, columns);
        }
    }
}
