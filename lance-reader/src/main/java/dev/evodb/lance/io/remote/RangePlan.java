package dev.evodb.lance.io.remote;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Which requests fetch a set of ranges: neighbours are joined, long ranges are split.
final class RangePlan {
    /// Bytes between two ranges that are fetched along rather than asking twice. At 50 ms to the first
    /// byte and 50 MB/s they take a fortieth of what another request in a row would.
    static final int GAP_BYTES = 64 << 10;

    /// Longest request, and longest run of joined ranges.
    static final int REQUEST_BYTES = 8 << 20;

    private RangePlan() {}

    /// Bytes `[from, to)`, which hold whole ranges; at most 2 GiB.
    record Run(long from, long to) {
        int length() {
            return (int) (to - from);
        }

        /// The parts that are requests of their own.
        List<Run> requests() {
            List<Run> parts = new ArrayList<>();
            for (long at = from; at < to; at += REQUEST_BYTES) {
                parts.add(new Run(at, Math.min(to, at + REQUEST_BYTES)));
            }
            return parts;
        }
    }

    /// The runs that cover the ranges `[offsets[i], offsets[i] + lengths[i])`, ascending; empty ranges
    /// need none.
    static List<Run> runs(long[] offsets, int[] lengths) {
        long[] starts = IntStream.range(0, offsets.length)
                .filter(i -> lengths[i] > 0)
                .mapToLong(i -> offsets[i])
                .sorted()
                .distinct()
                .toArray();
        long[] ends = new long[starts.length];
        for (int i = 0; i < offsets.length; i++) {
            if (lengths[i] > 0) {
                int at = Arrays.binarySearch(starts, offsets[i]);
                ends[at] = Math.max(ends[at], offsets[i] + lengths[i]);
            }
        }
        List<Run> runs = new ArrayList<>();
        Run run = null;
        for (int i = 0; i < starts.length; i++) {
            if (run != null && ends[i] <= run.to()) {
                continue;
            }
            // Ranges that overlap are joined up to what an array holds; of longer ones some bytes come twice.
            long most = run != null && starts[i] < run.to() ? Integer.MAX_VALUE - 16 : REQUEST_BYTES;
            if (run != null && starts[i] - run.to() <= GAP_BYTES && ends[i] - run.from() <= most) {
                run = new Run(run.from(), ends[i]);
                runs.set(runs.size() - 1, run);
            } else {
                run = new Run(starts[i], ends[i]);
                runs.add(run);
            }
        }
        return runs;
    }

    /// The run that holds the range which starts at `offset` and is not empty.
    static int indexOf(List<Run> runs, long offset) {
        int low = 0;
        int high = runs.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (runs.get(middle).from() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
