package dev.evodb.lance.hostile;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.List;

/// What lies where in a good file of version 2.x: page buffers, the metadata of columns, the two offset
/// tables.
///
/// Files of version 0.1 have no parts.
record FileParts(
        List<Range> buffers, List<Range> columnMetadata, int columnTable, int columns, int globalTable, int globals) {
    static final FileParts NONE = new FileParts(List.of(), List.of(), 0, 0, 0, 0);

    private static final int FOOTER_BYTES = 40;
    private static final int ENTRY_BYTES = 16;

    /// Bytes `[from, to)` that belong to file column `column`.
    record Range(int column, int from, int to) {}

    static FileParts of(String name, byte[] bytes, ReadLimits limits) {
        if (bytes.length < FOOTER_BYTES || isOfVersion01(bytes)) {
            return NONE;
        }
        int footer = bytes.length - FOOTER_BYTES;
        int columnTable = (int) LittleEndian.readLong(bytes, footer + 8);
        int columns = LittleEndian.readInt(bytes, footer + 28);
        int globalTable = (int) LittleEndian.readLong(bytes, footer + 16);
        int globals = LittleEndian.readInt(bytes, footer + 24);
        List<Range> metadata = new ArrayList<>();
        List<Range> buffers = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            int from = (int) LittleEndian.readLong(bytes, columnTable + column * ENTRY_BYTES);
            int length = (int) LittleEndian.readLong(bytes, columnTable + column * ENTRY_BYTES + 8);
            metadata.add(new Range(column, from, from + length));
        }
        for (Range range : metadata) {
            ByteSlice message = ByteSlice.of(bytes, Location.of(name)).slice(range.from, range.to - range.from, name);
            addBuffers(new MessageReader(message, "ColumnMetadata", limits.messageDepth()), 3, range.column, buffers);
        }
        return new FileParts(buffers, metadata, columnTable, columns, globalTable, globals);
    }

    /// Buffers of a column, whose offsets are in field `first` and sizes in the next one, and those of
    /// its pages.
    private static void addBuffers(MessageReader message, int first, int column, List<Range> buffers) {
        long[] offsets = {};
        long[] sizes = {};
        while (message.next()) {
            if (message.field() == first) {
                offsets = message.appendVarints(offsets);
            } else if (message.field() == first + 1) {
                sizes = message.appendVarints(sizes);
            } else if (first == 3 && message.field() == 2) {
                addBuffers(message.message("Page"), 1, column, buffers);
            } else {
                message.skip();
            }
        }
        for (int i = 0; i < offsets.length; i++) {
            buffers.add(new Range(column, (int) offsets[i], (int) (offsets[i] + sizes[i])));
        }
    }

    /// Where the part of the file begins that describes the rest: schema, metadata of columns, tables,
    /// footer.
    static int metadataStart(byte[] bytes) {
        if (bytes.length < FOOTER_BYTES || isOfVersion01(bytes)) {
            return 0;
        }
        int footer = bytes.length - FOOTER_BYTES;
        int globalTable = (int) LittleEndian.readLong(bytes, footer + 16);
        int schema = (int) LittleEndian.readLong(bytes, globalTable);
        return Math.min(schema, (int) LittleEndian.readLong(bytes, footer));
    }

    /// A footer of 0.3 means version 2.0.
    private static boolean isOfVersion01(byte[] bytes) {
        return LittleEndian.readUnsignedShort(bytes, bytes.length - 8) == 0
                && LittleEndian.readUnsignedShort(bytes, bytes.length - 6) < 3;
    }
}
