package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Layers;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;

/// Reads a full-zip page. Without lists only the wanted rows are read: of values of one width at computed
/// offsets, else by the row index.
final class FullZipPage {
    private static final int DATA = 0;
    private static final int ROW_INDEX = 1;

    private final PageBytes bytes;
    private final PageLayout.FullZip layout;
    private final DecodeBudget budget;
    private final Layers layers;
    private final int controlBytes;
    private final int definitionMask;

    FullZipPage(PageBytes bytes, PageLayout.FullZip layout, DecodeBudget budget) {
        this.bytes = bytes;
        this.layout = layout;
        this.budget = budget;
        this.layers = layout.layers();
        this.controlBytes = layout.controlBytes();
        this.definitionMask = (1 << layout.definitionBits()) - 1;
    }

    /// Appends the rows `wanted`; there are no lists, so rows are items.
    void readRows(RowRuns wanted, LeafBuilder out) throws IOException {
        if (layout.items() != bytes.page().rows()) {
            throw new CorruptFileException(
                    bytes.at(),
                    "page has " + layout.items() + " items for " + bytes.page().rows() + " rows");
        }
        switch (layout.width()) {
            case PageLayout.Width.Fixed(int width) -> readFixedRows(width, wanted, out);
            case PageLayout.Width.Prefixed(int lengthBytes) -> readPrefixedRows(lengthBytes, wanted, out);
        }
    }

    private void readFixedRows(int width, RowRuns wanted, LeafBuilder out) throws IOException {
        long stride = controlBytes + (long) width;
        RowRuns parts = wanted.split(ReadGroups.rowsOfGroup(stride));
        long[] starts = new long[parts.count()];
        long[] ends = new long[parts.count()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = parts.starts()[i] * stride;
            ends[i] = parts.ends()[i] * stride;
        }
        int i = 0;
        while (i < starts.length) {
            int end = ReadGroups.endOfGroup(starts, ends, i);
            long readFrom = starts[i];
            ByteSlice data = bytes.read(DATA, readFrom, ends[end - 1] - readFrom);
            for (; i < end; i++) {
                appendFixed(data, starts[i] - readFrom, parts.ends()[i] - parts.starts()[i], width, out);
            }
        }
    }

    /// Appends `n` rows that lie in `data` from byte `from` on.
    private void appendFixed(ByteSlice data, long from, int n, int width, LeafBuilder out) {
        int stride = controlBytes + width;
        data.require(from, (long) n * stride, "full-zip rows");
        short[] definition = Levels.NONE;
        if (controlBytes > 0) {
            budget.check(n * 2L, data.at());
            definition = new short[n];
            for (int i = 0; i < n; i++) {
                definition[i] = (short) (control(data, from + (long) i * stride) & definitionMask);
            }
        }
        out.appendLevels(layers, Levels.NONE, definition, 0, n);
        Values values = layout.values().decodeRows(data, from + controlBytes, stride, width, n, budget);
        out.items().append(values, 0, n);
    }

    /// The control word at byte `at` of `data`.
    private int control(ByteSlice data, long at) {
        return switch (controlBytes) {
            case 0 -> 0;
            case 1 -> data.readUnsignedByte(at, "control word");
            case 2 -> data.readUnsignedShortLE(at, "control word");
            default -> data.readIntLE(at, "control word");
        };
    }

    private void readPrefixedRows(int lengthBytes, RowRuns wanted, LeafBuilder out) throws IOException {
        long rows = bytes.page().rows();
        long indexBytes = bytes.size(ROW_INDEX);
        long entryBytes = indexBytes / (rows + 1);
        if (indexBytes % (rows + 1) != 0
                || !(entryBytes == 1 || entryBytes == 2 || entryBytes == 4 || entryBytes == 8)) {
            throw new CorruptFileException(
                    bytes.at(ROW_INDEX, 0),
                    "row index has " + indexBytes + " bytes for " + (rows + 1) + " entries of 1, 2, 4 or 8 bytes");
        }
        int firstRow = wanted.first();
        ByteSlice index = bytes.read(ROW_INDEX, firstRow * entryBytes, (wanted.end() - firstRow + 1) * entryBytes);
        RowRuns parts = wanted.split(ReadGroups.rowsOfGroup(bytes.size(DATA) / Math.max(1, rows)));
        long[] starts = new long[parts.count()];
        long[] ends = new long[parts.count()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = position(index, parts.starts()[i] - firstRow, (int) entryBytes);
            ends[i] = position(index, parts.ends()[i] - firstRow, (int) entryBytes);
            if (starts[i] > ends[i] || (i > 0 && starts[i] < ends[i - 1])) {
                throw new CorruptFileException(
                        index.at((parts.starts()[i] - firstRow) * entryBytes), "row index does not ascend");
            }
        }
        int i = 0;
        while (i < starts.length) {
            int end = ReadGroups.endOfGroup(starts, ends, i);
            long readFrom = starts[i];
            ByteSlice data = bytes.read(DATA, readFrom, ends[end - 1] - readFrom);
            for (; i < end; i++) {
                ByteSlice part = data.slice(starts[i] - readFrom, ends[i] - starts[i], "full-zip rows");
                appendEntries(part, parts.ends()[i] - parts.starts()[i], lengthBytes, 0, out);
            }
        }
    }

    private static long position(ByteSlice index, int entry, int entryBytes) {
        long at = (long) entry * entryBytes;
        return switch (entryBytes) {
            case 1 -> index.readUnsignedByte(at, "row index");
            case 2 -> index.readUnsignedShortLE(at, "row index");
            case 4 -> index.readUnsignedIntLE(at, "row index");
            default -> index.readCountLE(at, "row index");
        };
    }

    /// Appends the whole page.
    void readAll(LeafBuilder out) throws IOException {
        ByteSlice data = bytes.read(DATA);
        switch (layout.width()) {
            case PageLayout.Width.Fixed(int width) -> appendEntries(data, layout.items(), 0, width, out);
            case PageLayout.Width.Prefixed(int lengthBytes) -> appendEntries(data, layout.items(), lengthBytes, 0, out);
        }
    }

    /// Appends the `count` entries that fill `data`. Their visible values have `width` bytes, or a length in
    /// `lengthBytes` before them if that is not 0.
    private void appendEntries(ByteSlice data, long count, int lengthBytes, int width, LeafBuilder out) {
        // An entry has a control word, or else a value with a length or a width.
        if (count > data.length()) {
            throw new CorruptFileException(
                    data.at(), count + " full-zip entries are said to be in " + data.length() + " bytes");
        }
        int n = (int) count;
        budget.check(n * 12L, data.at());
        boolean hasRepetition = layout.repetitionBits() > 0;
        short[] repetition = hasRepetition ? new short[n] : Levels.NONE;
        short[] definition = controlBytes > 0 ? new short[n] : Levels.NONE;
        int[] starts = new int[n];
        int[] ends = new int[n];
        int values = 0;
        long at = 0;
        for (int i = 0; i < n; i++) {
            int control = control(data, at);
            at += controlBytes;
            int level = control & definitionMask;
            if (level > layers.highestLevel()) {
                throw new CorruptFileException(
                        data.at(at), "definition level " + level + ", allowed 0.." + layers.highestLevel());
            }
            if (controlBytes > 0) {
                definition[i] = (short) level;
            }
            if (hasRepetition) {
                repetition[i] = (short) (control >>> layout.definitionBits());
            }
            if (!out.isVisibleCode(layers.code(level))) {
                continue;
            }
            long length = width;
            if (lengthBytes > 0 && level == 0) {
                length = length(data, at, lengthBytes);
                at += lengthBytes;
            }
            starts[values] = data.require(at, length, "full-zip value");
            ends[values] = starts[values] + (int) length;
            values++;
            at += length;
        }
        Values.Spans spans = new Values.Spans(data.array(), Arrays.copyOf(starts, values), Arrays.copyOf(ends, values));
        out.appendLevels(layers, repetition, definition, 0, n);
        Values decoded = lengthBytes > 0
                ? layout.values().decodeEach(data, spans, budget)
                : layout.values().decodeRows(packed(spans, width, data), 0, width, width, values, budget);
        out.items().append(decoded, 0, values);
    }

    private static long length(ByteSlice data, long at, int lengthBytes) {
        return switch (lengthBytes) {
            case 1 -> data.readUnsignedByte(at, "value length");
            case 2 -> data.readUnsignedShortLE(at, "value length");
            case 4 -> data.readUnsignedIntLE(at, "value length");
            default -> data.readCountLE(at, "value length");
        };
    }

    /// The values of `width` bytes without what lies between them.
    private ByteSlice packed(Values.Spans spans, int width, ByteSlice data) {
        byte[] packed = new byte[budget.checkArray((long) spans.count() * width, 1, data.at())];
        for (int i = 0; i < spans.count(); i++) {
            System.arraycopy(spans.bytes(), spans.starts()[i], packed, i * width, width);
        }
        return ByteSlice.of(packed, data.at());
    }
}
