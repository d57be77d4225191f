package dev.evodb.lance.hostile;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.decode.Page;
import dev.evodb.lance.file.LanceFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What lies where in a good file of version 2.x: page buffers, the metadata of columns, the two offset
/// tables.
///
/// Files of other versions, and columns that are refused, have no parts.
record FileParts(
        List<Range> buffers, List<Range> columnMetadata, int columnTable, int columns, int globalTable, int globals) {
    static final FileParts NONE = new FileParts(List.of(), List.of(), 0, 0, 0, 0);

    private static final int FOOTER_BYTES = 40;
    private static final int ENTRY_BYTES = 16;

    /// Bytes `[from, to)` that belong to file column `column`.
    record Range(int column, int from, int to) {}

    static FileParts of(String name, byte[] bytes, ReadLimits limits) throws IOException {
        if (bytes.length < FOOTER_BYTES || LittleEndian.readUnsignedShort(bytes, bytes.length - 8) < 2) {
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
        try (LanceFile file = LanceFile.open(new MemorySource(name, bytes), limits)) {
            for (int column = 0; column < columns; column++) {
                for (Page page : pages(file, column)) {
                    for (int i = 0; i < page.bufferOffsets().length; i++) {
                        int from = (int) page.bufferOffsets()[i];
                        buffers.add(new Range(column, from, from + (int) page.bufferSizes()[i]));
                    }
                }
            }
        } catch (CorruptFileException | UnsupportedFeatureException | LimitExceededException e) {
            return new FileParts(List.of(), metadata, columnTable, columns, globalTable, globals);
        }
        return new FileParts(buffers, metadata, columnTable, columns, globalTable, globals);
    }

    private static List<Page> pages(LanceFile file, int column) throws IOException {
        try {
            return file.pages(column);
        } catch (UnsupportedFeatureException e) {
            return List.of();
        }
    }

    /// Where the part of the file begins that describes the rest: schema, metadata of columns, tables,
    /// footer.
    static int metadataStart(byte[] bytes) {
        if (bytes.length < FOOTER_BYTES || LittleEndian.readUnsignedShort(bytes, bytes.length - 8) < 2) {
            return 0;
        }
        int footer = bytes.length - FOOTER_BYTES;
        int globalTable = (int) LittleEndian.readLong(bytes, footer + 16);
        int schema = (int) LittleEndian.readLong(bytes, globalTable);
        return Math.min(schema, (int) LittleEndian.readLong(bytes, footer));
    }
}
