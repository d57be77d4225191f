package dev.evodb.lance.rowid;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The stable ids of the physical rows of a fragment, in row order; deleted rows keep theirs. Immutable,
/// thread-safe.
///
/// Source: lance `protos/rowids.proto`, message `RowIdSequence`.
public final class RowIdSequence {
    private static final int MAX_SEGMENTS = 1 << 20;

    private final List<U64Segment> segments;
    private final long[] ends;

    private RowIdSequence(List<U64Segment> segments, long[] ends) {
        this.segments = segments;
        this.ends = ends;
    }

    /// The sequence that fills `bytes`, of a fragment with `physicalRows` rows.
    ///
    /// @throws CorruptFileException if it is broken, or of another length
    public static RowIdSequence parse(ByteSlice bytes, long physicalRows, ReadLimits limits) {
        MessageReader message = new MessageReader(bytes, "RowIdSequence", limits.messageDepth());
        List<U64Segment> segments = new ArrayList<>();
        long rows = 0;
        while (message.next() && rows <= physicalRows) {
            if (message.field() != 1) {
                message.skip();
                continue;
            }
            U64Segment segment = U64Segment.parse(message.message("U64Segment"));
            if (segment.size() > 0) {
                segments.add(segment);
                rows += segment.size();
            }
            if (segments.size() > MAX_SEGMENTS) {
                throw new LimitExceededException("row id segments", MAX_SEGMENTS, segments.size(), bytes.at());
            }
        }
        if (rows != physicalRows) {
            throw new CorruptFileException(
                    bytes.at(), "row id sequence has " + rows + " ids, the fragment has " + physicalRows + " rows");
        }
        long[] ends = new long[segments.size()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = (i == 0 ? 0 : ends[i - 1]) + segments.get(i).size();
        }
        return new RowIdSequence(segments, ends);
    }

    public long size() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /// The id of physical row `row`, in `[0, size())`, unsigned.
    public long get(long row) {
        int found = Arrays.binarySearch(ends, row + 1);
        int segment = found < 0 ? -found - 1 : found;
        return segments.get(segment).get(row - (segment == 0 ? 0 : ends[segment - 1]));
    }

    /// All ids in runs, in row order.
    public void forEachRun(RunSink sink) {
        for (int i = 0; i < ends.length; i++) {
            segments.get(i).forEachRun(i == 0 ? 0 : ends[i - 1], sink);
        }
    }
}
