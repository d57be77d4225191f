package dev.evodb.lance.verify;

import dev.evodb.error.Location;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.Field;
import java.util.ArrayList;
import java.util.List;

/// A top-level column of a file as the file's own schema describes it, with the file columns that hold
/// its leaves, depth first.
///
/// A table reads the columns that its manifest names; a file may hold more, such as those that were
/// dropped since.
public record StoredField(SchemaField schema, int[] columns) {
    /// The columns of `file`. Column numbers are those that the schema needs; the file may have fewer.
    public static List<StoredField> of(LanceFile file) {
        List<StoredField> found = new ArrayList<>();
        int next = 0;
        for (SchemaField field : file.descriptor().schema().fields()) {
            int[] columns = new int[columnCount(field)];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = next + i;
            }
            next += columns.length;
            found.add(new StoredField(field, columns));
        }
        return found;
    }

    /// Its name and type.
    ///
    /// @throws dev.evodb.error.UnsupportedFeatureException for a type that is not read
    public Field field(LanceFile file) {
        return schema.toField(Location.of(file.name()));
    }

    /// Whether `file` has all of its columns.
    public boolean isIn(LanceFile file) {
        for (int column : columns) {
            if (column >= file.columnCount()) {
                return false;
            }
        }
        return true;
    }

    /// A column for each leaf; types that are not read, packed structs among them, are one column.
    private static int columnCount(SchemaField field) {
        return field.type() instanceof LogicalType.Unsupported
                ? 1
                : field.leaves().size();
    }
}
