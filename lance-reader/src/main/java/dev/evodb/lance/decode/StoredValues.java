package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSource;
import dev.evodb.lance.io.SegmentSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Values of fixed width that lie in a file as they do in little-endian memory: run `i` is bytes `[offsets[i],
/// offsets[i] + lengths[i])` of `source`, and the runs follow each other.
public record StoredValues(ByteSource source, long[] offsets, long[] lengths) {
    /// Bytes of all values.
    public long bytes() {
        long bytes = 0;
        for (long length : lengths) {
            bytes += length;
        }
        return bytes;
    }

    /// Reads the values to the start of `target`, which holds them.
    public void copyTo(MemorySegment target) throws IOException {
        long done = 0;
        for (int i = 0; i < offsets.length; i++) {
            SegmentSource.copy(source, offsets[i], target.asSlice(done, lengths[i]));
            done += lengths[i];
        }
    }
}
