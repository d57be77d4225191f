package dev.evodb.lance;

import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.Optional;

/// Columns that every table has beside its schema: what is known of a row itself. All are unsigned 64-bit numbers.
enum SystemColumn {
    ROW_ID(LanceDataset.ROW_ID, false),
    ROW_ADDRESS(LanceDataset.ROW_ADDRESS, false),
    CREATED_AT_VERSION(LanceDataset.ROW_CREATED_AT_VERSION, true),
    LAST_UPDATED_AT_VERSION(LanceDataset.ROW_LAST_UPDATED_AT_VERSION, true);

    private final Field field;

    SystemColumn(String name, boolean isNullable) {
        this.field = new Field(name, new DataType.Int(64, false), isNullable);
    }

    Field field() {
        return field;
    }

    static Optional<SystemColumn> named(String name) {
        for (SystemColumn column : values()) {
            if (column.field.name().equals(name)) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }
}
