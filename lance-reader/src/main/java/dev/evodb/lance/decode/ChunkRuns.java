package dev.evodb.lance.decode;

import java.util.Arrays;

/// Wanted runs of the items of one chunk, ascending. Grows.
final class ChunkRuns {
    private int[] starts = new int[4];
    private int[] lengths = new int[4];
    private int count;
    private int total;

    /// The rows `wanted` that are among the `rows` from `firstRow` on, counted from there.
    static ChunkRuns of(RowRuns wanted, long firstRow, int rows) {
        ChunkRuns runs = new ChunkRuns();
        long end = firstRow + rows;
        for (int run = wanted.runAfter(firstRow); run < wanted.count() && wanted.starts()[run] < end; run++) {
            long from = Math.max(wanted.starts()[run], firstRow);
            runs.add((int) (from - firstRow), (int) (Math.min(wanted.ends()[run], end) - from));
        }
        return runs;
    }

    /// Adds items `[from, from + length)`, which may be none.
    void add(int from, int length) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        starts[count] = from;
        lengths[count++] = length;
        total += length;
    }

    int count() {
        return count;
    }

    int from(int run) {
        return starts[run];
    }

    int length(int run) {
        return lengths[run];
    }

    /// Items of all runs.
    int total() {
        return total;
    }

    /// Each item.
    int[] each() {
        int[] items = new int[total];
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < lengths[i]; j++) {
                items[at++] = starts[i] + j;
            }
        }
        return items;
    }
}
