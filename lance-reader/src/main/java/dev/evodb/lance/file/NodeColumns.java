package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSource;
import dev.evodb.column.Column;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.file.v20.ArrayColumn;
import dev.evodb.lance.file.v20.ArrayEncoding;
import dev.evodb.lance.file.v20.ArrayPage;
import dev.evodb.lance.file.v20.ArrayReader;
import dev.evodb.lance.file.v20.Extents;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Fields of a file of version 2.0: one column for each struct, list and leaf. Metadata of a column is
/// read when first needed and then kept.
final class NodeColumns implements FieldSource, ArrayReader.ColumnSource {
    private static final ColumnMetadata.PageEncoding<ArrayEncoding> ARRAY_ENCODING =
            new ColumnMetadata.PageEncoding<>(ArrayEncoding.TYPE_URL, ArrayEncoding::parse);

    private final ByteSource source;
    private final ReadLimits limits;
    private final Container container;
    private final FieldColumns ownColumns;
    private final AtomicReferenceArray<ArrayColumn> columns;
    private final ArrayReader reader;

    NodeColumns(ByteSource source, ReadLimits limits, Container container, FileDescriptor descriptor) {
        this.source = source;
        this.limits = limits;
        this.container = container;
        this.ownColumns = FieldColumns.ofNodes(descriptor.schema().fields());
        this.columns = new AtomicReferenceArray<>(container.columns());
        this.reader = new ArrayReader(
                source, this, container.globalBufferExtents(), descriptor.rows(), limits.decodedBytes());
    }

    @Override
    public FieldColumns ownColumns() {
        return ownColumns;
    }

    @Override
    public Column read(SchemaField field, FieldColumns where, RowSelection wanted) throws IOException {
        return reader.read(field, where, wanted);
    }

    @Override
    public int count() {
        return container.columns();
    }

    @Override
    public ArrayColumn column(int index) throws IOException {
        ArrayColumn found = columns.get(index);
        if (found == null) {
            ColumnMetadata<ArrayEncoding> metadata =
                    ColumnMetadata.parse(container.columnMetadata(index), source.length(), ARRAY_ENCODING, limits);
            found = new ArrayColumn(
                    metadata.pages().stream()
                            .map(page -> new ArrayPage(
                                    page.at(),
                                    page.firstRow(),
                                    page.rows(),
                                    page.encoding(),
                                    new Extents(page.bufferOffsets(), page.bufferSizes())))
                            .toList(),
                    new Extents(metadata.bufferOffsets(), metadata.bufferSizes()));
            columns.set(index, found);
        }
        return found;
    }
}
