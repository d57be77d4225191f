package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;

/// The parts of a chunk of `items` values, none of them decoded yet. An empty array of levels means that
/// all are the usual one.
///
/// In the file: the number of levels, the byte lengths of repetition levels, definition levels (each 16
/// bit, present if the page has an encoding for them) and value buffers, then these buffers; everything
/// starts at a multiple of 8 from the start of the chunk.
final class MiniBlockChunk {
    /// To unpack one value costs as much as to unpack some eight in a loop over all.
    private static final int LEAST_VALUES_A_PICK = 8;

    private final PageLayout.MiniBlock layout;
    private final MiniBlockIndex index;
    private final DecodeBudget budget;
    private final ByteSlice chunk;
    private final int items;
    private final int levels;
    private final ByteSlice repetition;
    private final ByteSlice definition;
    private final ByteSlice[] buffers;

    MiniBlockChunk(ByteSlice chunk, int items, PageLayout.MiniBlock layout, MiniBlockIndex index, DecodeBudget budget) {
        this.layout = layout;
        this.index = index;
        this.budget = budget;
        this.chunk = chunk;
        this.items = items;
        this.levels = chunk.readUnsignedShortLE(0, "chunk header");
        int header = 2;
        int repetitionBytes = 0;
        int definitionBytes = 0;
        if (layout.repetition().isPresent()) {
            repetitionBytes = chunk.readUnsignedShortLE(header, "chunk header");
            header += 2;
        }
        if (layout.definition().isPresent()) {
            definitionBytes = chunk.readUnsignedShortLE(header, "chunk header");
            header += 2;
        }
        int sizeBytes = layout.hasLargeChunks() ? 4 : 2;
        long at = align(header + (long) sizeBytes * layout.valueBuffers());
        this.repetition = chunk.slice(at, repetitionBytes, "repetition levels");
        at = align(at + repetitionBytes);
        this.definition = chunk.slice(at, definitionBytes, "definition levels");
        at = align(at + definitionBytes);
        this.buffers = new ByteSlice[layout.valueBuffers()];
        for (int i = 0; i < buffers.length; i++) {
            long size = sizeBytes == 4
                    ? chunk.readUnsignedIntLE(header + i * 4L, "chunk header")
                    : chunk.readUnsignedShortLE(header + i * 2L, "chunk header");
            buffers[i] = chunk.slice(at, size, "value buffer " + i);
            at = align(at + size);
        }
        if (hasLevels() && (layout.layers().lists() == 0 ? levels != items : levels < items)) {
            throw new CorruptFileException(chunk.at(), "chunk has " + levels + " levels for " + items + " items");
        }
    }

    private boolean hasLevels() {
        return layout.repetition().isPresent() || layout.definition().isPresent();
    }

    /// Levels of each kind.
    int entries() {
        return hasLevels() ? levels : items;
    }

    short[] repetition() {
        return layout.repetition().isEmpty()
                ? Levels.NONE
                : Levels.decode(layout.repetition().get(), repetition, levels, budget);
    }

    short[] definition() {
        return layout.definition().isEmpty()
                ? Levels.NONE
                : Levels.decode(layout.definition().get(), definition, levels, budget);
    }

    /// The definition levels `picks`, each in `[0, entries())`.
    short[] definition(int[] picks) {
        return layout.definition().isEmpty()
                ? Levels.NONE
                : Levels.pick(layout.definition().get(), definition, levels, picks, budget);
    }

    /// All values.
    Values values() {
        Values values = layout.values().decodeChunk(buffers, 0, items, budget);
        return index.dictionary().isEmpty()
                ? values
                : dictionaryValues(index.dictionary().get(), values, items);
    }

    /// Whether to decode `wanted` values by [#values(int\[\])] is less work than to decode all.
    boolean isWorthPicking(int wanted) {
        return wanted <= items / LEAST_VALUES_A_PICK && layout.values().isPickable();
    }

    /// The values `picks`, each in `[0, items)`.
    Values values(int[] picks) {
        Values values = layout.values().pickOfChunk(buffers, 0, items, picks, budget);
        return index.dictionary().isEmpty()
                ? values
                : dictionaryValues(index.dictionary().get(), values, picks.length);
    }

    private Values dictionaryValues(Values dictionary, Values indices, int count) {
        return new Values.Indexed(dictionary, indices(indices, dictionary.count(), chunk), count);
    }

    private static long align(long at) {
        return (at + 7) & -8L;
    }

    /// The dictionary indices that `values` are.
    private static int[] indices(Values values, int size, ByteSlice chunk) {
        if (!(values instanceof Values.Fixed(byte[] bytes, int from, int bits, int count))) {
            throw new CorruptFileException(chunk.at(), "dictionary indices are not of fixed width");
        }
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            long index = switch (bits) {
                case 8 -> bytes[from + i] & 0xFF;
                case 16 -> LittleEndian.readUnsignedShort(bytes, from + i * 2);
                case 32 -> LittleEndian.readInt(bytes, from + i * 4) & 0xFFFFFFFFL;
                case 64 -> LittleEndian.readLong(bytes, from + i * 8);
                default ->
                    throw new CorruptFileException(
                            chunk.at(), "dictionary indices are " + bits + " bits wide, allowed 8, 16, 32, 64");
            };
            if (index < 0 || index >= size) {
                throw new CorruptFileException(
                        chunk.at(),
                        "value " + i + ": dictionary index " + Long.toUnsignedString(index) + " not below size "
                                + size);
            }
            indices[i] = (int) index;
        }
        return indices;
    }
}
