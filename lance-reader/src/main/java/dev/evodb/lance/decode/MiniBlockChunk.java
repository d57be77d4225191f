package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;

/// A decoded chunk of `entries` levels and `values`; an empty array of levels means that all are the
/// usual one.
///
/// In the file: the number of levels, the byte lengths of repetition levels, definition levels (each 16
/// bit, present if the page has an encoding for them) and value buffers, then these buffers; everything
/// starts at a multiple of 8 from the start of the chunk.
record MiniBlockChunk(int entries, short[] repetition, short[] definition, Values values) {
    static MiniBlockChunk decode(
            ByteSlice chunk, int items, PageLayout.MiniBlock layout, MiniBlockIndex index, DecodeBudget budget) {
        int levels = chunk.readUnsignedShortLE(0, "chunk header");
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

        short[] repetition = Levels.NONE;
        if (layout.repetition().isPresent()) {
            ByteSlice block = chunk.slice(at, repetitionBytes, "repetition levels");
            repetition = Levels.decode(layout.repetition().get(), block, levels, budget);
            at = align(at + repetitionBytes);
        }
        short[] definition = Levels.NONE;
        if (layout.definition().isPresent()) {
            ByteSlice block = chunk.slice(at, definitionBytes, "definition levels");
            definition = Levels.decode(layout.definition().get(), block, levels, budget);
            at = align(at + definitionBytes);
        }
        ByteSlice[] buffers = new ByteSlice[layout.valueBuffers()];
        for (int i = 0; i < buffers.length; i++) {
            long size = sizeBytes == 4
                    ? chunk.readUnsignedIntLE(header + i * 4L, "chunk header")
                    : chunk.readUnsignedShortLE(header + i * 2L, "chunk header");
            buffers[i] = chunk.slice(at, size, "value buffer " + i);
            at = align(at + size);
        }
        boolean hasLevels =
                layout.repetition().isPresent() || layout.definition().isPresent();
        if (hasLevels && (layout.layers().lists() == 0 ? levels != items : levels < items)) {
            throw new CorruptFileException(chunk.at(), "chunk has " + levels + " levels for " + items + " items");
        }
        Values values = layout.values().decodeChunk(buffers, 0, items, budget);
        if (index.dictionary().isPresent()) {
            Values dictionary = index.dictionary().get();
            values = new Values.Indexed(dictionary, indices(values, dictionary.count(), chunk), items);
        }
        return new MiniBlockChunk(hasLevels ? levels : items, repetition, definition, values);
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
