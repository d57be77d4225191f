package dev.evodb.lance.decode;

/// Which neighbouring byte ranges to read together: one larger read costs less than two small ones, up to a
/// size that bounds the memory in use at a time.
final class ReadGroups {
    private static final long LONGEST_READ = 16L << 20;

    /// Bytes between two ranges that are read along rather than asking twice.
    private static final long LONGEST_GAP = 8L << 10;

    private ReadGroups() {}

    /// The end of the group of ranges `[starts[i], ends[i])` that starts with range `first`; ranges ascend.
    static int endOfGroup(long[] starts, long[] ends, int first) {
        int end = first + 1;
        while (end < starts.length
                && starts[end] - ends[end - 1] <= LONGEST_GAP
                && ends[end] - starts[first] <= LONGEST_READ) {
            end++;
        }
        return end;
    }

    /// As above, for `count` ranges `[starts[i], starts[i + 1])` without gaps.
    static int endOfGroup(long[] starts, int count, int first) {
        int end = first + 1;
        while (end < count && starts[end + 1] - starts[first] <= LONGEST_READ) {
            end++;
        }
        return end;
    }

    /// How many rows of `rowBytes` to read together, at least one.
    static int rowsOfGroup(long rowBytes) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, LONGEST_READ / Math.max(1, rowBytes)));
    }
}
