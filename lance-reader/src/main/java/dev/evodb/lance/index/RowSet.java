package dev.evodb.lance.index;

import dev.evodb.lance.manifest.FragmentSet;
import dev.evodb.lance.rowid.RowIdIndex;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/// A set of unsigned 64-bit row numbers: row addresses, or stable row ids. Immutable.
///
/// Held as one roaring bitmap of the lower 32 bits for each value of the upper 32, which is the fragment
/// id of an address.
public final class RowSet {
    /// No rows.
    public static final RowSet EMPTY = new RowSet(new TreeMap<>());

    private static final long LOWER = 0xFFFF_FFFFL;

    private final NavigableMap<Long, RoaringBitmap> rowsByUpper;

    private RowSet(NavigableMap<Long, RoaringBitmap> rowsByUpper) {
        this.rowsByUpper = rowsByUpper;
    }

    /// The rows of `rows[0 .. count)`, in any order, repeated or not. The array is sorted by this.
    public static RowSet of(long[] rows, int count) {
        Arrays.sort(rows, 0, count);
        Builder builder = new Builder();
        int from = 0;
        while (from < count) {
            long upper = rows[from] >>> 32;
            RoaringBitmap bitmap = new RoaringBitmap();
            int to = from;
            // Negative numbers sort first, but rows of one upper half stay together.
            for (; to < count && rows[to] >>> 32 == upper; to++) {
                bitmap.add((int) rows[to]);
            }
            builder.add(upper, bitmap);
            from = to;
        }
        return builder.build();
    }

    /// Whether the row is in the set.
    public boolean contains(long row) {
        RoaringBitmap bitmap = rowsByUpper.get(row >>> 32);
        return bitmap != null && bitmap.contains((int) row);
    }

    public boolean isEmpty() {
        return rowsByUpper.isEmpty();
    }

    /// How many rows there are.
    public long size() {
        long size = 0;
        for (RoaringBitmap bitmap : rowsByUpper.values()) {
            size += bitmap.getLongCardinality();
        }
        return size;
    }

    /// The rows whose upper half is `upper`, as their lower halves: of addresses, the row offsets of a
    /// fragment. A copy, given away.
    public RoaringBitmap lower(long upper) {
        RoaringBitmap bitmap = rowsByUpper.get(upper);
        return bitmap == null ? new RoaringBitmap() : bitmap.clone();
    }

    /// The rows, ascending as unsigned numbers; there are less than 2^31.
    long[] toArray() {
        long[] rows = new long[Math.toIntExact(size())];
        int count = 0;
        for (Map.Entry<Long, RoaringBitmap> entry : rowsByUpper.entrySet()) {
            var lower = entry.getValue().getIntIterator();
            while (lower.hasNext()) {
                rows[count++] = entry.getKey() << 32 | Integer.toUnsignedLong(lower.next());
            }
        }
        return rows;
    }

    /// The rows that are in both.
    public RowSet and(RowSet other) {
        Builder both = new Builder();
        rowsByUpper.forEach((upper, bitmap) -> {
            RoaringBitmap others = other.rowsByUpper.get(upper);
            if (others != null) {
                both.add(upper, RoaringBitmap.and(bitmap, others));
            }
        });
        return both.build();
    }

    /// The rows that are in one of the two or in both.
    public RowSet or(RowSet other) {
        Builder all = new Builder();
        all.add(this);
        all.add(other);
        return all.build();
    }

    /// The rows that are in this and not in `other`.
    public RowSet andNot(RowSet other) {
        Builder left = new Builder();
        rowsByUpper.forEach((upper, bitmap) -> {
            RoaringBitmap others = other.rowsByUpper.get(upper);
            left.add(upper, others == null ? bitmap : RoaringBitmap.andNot(bitmap, others));
        });
        return left.build();
    }

    /// Of a set of row ids, the addresses of those that `index` knows. Takes time for the runs of the
    /// index or for the rows, whichever are fewer: a few bytes can name four billion rows.
    public RowSet toAddresses(RowIdIndex index) {
        if (size() < index.runs()) {
            long[] rows = toArray();
            int count = 0;
            for (long id : rows) {
                long address = index.address(id);
                if (address != RowIdIndex.ABSENT) {
                    rows[count++] = address;
                }
            }
            return of(rows, count);
        }
        Builder moved = new Builder();
        index.forEachRun((address, firstId, count) -> {
            long end = firstId + count;
            for (long from = firstId; from != end; ) {
                // A run may go on behind the lower 32 bits of ids.
                long some = Math.min(end - from, (1L << 32) - (from & LOWER));
                RoaringBitmap bitmap = rowsByUpper.get(from >>> 32);
                if (bitmap != null) {
                    RoaringBitmap inside = bitmap.selectRange(from & LOWER, (from & LOWER) + some);
                    long distance = ((address + (from - firstId)) & LOWER) - (from & LOWER);
                    moved.add(address >>> 32, RoaringBitmap.addOffset(inside, distance));
                }
                from += some;
            }
        });
        return moved.build();
    }

    /// Of a set of addresses, those in one of `fragments`.
    RowSet inFragments(FragmentSet fragments) {
        Builder inside = new Builder();
        rowsByUpper.forEach((fragment, bitmap) -> {
            if (fragments.contains(fragment)) {
                inside.add(fragment, bitmap);
            }
        });
        return inside.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowSet set && set.rowsByUpper.equals(rowsByUpper);
    }

    @Override
    public int hashCode() {
        return rowsByUpper.hashCode();
    }

    @Override
    public String toString() {
        return size() + " rows";
    }

    /// Unites rows.
    static final class Builder {
        private final TreeMap<Long, RoaringBitmap> rowsByUpper = new TreeMap<>();

        /// Adds rows of one upper half; `lower` stays the caller's.
        void add(long upper, RoaringBitmap lower) {
            if (lower.isEmpty()) {
                return;
            }
            RoaringBitmap known = rowsByUpper.get(upper);
            if (known == null) {
                rowsByUpper.put(upper, lower.clone());
            } else {
                known.or(lower);
            }
        }

        void add(RowSet rows) {
            rows.rowsByUpper.forEach(this::add);
        }

        /// Adds rows `[from, to)` of one upper half.
        void addRange(long upper, long from, long to) {
            if (from < to) {
                rowsByUpper.computeIfAbsent(upper, _ -> new RoaringBitmap()).add(from, to);
            }
        }

        /// The builder is not used after it.
        RowSet build() {
            return rowsByUpper.isEmpty() ? EMPTY : new RowSet(rowsByUpper);
        }
    }
}
