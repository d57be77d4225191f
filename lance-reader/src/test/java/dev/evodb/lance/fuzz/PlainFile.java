package dev.evodb.lance.fuzz;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.column.Column;
import dev.evodb.column.Column.BitColumn;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.ListColumn;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Makes files of version 2.0 with any columns: one page a column, values back to back. What a fuzzer
/// writes into columns arrives as it is, while the file around them stays sound.
final class PlainFile {
    private static final int NULLABLE = 2;
    private static final int LIST = 4;
    private static final int BINARY = 6;

    private final Message out = new Message();
    private final Message fields = new Message();
    private final List<byte[]> columns = new ArrayList<>();

    private PlainFile() {}

    /// A top-level column. `type` is its `logical_type`, `list` as often as it is a list and then that of
    /// the items: `list list int32`.
    record Named(String name, String type, Column column) {}

    /// A file of `rows` rows. Global buffers are numbered from 1, after the schema.
    static byte[] write(int rows, List<Named> columns, Map<String, String> metadata, List<byte[]> globalBuffers) {
        PlainFile file = new PlainFile();
        for (Named column : columns) {
            file.add(column.name(), -1, column.type(), column.column());
        }
        metadata.forEach((key, value) -> file.fields.message(
                5,
                new Message()
                        .bytes(1, key.getBytes(StandardCharsets.UTF_8))
                        .bytes(2, value.getBytes(StandardCharsets.UTF_8))));
        return file.finish(rows, globalBuffers);
    }

    private byte[] finish(int rows, List<byte[]> globalBuffers) {
        List<byte[]> globals = new ArrayList<>();
        globals.add(new Message().message(1, fields).number(2, rows).toBytes());
        globals.addAll(globalBuffers);
        long[] globalPlaces = write(globals);
        long columnStart = out.size();
        long[] columnPlaces = write(columns);
        long columnTable = writeLongs(columnPlaces);
        long globalTable = writeLongs(globalPlaces);
        byte[] footer = new byte[40];
        LittleEndian.writeLong(footer, 0, columnStart);
        LittleEndian.writeLong(footer, 8, columnTable);
        LittleEndian.writeLong(footer, 16, globalTable);
        LittleEndian.writeInt(footer, 24, globals.size());
        LittleEndian.writeInt(footer, 28, columns.size());
        footer[32] = 2;
        System.arraycopy("LANC".getBytes(StandardCharsets.US_ASCII), 0, footer, 36, 4);
        return out.raw(footer).toBytes();
    }

    /// Adds the node and those below it: each has a field and a column.
    private void add(String name, int parent, String type, Column column) {
        int id = columns.size();
        int rows = column.rows();
        boolean isList = column instanceof ListColumn;
        fields.message(
                1,
                new Message()
                        .bytes(2, name.getBytes(StandardCharsets.UTF_8))
                        .number(3, id)
                        .number(4, parent)
                        .bytes(5, (isList ? "list" : type).getBytes(StandardCharsets.UTF_8))
                        .number(6, 1));
        columns.add(
                switch (column) {
                    case ListColumn(var _, int[] offsets, Column items) -> {
                        byte[] ends = ends(column, offsets, items.rows());
                        Message list = new Message()
                                .message(1, flat(64, 0))
                                .number(2, items.rows() + 1)
                                .number(3, items.rows());
                        yield page(rows, new Message().message(LIST, list), ends);
                    }
                    case BytesColumn(var _, int[] offsets, byte[] data) -> {
                        Message binary = new Message()
                                .message(1, flat(64, 0))
                                .message(2, flat(8, 1))
                                .number(3, offsets[rows] + 1);
                        byte[] ends = ends(column, offsets, offsets[rows]);
                        yield page(rows, new Message().message(BINARY, binary), ends, data);
                    }
                    default -> fixed(column);
                });
        if (column instanceof ListColumn list) {
            add("item", id, type.substring(type.indexOf(' ') + 1), list.items());
        }
    }

    private byte[] fixed(Column column) {
        int rows = column.rows();
        int bits = column instanceof BitColumn ? 1 : 8 * ColumnInput.width(column);
        if (!column.validity().hasNulls()) {
            return page(rows, flat(bits, 0), ColumnInput.bytes(column));
        }
        Message someNulls = new Message().message(1, flat(1, 0)).message(2, flat(bits, 1));
        return page(
                rows,
                new Message().message(NULLABLE, new Message().message(2, someNulls)),
                column.validity().bits(),
                ColumnInput.bytes(column));
    }

    private static Message flat(int bits, int buffer) {
        return new Message().message(1, new Message().number(1, bits).message(2, new Message().number(1, buffer)));
    }

    /// The end of each row in what all of them have, `total` in all; with one more than that added for
    /// null.
    private static byte[] ends(Column column, int[] offsets, int total) {
        byte[] ends = new byte[8 * column.rows()];
        for (int i = 0; i < column.rows(); i++) {
            LittleEndian.writeLong(ends, 8 * i, offsets[i + 1] + (column.isValid(i) ? 0L : total + 1L));
        }
        return ends;
    }

    /// The description of a column of one page, of none if it would be empty.
    private byte[] page(int rows, Message encoding, byte[]... buffers) {
        if (rows == 0) {
            return new byte[0];
        }
        long[] places = write(List.of(buffers));
        Message page = new Message();
        for (int i = 0; i < buffers.length; i++) {
            page.number(1, places[2 * i]).number(2, places[2 * i + 1]);
        }
        Message any = new Message()
                .bytes(1, "/lance.encodings.ArrayEncoding".getBytes(StandardCharsets.US_ASCII))
                .message(2, encoding);
        page.number(3, rows).message(4, new Message().message(2, new Message().message(1, any)));
        return new Message().message(2, page).toBytes();
    }

    /// Where each part comes to lie: its position, its length.
    private long[] write(List<byte[]> parts) {
        long[] places = new long[2 * parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            places[2 * i] = out.size();
            places[2 * i + 1] = parts.get(i).length;
            out.raw(parts.get(i));
        }
        return places;
    }

    private long writeLongs(long[] values) {
        long at = out.size();
        byte[] bytes = new byte[8 * values.length];
        for (int i = 0; i < values.length; i++) {
            LittleEndian.writeLong(bytes, 8 * i, values[i]);
        }
        out.raw(bytes);
        return at;
    }

    /// A message of protobuf as it grows.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            return raw(value);
        }

        Message message(int field, Message value) {
            return bytes(field, value.toBytes());
        }

        Message raw(byte[] value) {
            out.writeBytes(value);
            return this;
        }

        int size() {
            return out.size();
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
                out.write((int) (rest & 0x7F) | 0x80);
            }
            out.write((int) rest);
        }
    }
}
