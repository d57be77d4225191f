package dev.evodb.lance.file.v20;

import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.lance.CanonicalForm;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.file.ArraySource;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A file in memory, whose pages are described by hand. Buffers lie at odd positions.
final class TestFile {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<List<ArrayPage>> columns = new ArrayList<>();
    private final List<Extents> columnBuffers = new ArrayList<>();
    private Extents fileBuffers = Extents.NONE;
    private ArraySource source = new ArraySource("t.lance", new byte[0]);

    static TestFile of(ArrayEncoding encoding, long items, byte[]... buffers) {
        return new TestFile().column().page(encoding, items, buffers);
    }

    /// From here on pages are of the next column.
    TestFile column(byte[]... buffers) {
        columns.add(new ArrayList<>());
        columnBuffers.add(write(buffers));
        return this;
    }

    TestFile page(ArrayEncoding encoding, long items, byte[]... buffers) {
        List<ArrayPage> pages = columns.getLast();
        long first = pages.isEmpty()
                ? 0
                : pages.getLast().firstItem() + pages.getLast().items();
        Location at = new Location("t.lance", String.valueOf(columns.size() - 1), pages.size(), 7);
        pages.add(new ArrayPage(at, first, items, encoding, write(buffers)));
        return this;
    }

    TestFile fileBuffers(byte[]... buffers) {
        fileBuffers = write(buffers);
        return this;
    }

    private Extents write(byte[]... buffers) {
        long[] offsets = new long[buffers.length];
        long[] sizes = new long[buffers.length];
        for (int i = 0; i < buffers.length; i++) {
            bytes.write(0xEE);
            offsets[i] = bytes.size();
            sizes[i] = buffers[i].length;
            bytes.writeBytes(buffers[i]);
        }
        return new Extents(offsets, sizes);
    }

    /// Bytes read by the last [#read].
    long bytesRead() {
        return source.bytesRead;
    }

    /// A field `id` without children.
    static SchemaField leaf(int id, String logicalType) {
        return field(id, logicalType, List.of());
    }

    static SchemaField field(int id, String logicalType, List<SchemaField> children) {
        LogicalType type = LogicalType.parse(logicalType);
        return new SchemaField(id, "f" + id, logicalType, type, true, "", Map.of(), children);
    }

    /// All rows of the field in column 0, in canonical form.
    List<String> readAll(String logicalType) throws IOException {
        List<ArrayPage> pages = columns.getFirst();
        int rows = (int) (pages.getLast().firstItem() + pages.getLast().items());
        return read(leaf(0, logicalType), RowSelection.range(0, rows));
    }

    /// Rows `wanted` of the field in column 0.
    List<String> take(String logicalType, long... wanted) throws IOException {
        return read(leaf(0, logicalType), RowSelection.of(wanted));
    }

    /// Rows of a field whose nodes are the columns of this file, in order.
    List<String> read(SchemaField field, RowSelection wanted) throws IOException {
        List<ArrayPage> pages = columns.getFirst();
        return read(field, wanted, pages.getLast().firstItem() + pages.getLast().items());
    }

    /// As above, of a file of `rows` rows.
    List<String> read(SchemaField field, RowSelection wanted, long rows) throws IOException {
        source = new ArraySource("t.lance", bytes.toByteArray());
        ArrayReader reader = new ArrayReader(source, new Columns(), fileBuffers, rows, 1 << 20);
        Column column = reader.read(field, FieldColumns.ofNodes(List.of(field)), wanted);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        CanonicalForm form = new CanonicalForm(text::write);
        form.appendLines(field.toField(Location.of("t.lance")).type(), column);
        form.flush();
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private final class Columns implements ArrayReader.ColumnSource {
        @Override
        public int count() {
            return columns.size();
        }

        @Override
        public ArrayColumn column(int index) {
            return new ArrayColumn(columns.get(index), columnBuffers.get(index));
        }
    }
}
