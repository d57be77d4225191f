package dev.evodb.lance.file.v20;

import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.decode.ItemRanges;
import java.io.IOException;
import java.util.Arrays;

/// Where lists and strings begin and end, read from the ends that pages store.
///
/// Item `i` spans `[end of item i - 1, end of item i)`; item 0 of a page starts at 0. An item is null if
/// its stored end is not below the page's null adjustment; its end is then what remains of dividing by
/// that.
///
/// Arrays have one entry an item. `validity` has a bit for each, 1 = valid; it is empty if none is null.
record EndOffsets(long[] starts, long[] ends, byte[] validity) {
    private static final byte[] NONE = {};

    /// The wanted items of a page. A `nullAdjustment` of 0 means that there are no nulls.
    ///
    /// @throws CorruptFileException if the ends do not ascend from 0
    static EndOffsets read(ArrayEncoding ends, long nullAdjustment, ItemRanges wanted, PageBuffers page)
            throws IOException {
        long[] stored = UnsignedValues.of(ends.read(withItemBefore(wanted), page), "offsets", page);
        int count = page.count(wanted);
        EndOffsets read = new EndOffsets(new long[count], new long[count], NONE);
        byte[] validity = NONE;
        int next = 0;
        int item = 0;
        long previous = 0;
        for (int run = 0; run < wanted.runs(); run++) {
            long first = wanted.starts()[run];
            long start = first == 0 ? 0 : end(stored[next++], nullAdjustment);
            checkAscends(previous, start, first - 1, page);
            previous = start;
            for (long i = first; i < wanted.ends()[run]; i++) {
                long raw = stored[next++];
                long end = end(raw, nullAdjustment);
                checkAscends(previous, end, i, page);
                read.starts[item] = previous;
                read.ends[item] = end;
                if (nullAdjustment > 0 && Long.compareUnsigned(raw, nullAdjustment) >= 0) {
                    if (validity.length == 0) {
                        validity = new byte[(count + 7) >>> 3];
                        Arrays.fill(validity, (byte) 0xFF);
                    }
                    validity[item >>> 3] &= (byte) ~(1 << (item & 7));
                }
                previous = end;
                item++;
            }
        }
        return new EndOffsets(read.starts, read.ends, validity);
    }

    int count() {
        return starts.length;
    }

    boolean isValid(int item) {
        return validity.length == 0 || (validity[item >>> 3] >> (item & 7) & 1) != 0;
    }

    private static void checkAscends(long previous, long end, long item, PageBuffers page) {
        if (end < previous) {
            throw new CorruptFileException(
                    page.at(),
                    "item " + item + " ends at " + Long.toUnsignedString(end) + ", one before it at " + previous);
        }
    }

    private static long end(long raw, long nullAdjustment) {
        return nullAdjustment == 0 ? raw : Long.remainderUnsigned(raw, nullAdjustment);
    }

    /// Each run and the item before it, whose end is where the run starts.
    private static ItemRanges withItemBefore(ItemRanges wanted) {
        long[] starts = new long[wanted.runs()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = Math.max(0, wanted.starts()[i] - 1);
        }
        return new ItemRanges(starts, wanted.ends());
    }
}
