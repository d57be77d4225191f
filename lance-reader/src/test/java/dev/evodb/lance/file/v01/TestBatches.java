package dev.evodb.lance.file.v01;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.lance.CanonicalForm;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.file.ArraySource;
import dev.evodb.lance.schema.FieldColumns;
import dev.evodb.lance.schema.SchemaField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes files of version 0.1, for tests. Fields have the ids 0, 1, 2 and so on.
final class TestBatches {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream manifest = new ByteArrayOutputStream();
    private final List<List<long[]>> pages = new ArrayList<>();
    private final List<Integer> batchOffsets = new ArrayList<>(List.of(0));
    private boolean hasManifest = true;
    ArraySource source = new ArraySource("t.lance", new byte[0]);

    TestBatches() {
        bytes.write(0xEE);
    }

    /// The next field. `parent` is -1 at the top; `encoding` is that of the format.
    TestBatches field(int parent, String logicalType, int encoding) {
        return field(parent, logicalType, encoding, new byte[0]);
    }

    private TestBatches field(int parent, String logicalType, int encoding, byte[] more) {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        nested(field, 2, ("f" + pages.size()).getBytes(StandardCharsets.UTF_8));
        number(field, 3, pages.size());
        number(field, 4, parent);
        nested(field, 5, logicalType.getBytes(StandardCharsets.UTF_8));
        number(field, 6, 1);
        number(field, 7, encoding);
        field.writeBytes(more);
        nested(manifest, 1, field.toByteArray());
        pages.add(new ArrayList<>());
        return this;
    }

    /// The next field, with a dictionary of texts.
    TestBatches dictionary(String logicalType, String... texts) {
        long position = write(positions(texts));
        ByteArrayOutputStream dictionary = new ByteArrayOutputStream();
        number(dictionary, 1, position);
        number(dictionary, 2, texts.length);
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        nested(more, 8, dictionary.toByteArray());
        return field(-1, logicalType, 3, more.toByteArray());
    }

    /// The file does not know its schema.
    TestBatches withoutManifest() {
        hasManifest = false;
        return this;
    }

    /// The next batch.
    TestBatches batch(int rows) {
        batchOffsets.add(batchOffsets.getLast() + rows);
        return this;
    }

    /// The page of `field` in the current batch.
    TestBatches page(int field, int entries, byte[] page) {
        return put(field, write(page), entries);
    }

    TestBatches texts(int field, String... texts) {
        return put(field, write(positions(texts)), texts.length);
    }

    private TestBatches put(int field, long position, int entries) {
        List<long[]> ofField = pages.get(field);
        while (ofField.size() < batchOffsets.size() - 2) {
            ofField.add(new long[2]);
        }
        ofField.add(new long[] {position, entries});
        return this;
    }

    private byte[] positions(String... texts) {
        byte[] positions = new byte[8 * (texts.length + 1)];
        for (int i = 0; i <= texts.length; i++) {
            LittleEndian.writeLong(positions, 8 * i, bytes.size());
            bytes.writeBytes(i < texts.length ? texts[i].getBytes(StandardCharsets.UTF_8) : new byte[0]);
        }
        return positions;
    }

    private long write(byte[] page) {
        long position = bytes.size();
        bytes.writeBytes(page);
        return position;
    }

    /// The file.
    byte[] finish() {
        int batches = batchOffsets.size() - 1;
        long pageTable = bytes.size();
        for (List<long[]> ofField : pages) {
            for (int batch = 0; batch < batches; batch++) {
                long[] page = batch < ofField.size() ? ofField.get(batch) : new long[2];
                byte[] entry = new byte[16];
                LittleEndian.writeLong(entry, 0, page[0]);
                LittleEndian.writeLong(entry, 8, page[1]);
                bytes.writeBytes(entry);
            }
        }
        ByteArrayOutputStream metadata = new ByteArrayOutputStream();
        if (hasManifest) {
            number(metadata, 1, message(manifest.toByteArray()));
        }
        ByteArrayOutputStream offsets = new ByteArrayOutputStream();
        batchOffsets.forEach(offset -> varint(offsets, offset));
        nested(metadata, 2, offsets.toByteArray());
        number(metadata, 3, pageTable);
        byte[] footer = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 'L', 'A', 'N', 'C'};
        LittleEndian.writeLong(footer, 0, message(metadata.toByteArray()));
        bytes.writeBytes(footer);
        return bytes.toByteArray();
    }

    private long message(byte[] message) {
        long position = bytes.size();
        byte[] length = new byte[4];
        LittleEndian.writeInt(length, 0, message.length);
        bytes.writeBytes(length);
        bytes.writeBytes(message);
        return position;
    }

    BatchFile open() throws IOException {
        return open(finish());
    }

    BatchFile open(byte[] file) throws IOException {
        source = new ArraySource("t.lance", file);
        return BatchFile.open(source, ReadLimits.DEFAULT);
    }

    /// The `wanted` rows of the first column in canonical form. Bytes are counted from here on.
    List<String> take(BatchFile file, long... wanted) throws IOException {
        return take(file, file.schema().fields().getFirst(), file.ownFields(), wanted);
    }

    List<String> take(BatchFile file, SchemaField field, FieldColumns where, long... wanted) throws IOException {
        source.bytesRead = 0;
        Column column = file.read(field, where, RowSelection.of(wanted));
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        CanonicalForm form = new CanonicalForm(text::write);
        form.appendLines(field.toField(Location.of("t.lance")).type(), column);
        form.flush();
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void nested(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, field << 3 | 2);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void number(ByteArrayOutputStream out, int field, long value) {
        varint(out, field << 3);
        varint(out, value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
