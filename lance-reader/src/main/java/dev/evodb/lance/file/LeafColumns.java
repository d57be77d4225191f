package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSource;
import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.FieldReader;
import dev.evodb.lance.decode.Page;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.decode.StoredValues;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Scratch;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Fields of a file of version 2.1 or later: one column for each leaf, whose levels tell of the structs
/// and lists around it. Metadata of a column is read when first needed and then kept.
final class LeafColumns implements FieldSource {
    private static final ColumnMetadata.PageEncoding<PageLayout> PAGE_LAYOUT =
            new ColumnMetadata.PageEncoding<>("/lance.encodings21.PageLayout", PageLayout::parse);

    private final ByteSource source;
    private final ReadLimits limits;
    private final Container container;
    private final FieldColumns ownColumns;
    private final AtomicReferenceArray<List<Page>> columns;
    private final FieldReader reader;

    LeafColumns(ByteSource source, ReadLimits limits, Container container, FileDescriptor descriptor) {
        this.source = source;
        this.limits = limits;
        this.container = container;
        this.ownColumns = FieldColumns.ofLeaves(descriptor.schema().fields());
        this.columns = new AtomicReferenceArray<>(container.columns());
        this.reader = new FieldReader(source, this::pages, descriptor.rows(), limits.decodedBytes());
    }

    @Override
    public FieldColumns ownColumns() {
        return ownColumns;
    }

    @Override
    public Column read(SchemaField field, FieldColumns where, RowSelection wanted) throws IOException {
        return read(field, where, wanted, Scratch.NONE);
    }

    @Override
    public Column read(SchemaField field, FieldColumns where, RowSelection wanted, Scratch scratch) throws IOException {
        return reader.read(field.toField(Location.of(source.name())), columns(field, where), wanted, scratch);
    }

    @Override
    public Optional<StoredValues> stored(SchemaField field, FieldColumns where, RowSelection wanted)
            throws IOException {
        return reader.stored(field.toField(Location.of(source.name())), columns(field, where), wanted);
    }

    /// The file columns of the leaves of `field`.
    private int[] columns(SchemaField field, FieldColumns where) {
        Location at = Location.of(source.name()).inColumn(field.name());
        List<SchemaField> leaves = field.leaves();
        int[] leafColumns = new int[leaves.size()];
        for (int i = 0; i < leafColumns.length; i++) {
            int column = where.column(leaves.get(i).id());
            if (column < 0 || column >= container.columns()) {
                throw new CorruptFileException(
                        at,
                        "field " + leaves.get(i).id() + " is in file column " + column + ", the file has "
                                + container.columns());
            }
            leafColumns[i] = column;
        }
        return leafColumns;
    }

    /// The pages of file column `column`, which exists.
    List<Page> pages(int column) throws IOException {
        List<Page> found = columns.get(column);
        if (found == null) {
            found =
                    ColumnMetadata.parse(container.columnMetadata(column), source.length(), PAGE_LAYOUT, limits)
                            .pages()
                            .stream()
                            .map(page -> new Page(
                                    page.at(),
                                    page.firstRow(),
                                    page.rows(),
                                    page.encoding(),
                                    page.bufferOffsets(),
                                    page.bufferSizes()))
                            .toList();
            columns.set(column, found);
        }
        return found;
    }
}
