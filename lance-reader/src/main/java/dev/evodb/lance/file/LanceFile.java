package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.Page;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.decode.StoredValues;
import dev.evodb.lance.encoding.Scratch;
import dev.evodb.lance.file.v01.BatchFile;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A Lance file: fields of equally many rows, and global buffers. Thread-safe.
///
/// What is stored where depends on the version, see [FileVersion]; whoever reads a file names a
/// field and rows of it. Fields are found by id: by the file's own schema, or by what a manifest says
/// about the file.
///
/// Whatever the bytes are, every method answers with data or throws [CorruptFileException],
/// [dev.evodb.error.UnsupportedFeatureException], [LimitExceededException] or the source's [IOException].
public final class LanceFile implements Closeable {
    private final ByteSource source;
    private final ReadLimits limits;
    private final FileVersion version;
    private final FileDescriptor descriptor;
    private final Optional<Container> container;
    private final FieldSource fields;

    private LanceFile(
            ByteSource source,
            ReadLimits limits,
            FileVersion version,
            FileDescriptor descriptor,
            Optional<Container> container,
            FieldSource fields) {
        this.source = source;
        this.limits = limits;
        this.version = version;
        this.descriptor = descriptor;
        this.container = container;
        this.fields = fields;
    }

    /// Reads footer, tables and schema. `source` is closed with the file; if opening fails it stays the
    /// caller's.
    ///
    /// @throws dev.evodb.error.UnsupportedFeatureException for other versions of the format
    public static LanceFile open(ByteSource source, ReadLimits limits) throws IOException {
        long length = source.length();
        if (length < FileVersion.END_BYTES) {
            throw new CorruptFileException(
                    Location.of(source.name()).atOffset(0),
                    "file has " + length + " bytes, its end needs " + FileVersion.END_BYTES);
        }
        ByteSource tail = TailSource.of(source);
        FileVersion version = FileVersion.parse(tail.read(length - FileVersion.END_BYTES, FileVersion.END_BYTES));
        return switch (version.layout()) {
            case BATCHES -> {
                BatchFile file = BatchFile.open(tail, limits);
                yield new LanceFile(
                        tail,
                        limits,
                        version,
                        new FileDescriptor(file.schema(), file.rows()),
                        Optional.empty(),
                        new BatchColumns(file));
            }
            case NODE_COLUMNS -> {
                Container container = Container.open(tail, limits);
                FileDescriptor descriptor = container.descriptor();
                NodeColumns columns = new NodeColumns(tail, limits, container, descriptor);
                yield new LanceFile(tail, limits, version, descriptor, Optional.of(container), columns);
            }
            case LEAF_COLUMNS -> {
                Container container = Container.open(tail, limits);
                FileDescriptor descriptor = container.descriptor();
                LeafColumns columns = new LeafColumns(tail, limits, container, descriptor);
                yield new LanceFile(tail, limits, version, descriptor, Optional.of(container), columns);
            }
        };
    }

    /// The version of the format.
    public FileVersion version() {
        return version;
    }

    /// The name that errors carry.
    public String name() {
        return source.name();
    }

    /// What it was opened with.
    public ReadLimits limits() {
        return limits;
    }

    /// Rows of every field.
    public long rows() {
        return descriptor.rows();
    }

    /// The schema that the file was written with, its metadata, and the number of rows. In files of
    /// version 0.1 the schema may be missing: it then has no fields.
    public FileDescriptor descriptor() {
        return descriptor;
    }

    /// 0 in files of version 0.1, which have none.
    public int globalBufferCount() {
        return container.map(Container::globalBuffers).orElse(0);
    }

    /// Global buffer `index`; buffer 0 is the descriptor. The bytes are shared, not to be changed.
    ///
    /// @throws IndexOutOfBoundsException if there is no such buffer
    /// @throws LimitExceededException if it is larger than one read may decode to
    public ByteSlice globalBuffer(int index) throws IOException {
        Objects.checkIndex(index, globalBufferCount());
        return container.orElseThrow().globalBuffer(index);
    }

    /// Rows `[fromRow, fromRow + rows)` of `field`, found by the file's own schema.
    ///
    /// @throws IllegalArgumentException if the rows are not in the file
    public Column read(SchemaField field, long fromRow, int rows) throws IOException {
        return read(field, fields.ownColumns(), fromRow, rows);
    }

    /// Rows `[fromRow, fromRow + rows)` of `field`, which is stored `where` that says.
    ///
    /// @throws IllegalArgumentException if the rows are not in the file
    public Column read(SchemaField field, FieldColumns where, long fromRow, int rows) throws IOException {
        return read(field, where, fromRow, rows, Scratch.NONE);
    }

    /// As above; arrays may be taken from `scratch`, also those of the column.
    public Column read(SchemaField field, FieldColumns where, long fromRow, int rows, Scratch scratch)
            throws IOException {
        return fields.read(field, where, selection(fromRow, rows), scratch);
    }

    /// The given rows of `field`, which ascend strictly; the field is found by the file's own schema.
    ///
    /// @throws IllegalArgumentException if the rows do not ascend or are not in the file
    public Column take(SchemaField field, long[] ascendingRows) throws IOException {
        return take(field, fields.ownColumns(), ascendingRows);
    }

    /// The given rows of `field`, which ascend strictly; the field is stored `where` that says.
    ///
    /// @throws IllegalArgumentException if the rows do not ascend or are not in the file
    public Column take(SchemaField field, FieldColumns where, long[] ascendingRows) throws IOException {
        return fields.read(field, where, selection(ascendingRows));
    }

    /// Where rows `[fromRow, fromRow + rows)` of `field`, which is stored `where` that says, lie if they
    /// are there as they are in memory: values of one width, none of them null, back to back.
    ///
    /// @throws IllegalArgumentException if the rows are not in the file
    public Optional<StoredValues> stored(SchemaField field, FieldColumns where, long fromRow, int rows)
            throws IOException {
        return fields.stored(field, where, selection(fromRow, rows));
    }

    /// File columns: one for each leaf of the schema, in version 2.0 also for each struct and list; 0 in
    /// version 0.1, which has none.
    public int columnCount() {
        return container.map(Container::columns).orElse(0);
    }

    /// The pages of file column `column` of a file of version 2.1 or later, in row order.
    ///
    /// @throws IndexOutOfBoundsException if there is no such column
    /// @throws IllegalStateException for other versions
    public List<Page> pages(int column) throws IOException {
        Objects.checkIndex(column, columnCount());
        if (fields instanceof LeafColumns columns) {
            return columns.pages(column);
        }
        throw new IllegalStateException("files of version " + version + " have no columns of leaves");
    }

    private RowSelection selection(long fromRow, int rows) {
        if (fromRow < 0 || rows < 0 || fromRow > rows() - rows) {
            throw new IllegalArgumentException(
                    "rows [" + fromRow + ", " + fromRow + "+" + rows + ") are not in a file of " + rows() + " rows");
        }
        return RowSelection.range(fromRow, rows);
    }

    private RowSelection selection(long[] ascendingRows) {
        RowSelection rows = RowSelection.of(ascendingRows);
        if (rows.rows() > 0 && (rows.first() < 0 || rows.last() >= rows())) {
            throw new IllegalArgumentException(
                    "rows " + rows.first() + " to " + rows.last() + " are not in a file of " + rows() + " rows");
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
