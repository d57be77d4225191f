package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/// Reads a mini-block page: only the chunks that hold wanted rows, if there are no lists.
///
/// Chunk: the number of levels, the byte lengths of repetition levels, definition levels (each 16 bit,
/// present if the page has an encoding for them) and value buffers, then these buffers; everything starts at
/// a multiple of 8 from the start of the chunk.
final class MiniBlockPage {
    private static final int CHUNK_TABLE = 0;
    private static final int CHUNKS = 1;
    private static final int DICTIONARY = 2;

    private final PageBytes bytes;
    private final PageLayout.MiniBlock layout;
    private final DecodeBudget budget;

    MiniBlockPage(PageBytes bytes, PageLayout.MiniBlock layout, DecodeBudget budget) {
        this.bytes = bytes;
        this.layout = layout;
        this.budget = budget;
    }

    /// Where chunks lie: chunk `i` is bytes `[byteStarts[i], byteStarts[i + 1])` of the chunk buffer and
    /// holds items `[itemStarts[i], itemStarts[i + 1])`.
    private record ChunkTable(int chunks, long[] byteStarts, long[] itemStarts) {
        int items(int chunk) {
            return (int) (itemStarts[chunk + 1] - itemStarts[chunk]);
        }

        /// The chunk of `item`.
        int chunkOf(long item) {
            int found = Arrays.binarySearch(itemStarts, item);
            return found >= 0 ? found : -found - 2;
        }
    }

    private ChunkTable readTable() throws IOException {
        ByteSlice table = bytes.read(CHUNK_TABLE);
        int entryBytes = layout.hasLargeChunks() ? 4 : 2;
        if (table.length() % entryBytes != 0) {
            throw new CorruptFileException(
                    table.at(), "chunk table has " + table.length() + " bytes, entries have " + entryBytes);
        }
        int chunks = table.length() / entryBytes;
        long[] byteStarts = new long[chunks + 1];
        long[] itemStarts = new long[chunks + 1];
        for (int i = 0; i < chunks; i++) {
            long entry = entryBytes == 4
                    ? table.readUnsignedIntLE(i * 4L, "chunk table")
                    : table.readUnsignedShortLE(i * 2L, "chunk table");
            byteStarts[i + 1] = byteStarts[i] + ((entry >>> 4) + 1) * 8;
            long items = i + 1 < chunks ? 1L << (entry & 15) : layout.items() - itemStarts[i];
            itemStarts[i + 1] = itemStarts[i] + items;
            if (items < 1 || items > 1 << 15 || itemStarts[i + 1] > layout.items()) {
                throw new CorruptFileException(
                        table.at((long) i * entryBytes),
                        "chunk " + i + " holds " + items + " items after " + itemStarts[i] + " of " + layout.items());
            }
        }
        if (chunks == 0 && layout.items() > 0) {
            throw new CorruptFileException(table.at(), "page has " + layout.items() + " items and no chunks");
        }
        long chunkBytes = bytes.size(CHUNKS);
        if (byteStarts[chunks] > chunkBytes) {
            throw new CorruptFileException(
                    table.at(), "chunks have " + byteStarts[chunks] + " bytes, their buffer has " + chunkBytes);
        }
        return new ChunkTable(chunks, byteStarts, itemStarts);
    }

    private Optional<Values> readDictionary() throws IOException {
        if (layout.dictionary().isEmpty()) {
            return Optional.empty();
        }
        PageLayout.Dictionary dictionary = layout.dictionary().get();
        return Optional.of(dictionary.items().decodeBlock(bytes.read(DICTIONARY), dictionary.size(), budget));
    }

    /// Appends the rows `wanted`; there are no lists, so rows are items.
    void readRows(RowRuns wanted, LeafBuilder out) throws IOException {
        if (layout.items() != bytes.page().rows()) {
            throw new CorruptFileException(
                    bytes.at(),
                    "page has " + layout.items() + " items for " + bytes.page().rows() + " rows");
        }
        ChunkTable table = readTable();
        int[] chunks = neededChunks(table, wanted);
        long[] starts = new long[chunks.length];
        long[] ends = new long[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            starts[i] = table.byteStarts[chunks[i]];
            ends[i] = table.byteStarts[chunks[i] + 1];
        }
        Optional<Values> dictionary = readDictionary();
        int run = 0;
        int i = 0;
        while (i < chunks.length) {
            int end = ReadGroups.endOfGroup(starts, ends, i);
            ByteSlice read = bytes.read(CHUNKS, starts[i], ends[end - 1] - starts[i]);
            long readFrom = starts[i];
            for (; i < end; i++) {
                Chunk chunk = decode(
                        read.slice(starts[i] - readFrom, ends[i] - starts[i], "chunk"),
                        table.items(chunks[i]),
                        dictionary);
                run = appendRuns(chunk, table.itemStarts[chunks[i]], wanted, run, out);
            }
        }
    }

    /// Appends the whole page.
    void readAll(LeafBuilder out) throws IOException {
        ChunkTable table = readTable();
        Optional<Values> dictionary = readDictionary();
        int i = 0;
        while (i < table.chunks) {
            int end = ReadGroups.endOfGroup(table.byteStarts, table.chunks, i);
            long readFrom = table.byteStarts[i];
            ByteSlice read = bytes.read(CHUNKS, readFrom, table.byteStarts[end] - readFrom);
            for (; i < end; i++) {
                long from = table.byteStarts[i];
                ByteSlice slice = read.slice(from - readFrom, table.byteStarts[i + 1] - from, "chunk");
                Chunk chunk = decode(slice, table.items(i), dictionary);
                out.appendLevels(layout.layers(), chunk.repetition, chunk.definition, 0, chunk.levels);
                out.items().append(chunk.values, 0, chunk.items);
            }
        }
    }

    private static int[] neededChunks(ChunkTable table, RowRuns wanted) {
        int[] needed = new int[16];
        int count = 0;
        int next = 0;
        for (int run = 0; run < wanted.count(); run++) {
            int last = table.chunkOf(wanted.ends()[run] - 1);
            for (int chunk = Math.max(next, table.chunkOf(wanted.starts()[run])); chunk <= last; chunk++) {
                if (count == needed.length) {
                    needed = Arrays.copyOf(needed, count * 2);
                }
                needed[count++] = chunk;
            }
            next = last + 1;
        }
        return Arrays.copyOf(needed, count);
    }

    /// Appends the parts of runs `run` and later that lie in `chunk`, whose first row is `firstRow`; answers
    /// the first run that goes on after the chunk.
    private int appendRuns(Chunk chunk, long firstRow, RowRuns wanted, int run, LeafBuilder out) {
        int at = run;
        while (at < wanted.count() && wanted.starts()[at] < firstRow + chunk.items) {
            int from = (int) (Math.max(wanted.starts()[at], firstRow) - firstRow);
            int to = (int) (Math.min(wanted.ends()[at], firstRow + chunk.items) - firstRow);
            out.appendLevels(layout.layers(), Levels.NONE, chunk.definition, from, to - from);
            out.items().append(chunk.values, from, to - from);
            if (wanted.ends()[at] > firstRow + chunk.items) {
                return at;
            }
            at++;
        }
        return at;
    }

    /// A decoded chunk of `items` values; an empty array of levels means that all are the usual one.
    private record Chunk(int levels, short[] repetition, short[] definition, int items, Values values) {}

    private Chunk decode(ByteSlice chunk, int items, Optional<Values> dictionary) {
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
        if (dictionary.isPresent()) {
            values = new Values.Indexed(
                    dictionary.get(), indices(values, dictionary.get().count(), chunk), items);
        }
        return new Chunk(hasLevels ? levels : items, repetition, definition, items, values);
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
