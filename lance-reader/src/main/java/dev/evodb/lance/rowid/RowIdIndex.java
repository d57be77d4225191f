package dev.evodb.lance.rowid;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.deletion.DeletionVector;
import java.util.Arrays;

/// The way from a stable row id to the address of its row, `fragment id << 32 | row`. Holds the rows that
/// are not deleted, as runs of consecutive ids in consecutive rows. Immutable, thread-safe.
///
/// An update moves a row to another fragment and deletes the old one; both have the same id, and only one
/// is here.
public final class RowIdIndex {
    /// No address: that row of that fragment would be one of 2^64 - 1.
    public static final long ABSENT = -1;

    private static final int RUN_BYTES = 3 * Long.BYTES;

    private final long[] firstIds;
    private final long[] counts;
    private final long[] addresses;

    private RowIdIndex(long[] firstIds, long[] counts, long[] addresses) {
        this.firstIds = firstIds;
        this.counts = counts;
        this.addresses = addresses;
    }

    /// An empty index that may grow to `mostBytes`; `manifest` is where its sequences come from.
    public static Builder builder(long mostBytes, Location manifest) {
        return new Builder(mostBytes, manifest);
    }

    /// The address of the row with that id, or [#ABSENT] if no row has it.
    public long address(long id) {
        int at = Arrays.binarySearch(firstIds, id ^ Long.MIN_VALUE);
        int run = at < 0 ? -at - 2 : at;
        if (run < 0) {
            return ABSENT;
        }
        long distance = (id ^ Long.MIN_VALUE) - firstIds[run];
        return Long.compareUnsigned(distance, counts[run]) < 0 ? addresses[run] + distance : ABSENT;
    }

    /// Gives all rows in runs, ascending by id; positions are addresses.
    public void forEachRun(RunSink sink) {
        for (int i = 0; i < firstIds.length; i++) {
            sink.accept(addresses[i], firstIds[i] ^ Long.MIN_VALUE, counts[i]);
        }
    }

    /// Runs of ids; memory grows with them, not with rows.
    public int runs() {
        return firstIds.length;
    }

    /// Takes one fragment after the other.
    public static final class Builder {
        private final long mostBytes;
        private final Location manifest;
        private long[] firstIds = new long[16];
        private long[] counts = new long[16];
        private long[] addresses = new long[16];
        private int runs;

        private Builder(long mostBytes, Location manifest) {
            this.mostBytes = mostBytes;
            this.manifest = manifest;
        }

        /// Adds the rows of a fragment that are not deleted.
        public void add(long fragmentId, RowIdSequence ids, DeletionVector deleted) {
            ids.forEachRun((position, firstId, count) -> {
                long end = position + count;
                long row = position;
                while (row < end) {
                    long live = deleted.isEmpty() ? row : deleted.nextLive(row);
                    if (live >= end) {
                        return;
                    }
                    long liveEnd = deleted.isEmpty() ? end : Math.min(end, deleted.nextDeleted(live));
                    addRun(firstId + (live - position), liveEnd - live, fragmentId << 32 | live);
                    row = liveEnd;
                }
            });
        }

        private void addRun(long firstId, long count, long address) {
            if (runs == firstIds.length) {
                long bytes = 2L * RUN_BYTES * runs;
                if (bytes > mostBytes) {
                    throw new LimitExceededException("row id index bytes", mostBytes, bytes, manifest);
                }
                firstIds = Arrays.copyOf(firstIds, 2 * runs);
                counts = Arrays.copyOf(counts, 2 * runs);
                addresses = Arrays.copyOf(addresses, 2 * runs);
            }
            // With the highest bit flipped, signed order is the order of unsigned numbers.
            firstIds[runs] = firstId ^ Long.MIN_VALUE;
            counts[runs] = count;
            addresses[runs++] = address;
        }

        /// @throws CorruptFileException if two rows have the same id
        public RowIdIndex build() {
            int[] order = new int[runs];
            for (int i = 0; i < runs; i++) {
                order[i] = i;
            }
            sort(order, new int[runs], 0, runs);
            long[] sortedIds = new long[runs];
            long[] sortedCounts = new long[runs];
            long[] sortedAddresses = new long[runs];
            for (int i = 0; i < runs; i++) {
                sortedIds[i] = firstIds[order[i]];
                sortedCounts[i] = counts[order[i]];
                sortedAddresses[i] = addresses[order[i]];
                if (i > 0 && Long.compareUnsigned(sortedIds[i] - sortedIds[i - 1], sortedCounts[i - 1]) < 0) {
                    throw new CorruptFileException(
                            manifest,
                            "two rows have the row id " + Long.toUnsignedString(sortedIds[i] ^ Long.MIN_VALUE));
                }
            }
            return new RowIdIndex(sortedIds, sortedCounts, sortedAddresses);
        }

        /// Merge sort of `order[from .. to)` by first id. Halves that are in order already, as those of
        /// most tables are, cost one comparison.
        private void sort(int[] order, int[] scratch, int from, int to) {
            if (to - from < 2) {
                return;
            }
            int middle = (from + to) >>> 1;
            sort(order, scratch, from, middle);
            sort(order, scratch, middle, to);
            if (firstIds[order[middle - 1]] <= firstIds[order[middle]]) {
                return;
            }
            System.arraycopy(order, from, scratch, from, to - from);
            int left = from;
            int right = middle;
            for (int i = from; i < to; i++) {
                boolean isLeft = right == to || (left < middle && firstIds[scratch[left]] <= firstIds[scratch[right]]);
                order[i] = isLeft ? scratch[left++] : scratch[right++];
            }
        }
    }
}
