package dev.evodb.lance.fuzz;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.lance.decode.FieldReader;
import dev.evodb.lance.decode.Page;
import dev.evodb.lance.decode.RowSelection;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.hostile.ColumnShape;
import dev.evodb.lance.hostile.Declared;
import dev.evodb.lance.hostile.MemorySource;
import dev.evodb.lance.proto.MessageReader;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// One page as bytes: the type of its leaf, its rows, its layout message, its buffers.
final class PageInput {
    private static final int MOST_BUFFERS = 6;

    private static final List<DataType> TYPES = List.of(
            new DataType.Int(32, true),
            new DataType.Int(64, true),
            new DataType.Int(16, true),
            new DataType.Int(8, false),
            new DataType.Bool(),
            new DataType.FloatingPoint(32),
            new DataType.FloatingPoint(64),
            new DataType.Utf8(false),
            new DataType.Binary(true),
            new DataType.FixedSizeBinary(7),
            new DataType.Decimal(128, 20, 2),
            list(new DataType.Int(32, true)),
            list(new DataType.Utf8(false)),
            list(list(new DataType.Int(32, true))),
            new DataType.Struct(List.of(new Field("a", new DataType.Int(32, true), true))),
            new DataType.FixedSizeList(new Field("item", new DataType.FloatingPoint(32), true), 4),
            new DataType.Null());

    private PageInput() {}

    private static DataType list(DataType item) {
        return new DataType.ListOf(new Field("item", item, true), false);
    }

    /// Reads all rows of the page, then three of them.
    static void read(byte[] bytes) throws IOException {
        Input input = new Input(bytes);
        Field field = new Field("f", TYPES.get(input.nextByte() % TYPES.size()), true);
        int rows = input.nextShort();
        PageLayout layout = PageLayout.parse(input.nextBytes(), Declared.LIMITS);
        long[] offsets = new long[input.nextByte() % (MOST_BUFFERS + 1)];
        long[] sizes = new long[offsets.length];
        long end = 0;
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = end;
            sizes[i] = input.nextShort();
            end += sizes[i];
        }
        byte[] file = java.util.Arrays.copyOf(input.rest().toBytes(), (int) end);
        Page page = new Page(Location.of("fuzz").inPage(0).atOffset(0), 0, rows, layout, offsets, sizes);
        FieldReader reader = new FieldReader(
                new MemorySource("fuzz", file), _ -> List.of(page), rows, Declared.LIMITS.decodedBytes());
        check(reader.read(field, new int[] {0}, RowSelection.range(0, rows)), rows);
        long[] some = rows < 3 ? new long[0] : new long[] {0, rows / 2, rows - 1};
        check(reader.read(field, new int[] {0}, RowSelection.of(some)), some.length);
    }

    private static void check(Column column, int rows) {
        ColumnShape.check(column, rows);
    }

    /// The pages of a file of version 2.1 or later as inputs: those of at most `mostBytes` whose layout
    /// is the field `layoutField` of a `PageLayout`, once for each type that could fit.
    static List<byte[]> seeds(byte[] file, int layoutField, int mostBytes) {
        List<byte[]> seeds = new ArrayList<>();
        int footer = file.length - 40;
        ByteSlice whole = ByteSlice.of(file, Location.of("seed"));
        if (footer < 0
                || whole.readUnsignedShortLE(footer + 32, "major") != 2
                || whole.readUnsignedShortLE(footer + 34, "minor") == 0) {
            return seeds;
        }
        long table = whole.readLongLE(footer + 8, "table");
        int columns = whole.readIntLE(footer + 28, "columns");
        for (int column = 0; column < columns; column++) {
            long from = whole.readLongLE(table + 16L * column, "position");
            long length = whole.readLongLE(table + 16L * column + 8, "length");
            MessageReader message = new MessageReader(whole.slice(from, length, "column"), "ColumnMetadata", 32);
            while (message.next()) {
                if (message.field() == 2) {
                    addSeeds(message.message("Page"), whole, layoutField, mostBytes, seeds);
                } else {
                    message.skip();
                }
            }
        }
        return seeds;
    }

    private static void addSeeds(
            MessageReader page, ByteSlice file, int layoutField, int mostBytes, List<byte[]> seeds) {
        long[] offsets = {};
        long[] sizes = {};
        long rows = 0;
        byte[] layout = {};
        while (page.next()) {
            switch (page.field()) {
                case 1 -> offsets = page.appendVarints(offsets);
                case 2 -> sizes = page.appendVarints(sizes);
                case 3 -> rows = page.uint64();
                case 4 -> layout = inner(inner(inner(page.bytes(), 2), 1), 2).toBytes();
                default -> page.skip();
            }
        }
        if (layout.length == 0 || layout[0] >> 3 != layoutField || offsets.length > MOST_BUFFERS || rows > 0xFFFF) {
            return;
        }
        Input.Writer tail =
                new Input.Writer().putShort((int) rows).putBytes(layout).putByte(offsets.length);
        Input.Writer data = new Input.Writer();
        for (int i = 0; i < offsets.length; i++) {
            tail.putShort((int) sizes[i]);
            data.putRest(file.slice(offsets[i], sizes[i], "buffer").toBytes());
        }
        byte[] rest = tail.putRest(data.toBytes()).toBytes();
        if (rest.length > mostBytes) {
            return;
        }
        for (int type = 0; type < TYPES.size(); type++) {
            byte[] seed = new Input.Writer().putByte(type).putRest(rest).toBytes();
            try {
                read(seed);
                seeds.add(seed);
            } catch (IOException | RuntimeException e) {
                // Another type's page.
            }
        }
    }

    /// The length-delimited field `number` of `message`.
    private static ByteSlice inner(ByteSlice message, int number) {
        MessageReader reader = new MessageReader(message, "seed", 32);
        ByteSlice found = message.slice(0, 0, "nothing");
        while (reader.next()) {
            if (reader.field() == number) {
                found = reader.bytes();
            } else {
                reader.skip();
            }
        }
        return found;
    }
}
