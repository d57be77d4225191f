package dev.evodb.lance.manifest;

import java.util.OptionalInt;

/// Which rows of a fragment are deleted. `deletedRows` is 0 where the writer did not record it.
///
/// Source: lance `protos/table.proto`, message `DeletionFile`.
public record DeletionFile(Format format, long readVersion, long id, long deletedRows, OptionalInt baseId) {
    /// How the row offsets are stored.
    public enum Format {
        /// An Arrow IPC file with a column of row offsets.
        ARROW_ARRAY,
        /// A roaring bitmap.
        BITMAP,
        /// A number that this version does not know.
        UNKNOWN;

        static Format of(int wireNumber) {
            return switch (wireNumber) {
                case 0 -> ARROW_ARRAY;
                case 1 -> BITMAP;
                default -> UNKNOWN;
            };
        }
    }
}
