package dev.evodb.lance.file;

import dev.evodb.column.Column;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.decode.StoredValues;
import dev.evodb.lance.encoding.Scratch;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.Optional;

/// Reads the fields of one open file: all that differs between the versions of the format once a file is
/// open. Thread-safe.
interface FieldSource {
    /// Where fields are stored by the file's own schema.
    FieldColumns ownColumns();

    /// The `wanted` rows, which are in the file, of `field`, which is stored `where` that says.
    ///
    /// @throws dev.evodb.error.CorruptFileException if it is not there
    /// @throws dev.evodb.error.UnsupportedFeatureException for types and encodings that are not read
    Column read(SchemaField field, FieldColumns where, RowSelection wanted) throws IOException;

    /// As above; arrays may be taken from `scratch`, also those of the column.
    default Column read(SchemaField field, FieldColumns where, RowSelection wanted, Scratch scratch)
            throws IOException {
        return read(field, where, wanted);
    }

    /// Where the `wanted` rows of `field` lie, if they are there as they are in memory. Never, unless a version says
    /// so.
    default Optional<StoredValues> stored(SchemaField field, FieldColumns where, RowSelection wanted)
            throws IOException {
        return Optional.empty();
    }
}
