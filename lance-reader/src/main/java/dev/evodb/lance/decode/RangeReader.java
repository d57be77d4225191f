package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import java.io.IOException;
import java.util.Arrays;

/// Reads ascending byte ranges of one buffer, which are then asked for one after the other.
///
/// Ranges are fetched together, so that a source that is far away can do so with few requests; up to a
/// size that bounds the memory in use at a time. Neighbours with a small gap between them become one
/// range.
final class RangeReader {
    private static final long LONGEST_FETCH = 16L << 20;

    /// The same for a source that is near: what is read there is decoded before the processor's own cache
    /// loses it.
    private static final long LONGEST_NEAR_FETCH = 512L << 10;

    /// Bytes between two ranges that are read along rather than asking twice.
    private static final long LONGEST_GAP = 8L << 10;

    private final PageBytes bytes;
    private final int buffer;
    private final long[] starts;
    private final long[] ends;
    private final long longestFetch;
    private int next;

    /// The end of the ranges that are fetched: slice `slice` holds the next one.
    private int fetched;

    private ByteSlice[] slices = {};
    private long[] sliceStarts = {};
    private int[] firstOfSlice = {};
    private int slice;

    /// Range `i` is `[starts[i], ends[i])` of buffer `buffer`.
    RangeReader(PageBytes bytes, int buffer, long[] starts, long[] ends) {
        this.bytes = bytes;
        this.buffer = buffer;
        this.starts = starts;
        this.ends = ends;
        this.longestFetch = longestFetch(bytes);
    }

    /// How many rows of `rowBytes` to ask for as one range, at least one.
    static int rowsOfRange(PageBytes bytes, long rowBytes) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, longestFetch(bytes) / Math.max(1, rowBytes)));
    }

    private static long longestFetch(PageBytes bytes) {
        return bytes.isSegmented() ? LONGEST_NEAR_FETCH : LONGEST_FETCH;
    }

    /// The next range.
    ByteSlice next() throws IOException {
        if (next == fetched) {
            fetch();
        }
        while (slice + 1 < slices.length && firstOfSlice[slice + 1] <= next) {
            slice++;
        }
        long from = starts[next] - sliceStarts[slice];
        long length = ends[next] - starts[next];
        next++;
        return slices[slice].slice(from, length, "page bytes");
    }

    private void fetch() throws IOException {
        long[] readStarts = new long[16];
        long[] readEnds = new long[16];
        int[] first = new int[16];
        int reads = 0;
        long total = 0;
        int range = next;
        while (range < starts.length) {
            boolean joins = reads > 0 && starts[range] - readEnds[reads - 1] <= LONGEST_GAP;
            long from = joins ? readEnds[reads - 1] : starts[range];
            long more = Math.max(0, ends[range] - from);
            if (range > next && total + more > longestFetch) {
                break;
            }
            if (joins) {
                readEnds[reads - 1] = Math.max(readEnds[reads - 1], ends[range]);
            } else {
                if (reads == readStarts.length) {
                    readStarts = Arrays.copyOf(readStarts, reads * 2);
                    readEnds = Arrays.copyOf(readEnds, reads * 2);
                    first = Arrays.copyOf(first, reads * 2);
                }
                readStarts[reads] = starts[range];
                readEnds[reads] = ends[range];
                first[reads++] = range;
            }
            total += more;
            range++;
        }
        sliceStarts = Arrays.copyOf(readStarts, reads);
        firstOfSlice = Arrays.copyOf(first, reads);
        slices = bytes.readAll(buffer, sliceStarts, Arrays.copyOf(readEnds, reads));
        slice = 0;
        fetched = range;
    }
}
