package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// Where the chunks of a mini-block page lie and what they hold, with the dictionary that they share.
///
/// Chunk `i` is bytes `[byteStarts[i], byteStarts[i + 1])` of the chunk buffer and holds items
/// `[itemStarts[i], itemStarts[i + 1])`. With lists, `rowsEnded[i]` rows end before it, and `isOpen[i]`
/// tells that a row goes on after it; without lists, both are empty.
record MiniBlockIndex(
        long[] byteStarts, long[] itemStarts, long[] rowsEnded, boolean[] isOpen, Optional<Values> dictionary)
        implements PageCache.Entry {
    private static final int CHUNK_TABLE = 0;
    static final int CHUNKS = 1;
    private static final int DICTIONARY = 2;

    /// Items that a chunk can have.
    private static final int MAX_ITEMS = 1 << 15;

    /// Bytes of an object with a few fields, for want of anything exact.
    private static final long OBJECT_BYTES = 256;

    @Override
    public long bytes() {
        return OBJECT_BYTES
                + 8L * (byteStarts.length + itemStarts.length + rowsEnded.length)
                + isOpen.length
                + dictionary.map(Values::memoryBytes).orElse(0L);
    }

    /// The index of a page, out of the cache or read.
    static MiniBlockIndex of(PageBytes bytes, PageLayout.MiniBlock layout, DecodeBudget budget) throws IOException {
        if (bytes.cache().get(bytes.page()) instanceof MiniBlockIndex known) {
            return known;
        }
        MiniBlockIndex index = read(bytes, layout, budget);
        bytes.cache().put(bytes.page(), index);
        return index;
    }

    private static MiniBlockIndex read(PageBytes bytes, PageLayout.MiniBlock layout, DecodeBudget budget)
            throws IOException {
        boolean hasDictionary = layout.dictionary().isPresent();
        boolean hasRows = layout.layers().lists() > 0;
        if (hasRows && layout.indexDepth() < 1) {
            throw new CorruptFileException(bytes.at(), "page with lists has no repetition index");
        }
        int rowIndex = bytes.buffers() - 1;
        if (hasRows && rowIndex < (hasDictionary ? DICTIONARY + 1 : DICTIONARY)) {
            throw new CorruptFileException(
                    bytes.at(), "page has " + bytes.buffers() + " buffers, none is a repetition index");
        }
        ByteSlice[] slices =
                bytes.readEach(IntStream.of(CHUNK_TABLE, hasDictionary ? DICTIONARY : -1, hasRows ? rowIndex : -1)
                        .filter(buffer -> buffer >= 0)
                        .toArray());
        ByteSlice table = slices[0];
        int entryBytes = layout.hasLargeChunks() ? 4 : 2;
        if (table.length() % entryBytes != 0) {
            throw new CorruptFileException(
                    table.at(), "chunk table has " + table.length() + " bytes, entries have " + entryBytes);
        }
        int chunks = table.length() / entryBytes;
        budget.check(chunks * 25L, table.at());
        long[] byteStarts = new long[chunks + 1];
        long[] itemStarts = new long[chunks + 1];
        for (int i = 0; i < chunks; i++) {
            long entry = entryBytes == 4
                    ? table.readUnsignedIntLE(i * 4L, "chunk table")
                    : table.readUnsignedShortLE(i * 2L, "chunk table");
            byteStarts[i + 1] = byteStarts[i] + ((entry >>> 4) + 1) * 8;
            long items = i + 1 < chunks ? 1L << (entry & 15) : layout.items() - itemStarts[i];
            itemStarts[i + 1] = itemStarts[i] + items;
            if (items < 1 || items > MAX_ITEMS || itemStarts[i + 1] > layout.items()) {
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
        Optional<Values> dictionary =
                layout.dictionary().map(found -> found.items().decodeBlock(slices[1], found.size(), budget));
        return hasRows
                ? readRows(bytes, slices[slices.length - 1], layout, byteStarts, itemStarts, dictionary)
                : new MiniBlockIndex(byteStarts, itemStarts, new long[0], new boolean[0], dictionary);
    }

    /// Adds what the repetition index tells of rows.
    private static MiniBlockIndex readRows(
            PageBytes bytes,
            ByteSlice index,
            PageLayout.MiniBlock layout,
            long[] byteStarts,
            long[] itemStarts,
            Optional<Values> dictionary) {
        int chunks = byteStarts.length - 1;
        long entryBytes = (layout.indexDepth() + 1L) * 8;
        if (index.length() != chunks * entryBytes) {
            throw new CorruptFileException(
                    index.at(),
                    "repetition index has " + index.length() + " bytes, " + chunks + " chunks need "
                            + chunks * entryBytes);
        }
        long[] rowsEnded = new long[chunks + 1];
        boolean[] isOpen = new boolean[chunks];
        long rows = bytes.page().rows();
        for (int i = 0; i < chunks; i++) {
            long ended = index.readCountLE(i * entryBytes, "repetition index");
            isOpen[i] = index.readLongLE((i + 1) * entryBytes - 8, "repetition index") != 0;
            if (ended > rows - rowsEnded[i]) {
                throw new CorruptFileException(
                        index.at(i * entryBytes),
                        ended + " rows end in chunk " + i + ", after " + rowsEnded[i] + " of " + rows);
            }
            rowsEnded[i + 1] = rowsEnded[i] + ended;
        }
        if (rowsEnded[chunks] != rows || (chunks > 0 && isOpen[chunks - 1])) {
            throw new CorruptFileException(
                    index.at(), "repetition index has " + rowsEnded[chunks] + " whole rows, the page has " + rows);
        }
        return new MiniBlockIndex(byteStarts, itemStarts, rowsEnded, isOpen, dictionary);
    }

    int chunks() {
        return byteStarts.length - 1;
    }

    int items(int chunk) {
        return (int) (itemStarts[chunk + 1] - itemStarts[chunk]);
    }

    /// Whether chunk `chunk` starts within a row, with lists.
    boolean startsOpen(int chunk) {
        return chunk > 0 && isOpen[chunk - 1];
    }

    /// How many rows start before chunk `chunk`, with lists.
    long rowsStarted(int chunk) {
        return rowsEnded[chunk] + (startsOpen(chunk) ? 1 : 0);
    }

    /// How many rows start in chunk `chunk`, with lists.
    long rowsStarting(int chunk) {
        return rowsEnded[chunk + 1] + (isOpen[chunk] ? 1 : 0) - rowsStarted(chunk);
    }

    /// The chunks that hold any of the rows `wanted`, ascending.
    int[] chunksOf(RowRuns wanted) {
        int[] needed = new int[16];
        int count = 0;
        int next = 0;
        for (int run = 0; run < wanted.count(); run++) {
            int last = lastChunkOf(wanted.ends()[run] - 1);
            for (int chunk = Math.max(next, firstChunkOf(wanted.starts()[run])); chunk <= last; chunk++) {
                if (count == needed.length) {
                    needed = Arrays.copyOf(needed, count * 2);
                }
                needed[count++] = chunk;
            }
            next = Math.max(next, last + 1);
        }
        return Arrays.copyOf(needed, count);
    }

    /// The chunk in which `row` starts.
    private int firstChunkOf(long row) {
        int chunk = lastChunkOf(row);
        if (rowsEnded.length > 0) {
            // The row may have started before the chunk in which it ends.
            while (chunk > 0 && isOpen[chunk - 1] && rowsEnded[chunk] == row) {
                chunk--;
            }
        }
        return chunk;
    }

    /// The chunk in which `row` ends.
    private int lastChunkOf(long row) {
        long[] firstRows = rowsEnded.length > 0 ? rowsEnded : itemStarts;
        int low = 0;
        int high = chunks() - 1;
        // The first chunk at whose end more than `row` rows have ended.
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (firstRows[middle + 1] > row) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
