package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;

/// Reads the wanted rows of a full-zip page: values of one width without lists at computed offsets, else
/// by the row index.
final class FullZipPage {
    private static final int DATA = 0;
    private static final int ROW_INDEX = 1;

    private final PageBytes bytes;
    private final PageLayout.FullZip layout;
    private final DecodeBudget budget;
    private final int controlBytes;
    private final int definitionMask;

    FullZipPage(PageBytes bytes, PageLayout.FullZip layout, DecodeBudget budget) {
        this.bytes = bytes;
        this.layout = layout;
        this.budget = budget;
        this.controlBytes = layout.controlBytes();
        this.definitionMask = (1 << layout.definitionBits()) - 1;
    }

    /// Appends the rows `wanted`.
    void read(RowRuns wanted, LeafBuilder out) throws IOException {
        if (out.lists() == 0 && layout.items() != bytes.page().rows()) {
            throw new CorruptFileException(
                    bytes.at(),
                    "page has " + layout.items() + " items for " + bytes.page().rows() + " rows");
        }
        switch (layout.width()) {
            case PageLayout.Width.Fixed(int width) when out.lists() == 0 -> readFixedRows(width, wanted, out);
            case PageLayout.Width.Fixed(int width) -> readIndexedRows(0, width, wanted, out);
            case PageLayout.Width.Prefixed(int lengthBytes) -> readIndexedRows(lengthBytes, 0, wanted, out);
        }
    }

    private void readFixedRows(int width, RowRuns wanted, LeafBuilder out) throws IOException {
        if (wanted.count() == 1 && controlBytes == 0 && layout.values().isPlain(width) && bytes.isSegmented()) {
            int n = wanted.rows();
            long from = (long) wanted.first() * width;
            // Before room is made for them: no page may claim more rows than its bytes hold.
            if (n > (bytes.size(DATA) - from) / width) {
                throw new CorruptFileException(
                        bytes.at(DATA, 0),
                        "rows of " + width + " bytes exceed the " + bytes.size(DATA) + " bytes of a page");
            }
            if (out.items().append(target -> bytes.copy(DATA, from, target), n, width)) {
                out.appendLevels(Levels.NONE, Levels.NONE, 0, n);
                return;
            }
        }
        long stride = controlBytes + (long) width;
        RowRuns parts = wanted.split(RangeReader.rowsOfRange(bytes, stride));
        long[] starts = new long[parts.count()];
        long[] ends = new long[parts.count()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = parts.starts()[i] * stride;
            ends[i] = parts.ends()[i] * stride;
        }
        RangeReader reader = new RangeReader(bytes, DATA, starts, ends);
        for (int i = 0; i < starts.length; i++) {
            appendFixed(reader.next(), 0, parts.ends()[i] - parts.starts()[i], width, out);
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
        out.appendLevels(Levels.NONE, definition, 0, n);
        if (width == 0) {
            out.items().appendNullLists(n);
            return;
        }
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

    private void readIndexedRows(int lengthBytes, int width, RowRuns wanted, LeafBuilder out) throws IOException {
        long rows = bytes.page().rows();
        long indexBytes = bytes.size(ROW_INDEX);
        long entryBytes = indexBytes / (rows + 1);
        if (indexBytes % (rows + 1) != 0
                || !(entryBytes == 1 || entryBytes == 2 || entryBytes == 4 || entryBytes == 8)) {
            throw new CorruptFileException(
                    bytes.at(ROW_INDEX, 0),
                    "row index has " + indexBytes + " bytes for " + (rows + 1) + " entries of 1, 2, 4 or 8 bytes");
        }
        RowRuns parts = wanted.split(RangeReader.rowsOfRange(bytes, bytes.size(DATA) / Math.max(1, rows)));
        long[] starts = new long[parts.count()];
        long[] ends = new long[parts.count()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = parts.starts()[i] * entryBytes;
            ends[i] = (parts.ends()[i] + 1L) * entryBytes;
        }
        RangeReader index = new RangeReader(bytes, ROW_INDEX, starts, ends);
        for (int i = 0; i < starts.length; i++) {
            ByteSlice entries = index.next();
            int n = parts.ends()[i] - parts.starts()[i];
            starts[i] = position(entries, 0, (int) entryBytes);
            ends[i] = position(entries, n, (int) entryBytes);
            if (starts[i] > ends[i] || (i > 0 && starts[i] < ends[i - 1])) {
                throw new CorruptFileException(entries.at(), "row index does not ascend");
            }
        }
        RangeReader reader = new RangeReader(bytes, DATA, starts, ends);
        for (int i = 0; i < starts.length; i++) {
            appendEntries(reader.next(), parts.ends()[i] - parts.starts()[i], lengthBytes, width, out);
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

    /// Appends the `rows` rows that fill `data`. Their visible values have `width` bytes, or a length in
    /// `lengthBytes` before them if that is not 0.
    private void appendEntries(ByteSlice data, int rows, int lengthBytes, int width, LeafBuilder out) {
        Entries entries = new Entries(rows, out.lists() > 0, data);
        int least = layout.values().leastRowBytes();
        long at = 0;
        while (out.lists() > 0 ? at < data.length() : entries.count < rows) {
            int control = control(data, at);
            long entryAt = at;
            at += controlBytes;
            int level = control & definitionMask;
            if (level > out.layers().highestLevel()) {
                throw new CorruptFileException(
                        data.at(at),
                        "definition level " + level + ", allowed 0.."
                                + out.layers().highestLevel());
            }
            entries.add(level, control >>> layout.definitionBits());
            if (level >= out.visibleLevels()) {
                continue;
            }
            long length = width;
            if (lengthBytes > 0 && level == 0) {
                length = length(data, at, lengthBytes);
                at += lengthBytes;
                if (length < least) {
                    throw new CorruptFileException(
                            data.at(entryAt), "full-zip value has " + length + " bytes, its encoding needs " + least);
                }
            }
            entries.addValue(data.require(at, length, "full-zip value"), (int) length);
            at += length;
        }
        if (at != data.length()) {
            throw new CorruptFileException(
                    data.at(at),
                    rows + " full-zip rows have " + (data.length() - at) + " bytes more than their values");
        }
        appendEntries(entries, data, lengthBytes, width, out);
    }

    private void appendEntries(Entries entries, ByteSlice data, int lengthBytes, int width, LeafBuilder out) {
        boolean hasRepetition = layout.repetitionBits() > 0;
        if (hasRepetition && (entries.count == 0 || entries.repetition[0] != out.lists())) {
            throw new CorruptFileException(data.at(), "full-zip row starts within a list");
        }
        Values.Spans spans = entries.spans();
        out.appendLevels(
                hasRepetition ? entries.repetition : Levels.NONE,
                controlBytes > 0 ? entries.definition : Levels.NONE,
                0,
                entries.count);
        int values = spans.count();
        if (lengthBytes == 0 && width == 0) {
            out.items().appendNullLists(values);
            return;
        }
        Values decoded = lengthBytes > 0
                ? layout.values().decodeEach(data, spans, budget)
                : layout.values().decodeRows(packed(spans, width, data), 0, width, width, values, budget);
        out.items().append(decoded, 0, values);
    }

    /// Entries found so far, each of two levels, and the bytes of those that are visible.
    private final class Entries {
        private final ByteSlice data;
        private short[] repetition;
        private short[] definition;
        private int[] starts;
        private int[] ends;
        private int count;
        private int values;

        /// Room for `expected` entries, and for more with `canGrow`.
        private Entries(int expected, boolean canGrow, ByteSlice data) {
            // Every row has a control word, or else a value with a length or a width.
            if (expected > data.length()) {
                throw new CorruptFileException(
                        data.at(), expected + " full-zip rows are said to be in " + data.length() + " bytes");
            }
            budget.check(expected * 12L, data.at());
            this.data = data;
            this.repetition = canGrow ? new short[expected] : Levels.NONE;
            this.definition = new short[expected];
            this.starts = new int[expected];
            this.ends = new int[expected];
        }

        private void add(int definitionLevel, int repetitionLevel) {
            if (count == definition.length) {
                int grown = (int) Math.min(data.length(), count + (count >> 1) + 16L);
                budget.check(grown * 12L, data.at());
                repetition = Arrays.copyOf(repetition, grown);
                definition = Arrays.copyOf(definition, grown);
                starts = Arrays.copyOf(starts, grown);
                ends = Arrays.copyOf(ends, grown);
            }
            definition[count] = (short) definitionLevel;
            if (count < repetition.length) {
                repetition[count] = (short) repetitionLevel;
            }
            count++;
        }

        private void addValue(int from, int length) {
            starts[values] = from;
            ends[values++] = from + length;
        }

        private Values.Spans spans() {
            return new Values.Spans(data.array(), Arrays.copyOf(starts, values), Arrays.copyOf(ends, values));
        }
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
