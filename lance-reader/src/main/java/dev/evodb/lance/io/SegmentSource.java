package dev.evodb.lance.io;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// A source that puts its bytes straight where they are wanted: into a `float[]`, or into the memory of
/// an Arrow buffer. Thread-safe.
///
/// [#copy(ByteSource, long, MemorySegment)] serves every source; a mapped file needs one copy for it,
/// from the page cache to the target, others one more.
///
/// The mapped memory itself is never handed out. When somebody cuts a mapped file, a copy or a plain read
/// of the lost bytes ends in an error that can be caught; `MemorySegment.mismatch`, the checksums of
/// `java.util.zip` and loads of the Vector API end the JVM (SIGBUS, seen with JDK 25.0.3). So bytes are
/// copied first and computed with afterwards.
public interface SegmentSource extends ByteSource {
    /// Fills `target` with the bytes `[offset, offset + target.byteSize())`; more than 2 GiB are fine.
    /// After a failure `target` holds anything.
    ///
    /// ```java
    /// source.copy(offset, MemorySegment.ofArray(floats).asSlice(4L * from, 4L * count));
    /// ```
    ///
    /// @throws dev.evodb.error.CorruptFileException if the range is not inside the file
    /// @throws FileChangedException if the file changed since it was opened
    void copy(long offset, MemorySegment target) throws IOException;

    /// Copies `count` pieces of `length` bytes each: that at `offsets[i]` to byte `places[i] * length` of
    /// `target`. One look at the file for all of them, so that many small pieces cost little more than
    /// their bytes. After a failure `target` holds anything.
    ///
    /// @throws dev.evodb.error.CorruptFileException if a piece is not inside the file
    /// @throws FileChangedException if the file changed since it was opened
    default void copyAll(long[] offsets, int[] places, int count, int length, MemorySegment target) throws IOException {
        for (int i = 0; i < count; i++) {
            copy(offsets[i], target.asSlice((long) places[i] * length, length));
        }
    }

    /// Fills `target` with the bytes of `source` from `offset` on.
    ///
    /// @throws dev.evodb.error.CorruptFileException if the range is not inside the file
    static void copy(ByteSource source, long offset, MemorySegment target) throws IOException {
        if (source instanceof SegmentSource segments) {
            segments.copy(offset, target);
            return;
        }
        long length = target.byteSize();
        for (long done = 0; done < length; ) {
            int step = (int) Math.min(length - done, 16L << 20);
            ByteSlice part = source.read(offset + done, step);
            MemorySegment.copy(MemorySegment.ofArray(part.array()), part.from(), target, done, step);
            done += step;
        }
    }
}
