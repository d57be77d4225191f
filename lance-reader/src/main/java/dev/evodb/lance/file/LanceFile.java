package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.FieldReader;
import dev.evodb.lance.decode.Page;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.decode.StoredValues;
import dev.evodb.type.Field;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// A Lance file of version 2.1 or 2.2: columns of equally many rows, and global buffers. Thread-safe.
///
/// Whatever the bytes are, every method answers with data or throws [CorruptFileException],
/// [dev.evodb.error.UnsupportedFeatureException], [LimitExceededException] or the source's [IOException].
///
/// Metadata of a column is read when first needed and then kept. Layout: see [Footer].
public final class LanceFile implements Closeable {
    private final ByteSource source;
    private final ReadLimits limits;
    private final Footer footer;
    private final ByteSlice columnTable;
    private final ByteSlice globalBufferTable;
    private final FileDescriptor descriptor;
    private final AtomicReferenceArray<ColumnMetadata> columns;
    private final FieldReader reader;

    private LanceFile(
            ByteSource source,
            ReadLimits limits,
            Footer footer,
            ByteSlice columnTable,
            ByteSlice globalBufferTable,
            FileDescriptor descriptor) {
        this.source = source;
        this.limits = limits;
        this.footer = footer;
        this.columnTable = columnTable;
        this.globalBufferTable = globalBufferTable;
        this.descriptor = descriptor;
        this.columns = new AtomicReferenceArray<>(footer.columns());
        this.reader = new FieldReader(source, this::pages, descriptor.rows(), limits.decodedBytes());
    }

    /// Reads footer, tables and schema. `source` is closed with the file; if opening fails it stays the
    /// caller's.
    ///
    /// @throws dev.evodb.error.UnsupportedFeatureException for other versions of the format
    public static LanceFile open(ByteSource source, ReadLimits limits) throws IOException {
        long length = source.length();
        if (length < Footer.BYTES) {
            throw new CorruptFileException(
                    Location.of(source.name()).atOffset(0),
                    "file has " + length + " bytes, a footer needs " + Footer.BYTES);
        }
        ByteSource tail = TailSource.of(source);
        Footer footer = Footer.parse(tail.read(length - Footer.BYTES, Footer.BYTES));
        ByteSlice columnTable = table(tail, footer.columnTable(), footer.columns(), limits);
        ByteSlice globalBufferTable = table(tail, footer.globalBufferTable(), footer.globalBuffers(), limits);
        ByteSlice schema = entry(tail, globalBufferTable, 0, limits.metadataBytes());
        FileDescriptor descriptor = FileDescriptor.parse(schema, limits);
        return new LanceFile(tail, limits, footer, columnTable, globalBufferTable, descriptor);
    }

    public FileVersion version() {
        return footer.version();
    }

    /// The name that errors carry.
    public String name() {
        return source.name();
    }

    /// Rows of every column.
    public long rows() {
        return descriptor.rows();
    }

    /// File columns: one for each leaf of the schema.
    public int columnCount() {
        return footer.columns();
    }

    /// The schema that the file was written with, its metadata, and the number of rows.
    public FileDescriptor descriptor() {
        return descriptor;
    }

    public int globalBufferCount() {
        return footer.globalBuffers();
    }

    /// Global buffer `index`; buffer 0 is the descriptor. The bytes are shared, not to be changed.
    ///
    /// @throws IndexOutOfBoundsException if there is no such buffer
    /// @throws LimitExceededException if it is larger than one read may decode to
    public ByteSlice globalBuffer(int index) throws IOException {
        Objects.checkIndex(index, footer.globalBuffers());
        return entry(source, globalBufferTable, index, limits.decodedBytes());
    }

    /// The pages of file column `column`, in row order.
    ///
    /// @throws IndexOutOfBoundsException if there is no such column
    public List<Page> pages(int column) throws IOException {
        Objects.checkIndex(column, footer.columns());
        ColumnMetadata found = columns.get(column);
        if (found == null) {
            ByteSlice bytes = entry(source, columnTable, column, limits.metadataBytes());
            found = ColumnMetadata.parse(bytes.labelled(Integer.toString(column), -1), source.length(), limits);
            columns.set(column, found);
        }
        return found.pages();
    }

    /// Rows `[fromRow, fromRow + rows)` of `field`. `leafColumns` are the file columns of its leaves, depth
    /// first.
    ///
    /// @throws IllegalArgumentException if rows or columns are not in the file, or the number of leaves is
    /// another
    public Column read(Field field, int[] leafColumns, long fromRow, int rows) throws IOException {
        if (fromRow < 0 || rows < 0 || fromRow > rows() - rows) {
            throw new IllegalArgumentException(
                    "rows [" + fromRow + ", " + fromRow + "+" + rows + ") are not in a file of " + rows() + " rows");
        }
        return read(field, leafColumns, RowSelection.range(fromRow, rows));
    }

    /// The given rows of `field`, which ascend strictly. `leafColumns` are the file columns of its leaves,
    /// depth first.
    ///
    /// @throws IllegalArgumentException if rows or columns are not in the file, or the number of leaves is
    /// another
    public Column take(Field field, int[] leafColumns, long[] ascendingRows) throws IOException {
        RowSelection rows = RowSelection.of(ascendingRows);
        if (rows.rows() > 0 && (rows.first() < 0 || rows.last() >= rows())) {
            throw new IllegalArgumentException(
                    "rows " + rows.first() + " to " + rows.last() + " are not in a file of " + rows() + " rows");
        }
        return read(field, leafColumns, rows);
    }

    /// Where rows `[fromRow, fromRow + rows)` of `field` lie, if they are there as they are in memory: values of one
    /// width, none of them null, back to back. `leafColumns` is as in [#read].
    ///
    /// @throws IllegalArgumentException if rows or columns are not in the file
    public Optional<StoredValues> stored(Field field, int[] leafColumns, long fromRow, int rows) throws IOException {
        if (leafColumns.length != 1) {
            return Optional.empty();
        }
        Objects.checkIndex(leafColumns[0], footer.columns());
        Objects.checkFromIndexSize(fromRow, (long) rows, rows());
        return reader.stored(field, leafColumns[0], fromRow, rows);
    }

    private Column read(Field field, int[] leafColumns, RowSelection rows) throws IOException {
        for (int column : leafColumns) {
            if (column < 0 || column >= footer.columns()) {
                throw new IllegalArgumentException(
                        "file column " + column + " is not in a file of " + footer.columns() + " columns");
            }
        }
        return reader.read(field, leafColumns, rows);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }

    private static ByteSlice table(ByteSource source, long from, int entries, ReadLimits limits) throws IOException {
        return read(source, from, (long) entries * Footer.TABLE_ENTRY_BYTES, limits.metadataBytes());
    }

    /// The bytes that entry `index` of an offset table points at.
    private static ByteSlice entry(ByteSource source, ByteSlice table, int index, long mostBytes) throws IOException {
        long at = (long) index * Footer.TABLE_ENTRY_BYTES;
        long from = table.readCountLE(at, "position of entry " + index);
        long length = table.readCountLE(at + 8, "length of entry " + index);
        if (from > source.length() || length > source.length() - from) {
            throw new CorruptFileException(
                    table.at(at),
                    "entry " + index + " at " + from + " with " + length + " bytes exceeds file length "
                            + source.length());
        }
        return read(source, from, length, mostBytes);
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
