package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.file.v20.Extents;
import java.io.IOException;
import java.util.Objects;

/// What files of all versions from 2.0 on have in common: a footer, and tables of where column metadata
/// and global buffers are. Thread-safe.
final class Container {
    private final ByteSource source;
    private final ReadLimits limits;
    private final Footer footer;
    private final ByteSlice columnTable;
    private final ByteSlice globalBufferTable;

    private Container(
            ByteSource source, ReadLimits limits, Footer footer, ByteSlice columnTable, ByteSlice globalBufferTable) {
        this.source = source;
        this.limits = limits;
        this.footer = footer;
        this.columnTable = columnTable;
        this.globalBufferTable = globalBufferTable;
    }

    /// Reads footer and tables; `source` stays the caller's.
    static Container open(ByteSource source, ReadLimits limits) throws IOException {
        long length = source.length();
        if (length < Footer.BYTES) {
            throw new CorruptFileException(
                    Location.of(source.name()).atOffset(0),
                    "file has " + length + " bytes, a footer needs " + Footer.BYTES);
        }
        Footer footer = Footer.parse(source.read(length - Footer.BYTES, Footer.BYTES));
        ByteSlice columnTable = table(source, footer.columnTable(), footer.columns(), limits);
        ByteSlice globalBufferTable = table(source, footer.globalBufferTable(), footer.globalBuffers(), limits);
        return new Container(source, limits, footer, columnTable, globalBufferTable);
    }

    /// The message in global buffer 0.
    FileDescriptor descriptor() throws IOException {
        return FileDescriptor.parse(entry(globalBufferTable, 0, limits.metadataBytes()), limits);
    }

    int columns() {
        return footer.columns();
    }

    int globalBuffers() {
        return footer.globalBuffers();
    }

    /// The message that describes column `index`, which exists. Its location names the column by number.
    ByteSlice columnMetadata(int index) throws IOException {
        return entry(columnTable, index, limits.metadataBytes()).labelled(Integer.toString(index), -1);
    }

    /// @throws IndexOutOfBoundsException if there is no such buffer
    ByteSlice globalBuffer(int index) throws IOException {
        Objects.checkIndex(index, footer.globalBuffers());
        return entry(globalBufferTable, index, limits.decodedBytes());
    }

    /// Where the global buffers are.
    ///
    /// @throws CorruptFileException if one is not inside the file
    Extents globalBufferExtents() {
        long[] offsets = new long[footer.globalBuffers()];
        long[] sizes = new long[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = position(globalBufferTable, i);
            sizes[i] = length(globalBufferTable, i);
        }
        return new Extents(offsets, sizes);
    }

    private static ByteSlice table(ByteSource source, long from, int entries, ReadLimits limits) throws IOException {
        return read(source, from, (long) entries * Footer.TABLE_ENTRY_BYTES, limits.metadataBytes());
    }

    /// The bytes that entry `index` of an offset table points at.
    private ByteSlice entry(ByteSlice table, int index, long mostBytes) throws IOException {
        return read(source, position(table, index), length(table, index), mostBytes);
    }

    private static long position(ByteSlice table, int index) {
        return table.readCountLE((long) index * Footer.TABLE_ENTRY_BYTES, "position of entry " + index);
    }

    /// @throws CorruptFileException if the bytes of the entry are not inside the file
    private long length(ByteSlice table, int index) {
        long at = (long) index * Footer.TABLE_ENTRY_BYTES;
        long from = position(table, index);
        long length = table.readCountLE(at + 8, "length of entry " + index);
        if (from > source.length() || length > source.length() - from) {
            throw new CorruptFileException(
                    table.at(at),
                    "entry " + index + " at " + from + " with " + length + " bytes exceeds file length "
                            + source.length());
        }
        return length;
    }

    private static ByteSlice read(ByteSource source, long from, long length, long mostBytes) throws IOException {
        if (length > Math.min(mostBytes, Integer.MAX_VALUE - 16)) {
            throw new LimitExceededException(
                    "metadata bytes",
                    mostBytes,
                    length,
                    Location.of(source.name()).atOffset(from));
        }
        return source.read(from, (int) length);
    }
}
