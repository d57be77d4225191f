package dev.evodb.lance.decode;

import java.util.ArrayList;
import java.util.List;

/// Wanted items, or bytes, of a page: ascending runs `[starts[i], ends[i])` that do not overlap.
public record ItemRanges(long[] starts, long[] ends) {
    /// One run, or none if it is empty.
    public static ItemRanges of(long start, long end) {
        return start == end
                ? new ItemRanges(new long[0], new long[0])
                : new ItemRanges(new long[] {start}, new long[] {end});
    }

    /// The same items, at most `most` in each element; runs are cut where they have to be.
    public static List<ItemRanges> groups(RowRuns rows, int most) {
        RowRuns runs = rows.split(most);
        List<ItemRanges> groups = new ArrayList<>();
        int first = 0;
        while (first < runs.count()) {
            int end = first;
            long count = 0;
            while (end < runs.count() && count + runs.ends()[end] - runs.starts()[end] <= most) {
                count += runs.ends()[end] - runs.starts()[end];
                end++;
            }
            groups.add(new ItemRanges(toLongs(runs.starts(), first, end), toLongs(runs.ends(), first, end)));
            first = end;
        }
        return groups;
    }

    public int runs() {
        return starts.length;
    }

    /// Items of all runs.
    public long count() {
        long count = 0;
        for (int i = 0; i < starts.length; i++) {
            count += ends[i] - starts[i];
        }
        return count;
    }

    /// Where the last run ends, or 0.
    public long end() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /// The items of the same lists of `dimension` items each. Trusted not to overflow: lists are fewer
    /// than 2^31 and have fewer than 2^31 items.
    public ItemRanges times(int dimension) {
        long[] newStarts = new long[starts.length];
        long[] newEnds = new long[ends.length];
        for (int i = 0; i < starts.length; i++) {
            newStarts[i] = starts[i] * dimension;
            newEnds[i] = ends[i] * dimension;
        }
        return new ItemRanges(newStarts, newEnds);
    }

    /// The bytes that hold values of `bits` each, which lie back to back. Trusted not to overflow. Of
    /// single bits, neighbouring runs may share a byte.
    public ItemRanges bytes(int bits) {
        long[] newStarts = new long[starts.length];
        long[] newEnds = new long[ends.length];
        for (int i = 0; i < starts.length; i++) {
            newStarts[i] = (starts[i] * bits) >>> 3;
            newEnds[i] = (ends[i] * bits + 7) >>> 3;
        }
        return new ItemRanges(newStarts, newEnds);
    }

    private static long[] toLongs(int[] values, int from, int to) {
        long[] longs = new long[to - from];
        for (int i = from; i < to; i++) {
            longs[i - from] = values[i];
        }
        return longs;
    }
}
