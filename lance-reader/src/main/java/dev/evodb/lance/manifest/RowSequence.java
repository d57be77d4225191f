package dev.evodb.lance.manifest;

import dev.evodb.bytes.ByteSlice;

/// Where a sequence with one value for every physical row of a fragment is kept. Its bytes are a protobuf
/// message of their own.
///
/// Source: lance `protos/table.proto`, message `DataFragment`, and its `ExternalFile`.
public sealed interface RowSequence {
    /// In the manifest itself.
    record Inline(ByteSlice bytes) implements RowSequence {}

    /// `size` bytes from `offset` on, of the file at `path` below the table's root.
    record External(String path, long offset, long size) implements RowSequence {}
}
