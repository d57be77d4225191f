package dev.evodb.lance.index;

import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.schema.LanceSchema;
import java.io.IOException;

/// What indices need of the table that they belong to, at one version. Thread-safe.
public interface IndexTable {
    LanceSchema schema();

    /// The fragments of the table with their physical rows.
    RowSpace addresses();

    /// The row ids of the table: stable ids, or else its addresses.
    RowSpace rowIds();

    /// The addresses of rows with the given row ids. Ids of rows that are deleted are left out.
    RowSet toAddresses(RowSet rowIds) throws IOException;

    /// The files of an index segment.
    IndexFile.Folder files(IndexMetadata segment);
}
