package dev.evodb.lance.file.v01;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import java.io.IOException;

/// Where pages are: for every id from the least to the greatest of the file, and for every batch, the
/// position and the number of items of a page, 64 bit each. Ids that are no field of the file have pages
/// of no items.
final class PageTable {
    private static final int ENTRY_BYTES = 16;

    private final ByteSlice bytes;
    private final int leastId;
    private final int greatestId;
    private final int batches;
    private final long fileLength;

    private PageTable(ByteSlice bytes, int leastId, int greatestId, int batches, long fileLength) {
        this.bytes = bytes;
        this.leastId = leastId;
        this.greatestId = greatestId;
        this.batches = batches;
        this.fileLength = fileLength;
    }

    /// Reads the table that starts at `position`.
    static PageTable read(ByteSource source, long position, int leastId, int greatestId, int batches, ReadLimits limits)
            throws IOException {
        long ids = Math.max(0, (long) greatestId - leastId + 1);
        // At most 2^32 ids and 2^31 batches; what does not fit the file is refused before it can overflow.
        long entries = ids * batches;
        Location at = Location.of(source.name()).atOffset(position);
        if (position > source.length() || entries > (source.length() - position) / ENTRY_BYTES) {
            throw new CorruptFileException(
                    at,
                    "page table of " + ids + " fields and " + batches + " batches exceeds file length "
                            + source.length());
        }
        if (entries * ENTRY_BYTES > Math.min(limits.metadataBytes(), Integer.MAX_VALUE - 16)) {
            throw new LimitExceededException("metadata bytes", limits.metadataBytes(), entries * ENTRY_BYTES, at);
        }
        ByteSlice bytes = source.read(position, (int) (entries * ENTRY_BYTES));
        return new PageTable(bytes, leastId, greatestId, batches, source.length());
    }

    /// The position of the page of field `id` in `batch`, inside the file.
    ///
    /// @throws CorruptFileException if it is not, or the file has no such field
    long position(int id, int batch, Location at) {
        long entry = entry(id, batch, at);
        long position = bytes.readCountLE(entry, "page position");
        if (position > fileLength) {
            throw new CorruptFileException(
                    bytes.at(entry).inColumn(at.column()),
                    "page at " + position + " exceeds file length " + fileLength);
        }
        return position;
    }

    /// The items of the page of field `id` in `batch`.
    ///
    /// @throws CorruptFileException if the file has no such field
    long items(int id, int batch, Location at) {
        return bytes.readCountLE(entry(id, batch, at) + 8, "page length");
    }

    private long entry(int id, int batch, Location at) {
        if (id < leastId || id > greatestId) {
            throw new CorruptFileException(
                    at, "field " + id + " is not in the page table of fields " + leastId + " to " + greatestId);
        }
        return (((long) id - leastId) * batches + batch) * ENTRY_BYTES;
    }
}
