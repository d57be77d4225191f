package dev.evodb.lance.manifest;

import java.util.List;
import java.util.Optional;

/// A horizontal slice of the table. All of its files have `physicalRows` rows, deleted ones included;
/// `id` is unique in the table and below 2^32. Very old writers did not record the number of rows: it is
/// 0 then, though there are files.
///
/// `rowIds` are the stable ids of the rows, `createdAtVersions` and `lastUpdatedAtVersions` the versions
/// of the table that made and last changed them; absent in tables without stable row ids.
///
/// Source: lance `protos/table.proto`, message `DataFragment`.
public record DataFragment(
        long id,
        List<DataFile> files,
        Optional<DeletionFile> deletionFile,
        long physicalRows,
        Optional<RowSequence> rowIds,
        Optional<RowSequence> createdAtVersions,
        Optional<RowSequence> lastUpdatedAtVersions) {
    public DataFragment {
        files = List.copyOf(files);
    }
}
