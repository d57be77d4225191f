package dev.evodb.lance.rowid;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MessageReader;
import java.util.Arrays;
import java.util.Optional;

/// Which version of the table made, or last changed, each physical row of a fragment. Immutable,
/// thread-safe.
///
/// The runs follow one another in row order; of the span of a run only its length matters. Source: lance
/// `protos/rowids.proto`, message `RowDatasetVersionSequence`.
public final class RowVersions {
    private final long[] ends;
    private final long[] versions;

    private RowVersions(long[] ends, long[] versions) {
        this.ends = ends;
        this.versions = versions;
    }

    /// The sequence that fills `bytes`, of a fragment with `physicalRows` rows.
    ///
    /// @throws CorruptFileException if it is broken, or of another length
    public static RowVersions parse(ByteSlice bytes, long physicalRows, ReadLimits limits) {
        MessageReader message = new MessageReader(bytes, "RowDatasetVersionSequence", limits.messageDepth());
        long[] ends = new long[4];
        long[] versions = new long[4];
        int runs = 0;
        long rows = 0;
        while (message.next()) {
            if (message.field() != 1) {
                message.skip();
                continue;
            }
            MessageReader run = message.message("RowDatasetVersionRun");
            Optional<U64Segment> span = Optional.empty();
            long version = 0;
            while (run.next()) {
                switch (run.field()) {
                    case 1 -> span = Optional.of(U64Segment.parse(run.message("U64Segment")));
                    case 2 -> version = run.uint64();
                    default -> run.skip();
                }
            }
            long length =
                    span.orElseThrow(() -> run.corruptMessage("has no span")).size();
            rows += length;
            if (rows > physicalRows) {
                break;
            }
            if (length > 0) {
                if (runs == ends.length) {
                    ends = Arrays.copyOf(ends, 2 * runs);
                    versions = Arrays.copyOf(versions, 2 * runs);
                }
                ends[runs] = rows;
                versions[runs++] = version;
            }
        }
        if (rows != physicalRows) {
            throw new CorruptFileException(
                    bytes.at(), "row versions are of " + rows + " rows, the fragment has " + physicalRows);
        }
        return new RowVersions(Arrays.copyOf(ends, runs), Arrays.copyOf(versions, runs));
    }

    /// The version of physical row `row`, unsigned.
    public long get(long row) {
        int found = Arrays.binarySearch(ends, row + 1);
        return versions[found < 0 ? -found - 1 : found];
    }
}
