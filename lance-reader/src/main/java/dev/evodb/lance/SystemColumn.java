package dev.evodb.lance;

import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.Optional;

/// Columns that every table has beside its schema: what is known of a row itself. All are unsigned 64-bit
/// numbers.
enum SystemColumn {
    ROW_ID(LanceDataset.ROW_ID, false),
    ROW_ADDRESS(LanceDataset.ROW_ADDRESS, false),
    ROW_OFFSET(LanceDataset.ROW_OFFSET, false),
    CREATED_AT_VERSION(LanceDataset.ROW_CREATED_AT_VERSION, true),
    LAST_UPDATED_AT_VERSION(LanceDataset.ROW_LAST_UPDATED_AT_VERSION, true);

    private final String columnName;
    private final boolean isNullable;

    SystemColumn(String columnName, boolean isNullable) {
        this.columnName = columnName;
        this.isNullable = isNullable;
    }

    Field field() {
        return new Field(columnName, new DataType.Int(64, false), isNullable);
    }

    static Optional<SystemColumn> named(String name) {
        for (SystemColumn column : values()) {
            if (column.columnName.equals(name)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }
}
