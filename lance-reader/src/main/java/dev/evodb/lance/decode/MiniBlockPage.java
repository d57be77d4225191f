package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.lance.encoding.PageLayout;
import dev.evodb.lance.encoding.Values;
import java.io.IOException;

/// Reads a mini-block page: only the chunks that hold wanted rows.
final class MiniBlockPage {
    private final PageBytes bytes;
    private final PageLayout.MiniBlock layout;
    private final DecodeBudget budget;

    MiniBlockPage(PageBytes bytes, PageLayout.MiniBlock layout, DecodeBudget budget) {
        this.bytes = bytes;
        this.layout = layout;
        this.budget = budget;
    }

    /// Appends the rows `wanted`.
    void read(RowRuns wanted, LeafBuilder out) throws IOException {
        if (out.lists() == 0 && layout.items() != bytes.page().rows()) {
            throw new CorruptFileException(
                    bytes.at(),
                    "page has " + layout.items() + " items for " + bytes.page().rows() + " rows");
        }
        MiniBlockIndex index = MiniBlockIndex.of(bytes, layout, budget);
        if (index.chunks() == 0) {
            return;
        }
        int[] chunks = index.chunksOf(wanted);
        long[] starts = new long[chunks.length];
        long[] ends = new long[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            starts[i] = index.byteStarts()[chunks[i]];
            ends[i] = index.byteStarts()[chunks[i] + 1];
        }
        RangeReader reader = new RangeReader(bytes, MiniBlockIndex.CHUNKS, starts, ends);
        for (int number : chunks) {
            ByteSlice slice = reader.next();
            int items = index.items(number);
            MiniBlockChunk chunk = new MiniBlockChunk(slice, items, layout, index, budget);
            if (out.lists() == 0) {
                appendRows(chunk, index.itemStarts()[number], wanted, out);
            } else {
                appendLists(chunk, number, items, index, wanted, out, slice.at());
            }
        }
    }

    /// Appends what is wanted of a chunk without lists, whose first row is `firstRow`.
    private static void appendRows(MiniBlockChunk chunk, long firstRow, RowRuns wanted, LeafBuilder out) {
        ChunkRuns runs = ChunkRuns.of(wanted, firstRow, chunk.entries());
        if (chunk.isWorthPicking(runs.total())) {
            int[] picks = runs.each();
            out.appendLevels(Levels.NONE, chunk.definition(picks), 0, picks.length);
            out.items().append(chunk.values(picks), 0, picks.length);
            return;
        }
        short[] definition = chunk.definition();
        Values values = chunk.values();
        for (int i = 0; i < runs.count(); i++) {
            out.appendLevels(Levels.NONE, definition, runs.from(i), runs.length(i));
            out.items().append(values, runs.from(i), runs.length(i));
        }
    }

    /// Appends what is wanted of chunk `number`, after checking it against the repetition index.
    private static void appendLists(
            MiniBlockChunk chunk,
            int number,
            int items,
            MiniBlockIndex index,
            RowRuns wanted,
            LeafBuilder out,
            Location at) {
        RowCutter cutter = new RowCutter(chunk.repetition(), chunk.definition(), chunk.entries(), out);
        long started = index.rowsStarted(number);
        long startsHere = index.rowsStarting(number);
        if (cutter.startsWithinRow() != index.startsOpen(number)) {
            throw new CorruptFileException(
                    at,
                    "chunk " + number
                            + (cutter.startsWithinRow()
                                    ? " starts within a row, the repetition index says with one"
                                    : " starts with a row, the repetition index says within one"));
        }
        if (cutter.rowStarts() != startsHere) {
            throw new CorruptFileException(
                    at,
                    "chunk " + number + " has levels of " + cutter.rowStarts()
                            + " rows that start, the repetition index says " + startsHere);
        }
        if (cutter.visible() != items) {
            throw new CorruptFileException(
                    at, "chunk " + number + " has " + items + " items, its levels need " + cutter.visible());
        }
        ChunkRuns runs = new ChunkRuns();
        cutter.append(started, wanted, runs::add);
        appendItems(chunk, runs, out);
    }

    private static void appendItems(MiniBlockChunk chunk, ChunkRuns runs, LeafBuilder out) {
        if (chunk.isWorthPicking(runs.total())) {
            int[] picks = runs.each();
            out.items().append(chunk.values(picks), 0, picks.length);
            return;
        }
        Values values = chunk.values();
        for (int i = 0; i < runs.count(); i++) {
            out.items().append(values, runs.from(i), runs.length(i));
        }
    }
}
