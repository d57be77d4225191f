package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.Encoding;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;
import dev.evodb.type.DataType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Reads a page whose values are all equal or all null.
///
/// Buffers: none; or repetition and definition levels, either of which may be empty; before these a value
/// block, if the value is not in the layout itself. Value block: the number of buffers and the length of
/// each as 32-bit numbers, then the buffers: one with the bytes of a value of fixed width, or two with
/// the offsets and the bytes of another.
final class ConstantPage {
    /// The value is appended in portions of this many.
    private static final int PORTION = 1024;

    private final PageBytes bytes;
    private final PageLayout.Constant layout;
    private final DecodeBudget budget;

    ConstantPage(PageBytes bytes, PageLayout.Constant layout, DecodeBudget budget) {
        this.bytes = bytes;
        this.layout = layout;
        this.budget = budget;
    }

    /// Appends the rows `wanted`.
    void read(RowRuns wanted, LeafBuilder out) throws IOException {
        ConstantLevels levels = levels(out);
        Optional<Values> value = readValue(out.shape().type());
        for (int i = 0; i < wanted.count(); i++) {
            int from = levels.entryOf(wanted.starts()[i]);
            append(value, levels, from, levels.entryOf(wanted.ends()[i]) - from, out);
        }
    }

    /// Appends entries `[from, from + n)`.
    private void append(Optional<Values> value, ConstantLevels levels, int from, int n, LeafBuilder out) {
        int firstEntry = out.entries();
        if (hasLevels() || value.isPresent()) {
            out.appendLevels(levels.repetition(), levels.definition(), from, n);
        } else {
            out.appendRows(n, out.layers().code(out.layers().highestLevel()));
        }
        int items = out.visible(firstEntry, out.entries());
        if (value.isEmpty()) {
            for (int e = firstEntry; e < out.entries(); e++) {
                if (out.definition(e) == 0) {
                    throw new CorruptFileException(bytes.at(), "page has values that are not null, but none to repeat");
                }
            }
            out.items().appendNulls(items);
            return;
        }
        out.items().reserve(items);
        Values repeated = new Values.Indexed(value.get(), new int[PORTION], PORTION);
        for (int done = 0; done < items; done += PORTION) {
            out.items().append(repeated, 0, Math.min(PORTION, items - done));
        }
    }

    /// The levels of the whole page, out of the cache or read.
    private ConstantLevels levels(LeafBuilder out) throws IOException {
        if (bytes.cache().get(bytes.page()) instanceof ConstantLevels known) {
            return known;
        }
        ConstantLevels levels = readLevels(out);
        bytes.cache().put(bytes.page(), levels);
        return levels;
    }

    private ConstantLevels readLevels(LeafBuilder out) throws IOException {
        short[] repetition =
                readLevels(hasLevels() ? levelBuffer() : -1, layout.repetition(), layout.repetitionLevels());
        short[] definition =
                readLevels(hasLevels() ? levelBuffer() + 1 : -1, layout.definition(), layout.definitionLevels());
        if (repetition.length > 0 && definition.length > 0 && repetition.length != definition.length) {
            throw new CorruptFileException(
                    bytes.at(),
                    "page has " + repetition.length + " repetition and " + definition.length + " definition levels");
        }
        long rows = bytes.page().rows();
        if (out.lists() == 0 || repetition.length == 0) {
            if (definition.length > 0 && definition.length != rows) {
                throw new CorruptFileException(
                        bytes.at(), "page has " + definition.length + " definition levels for " + rows + " rows");
            }
            return new ConstantLevels(Levels.NONE, definition, new int[0]);
        }
        return new ConstantLevels(repetition, definition, rowStarts(repetition, out.lists(), rows));
    }

    /// The entries with which rows start, and the end.
    private int[] rowStarts(short[] repetition, int lists, long rows) {
        budget.check(4L * repetition.length + 4, bytes.at());
        int[] starts = new int[repetition.length + 1];
        int found = 0;
        for (int e = 0; e < repetition.length; e++) {
            if (repetition[e] == lists) {
                starts[found++] = e;
            }
        }
        if (found != rows || starts[0] != 0) {
            throw new CorruptFileException(bytes.at(), "page has levels of " + found + " rows, stated are " + rows);
        }
        starts[found] = repetition.length;
        return Arrays.copyOf(starts, found + 1);
    }

    private boolean hasLevels() {
        return bytes.buffers() >= 2;
    }

    /// The number of the buffer with repetition levels; that with definition levels follows.
    private int levelBuffer() {
        return bytes.buffers() - 2;
    }

    private short[] readLevels(int buffer, Optional<Encoding> encoding, long count) throws IOException {
        if (buffer < 0 || bytes.size(buffer) == 0) {
            return Levels.NONE;
        }
        ByteSlice block = bytes.read(buffer);
        if (encoding.isEmpty()) {
            return Levels.plain(block, budget);
        }
        return Levels.decode(encoding.get(), block, budget.checkArray(count, 2, block.at()), budget);
    }

    /// The one value of the page, unless all are null.
    private Optional<Values> readValue(DataType type) throws IOException {
        if (layout.inlineValue().isPresent()) {
            ByteSlice inline = layout.inlineValue().get();
            return Optional.of(fixed(type, inline, 0, inline.length()));
        }
        if (bytes.buffers() != 1 && bytes.buffers() != 3) {
            return Optional.empty();
        }
        ByteSlice block = bytes.read(0);
        long buffers = block.readUnsignedIntLE(0, "value block");
        if (buffers == 1) {
            return Optional.of(fixed(type, block, 8, block.readUnsignedIntLE(4, "value block")));
        }
        if (buffers != 2) {
            throw new UnsupportedFeatureException("value block", buffers + " buffers", "1 or 2 buffers", block.at());
        }
        long offsetBytes = block.readUnsignedIntLE(4, "value block");
        long valueBytes = block.readUnsignedIntLE(8, "value block");
        if (offsetBytes != 8 && offsetBytes != 16) {
            throw new CorruptFileException(block.at(4), "value block has " + offsetBytes + " bytes of 2 offsets");
        }
        long end = offsetBytes == 8
                ? block.readUnsignedIntLE(12 + 4, "value block")
                : block.readCountLE(12 + 8, "value block");
        if (end != valueBytes) {
            throw new CorruptFileException(
                    block.at(12), "value block has " + valueBytes + " bytes of a value, its offset says " + end);
        }
        int from = block.require(12 + offsetBytes, valueBytes, "value block");
        return Optional.of(new Values.Variable(block.array(), new int[] {from, (int) (from + valueBytes)}));
    }

    /// The value of `type` that fills `[from, from + length)` of `slice`.
    private static Values fixed(DataType type, ByteSlice slice, long from, long length) {
        int at = slice.require(from, length, "constant value");
        return fixed(type, slice.array(), at, length, 1, slice);
    }

    private static Values fixed(DataType type, byte[] array, int at, long length, int count, ByteSlice slice) {
        if (type instanceof DataType.FixedSizeList(var item, int size)) {
            long all = (long) count * size;
            if (all > length * 8) {
                throw new CorruptFileException(
                        slice.at(), "constant value has " + length + " bytes for " + all + " items");
            }
            Values items = fixed(item.type(), array, at, length, (int) all, slice);
            return new Values.Lists(size, false, new byte[0], 0, items, count);
        }
        if (type instanceof DataType.Bool) {
            if (length * 8 < count) {
                throw new CorruptFileException(
                        slice.at(), "constant value has " + length + " bytes for " + count + " bits");
            }
            return new Values.Fixed(array, at, 1, count);
        }
        if (length == 0 || length % count != 0 || length / count > Integer.MAX_VALUE >> 3) {
            throw new CorruptFileException(
                    slice.at(), "constant value has " + length + " bytes for " + count + " items");
        }
        return new Values.Fixed(array, at, (int) (length / count) * 8, count);
    }
}
