package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.type.Field;
import java.util.List;

/// Rows of some columns: `columns.get(i)` holds the values of `fields.get(i)`. Immutable; arrays are shared.
public record RecordBatch(List<Field> fields, List<Column> columns, int rows) {
    public RecordBatch {
        fields = List.copyOf(fields);
        columns = List.copyOf(columns);
        if (fields.size() != columns.size()) {
            throw new IllegalArgumentException(fields.size() + " fields, " + columns.size() + " columns");
        }
        for (Column column : columns) {
            if (column.rows() != rows) {
                throw new IllegalArgumentException("column of " + column.rows() + " rows in a batch of " + rows);
            }
        }
    }

    /// The column that was asked for by that name.
    ///
    /// @throws IllegalArgumentException if the batch has none
    public Column column(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return columns.get(i);
            }
        }
        throw new IllegalArgumentException("the batch has no column " + name + ", its columns are "
                + fields.stream().map(Field::name).toList());
    }
}
