package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;

/// The last 40 bytes of a file of version 2.0 or later: where its tables are. Offsets are from the start
/// of the file.
///
/// | bytes | meaning |
/// |---|---|
/// | 8 | position of the first column metadata |
/// | 8 | position of the column metadata offset table: position and length of each, 64 bit |
/// | 8 | position of the global buffer offset table: position and length of each, 64 bit |
/// | 4 | number of global buffers |
/// | 4 | number of columns |
/// | 8 | version and magic, see [FileVersion] |
record Footer(long columnTable, long globalBufferTable, int globalBuffers, int columns) {
    static final int BYTES = 40;
    static final int TABLE_ENTRY_BYTES = 16;

    /// Parses `bytes`, the last ones of a file.
    ///
    /// @throws CorruptFileException if the tables are not in order before them
    static Footer parse(ByteSlice bytes) {
        long columnMetadata = bytes.readCountLE(0, "column metadata position");
        long columnTable = bytes.readCountLE(8, "column metadata offset table position");
        long globalBufferTable = bytes.readCountLE(16, "global buffer offset table position");
        long globalBuffers = bytes.readUnsignedIntLE(24, "number of global buffers");
        long columns = bytes.readUnsignedIntLE(28, "number of columns");
        long end = bytes.at().offset();
        if (columnMetadata > columnTable) {
            throw new CorruptFileException(
                    bytes.at(0),
                    "column metadata starts at " + columnMetadata + ", after its offset table at " + columnTable);
        }
        checkTable(bytes, 8, "column metadata offset table", columnTable, columns, globalBufferTable);
        checkTable(bytes, 16, "global buffer offset table", globalBufferTable, globalBuffers, end);
        if (globalBuffers < 1) {
            throw new CorruptFileException(bytes.at(24), "file has no global buffer with its schema");
        }
        return new Footer(columnTable, globalBufferTable, (int) globalBuffers, (int) columns);
    }

    private static void checkTable(ByteSlice bytes, int field, String what, long from, long entries, long end) {
        // More entries than an array may have cannot fit into any file that is read, but must not wrap around either.
        if (from > end || entries > (end - from) / TABLE_ENTRY_BYTES || entries > Integer.MAX_VALUE) {
            throw new CorruptFileException(
                    bytes.at(field), what + " at " + from + " has " + entries + " entries, but must end by " + end);
        }
    }
}
