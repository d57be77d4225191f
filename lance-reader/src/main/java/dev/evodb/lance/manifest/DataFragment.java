package dev.evodb.lance.manifest;

import java.util.List;
import java.util.Optional;

/// A horizontal slice of the table. All of its files have `physicalRows` rows, deleted ones included; `id` is unique
/// in the table and below 2^32.
///
/// Source: lance `protos/table.proto`, message `DataFragment`.
public record DataFragment(long id, List<DataFile> files, Optional<DeletionFile> deletionFile, long physicalRows) {
    public DataFragment {
        files = List.copyOf(files);
    }
}
