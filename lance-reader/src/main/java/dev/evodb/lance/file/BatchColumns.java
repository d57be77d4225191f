package dev.evodb.lance.file;

import dev.evodb.column.Column;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.file.v01.BatchFile;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;

/// Fields of a file of version 0.1, found by their ids.
record BatchColumns(BatchFile file) implements FieldSource {
    @Override
    public FieldColumns ownColumns() {
        return file.ownFields();
    }

    @Override
    public Column read(SchemaField field, FieldColumns where, RowSelection wanted) throws IOException {
        return file.read(field, where, wanted);
    }
}
