package dev.evodb.bytes;

import java.io.Closeable;
import java.io.IOException;

/// Random access to the bytes of one file or object. Thread-safe. Whoever opens it closes it.
public interface ByteSource extends Closeable {
    /// The name that errors carry; never a credential, never more than the caller gave.
    String name();

    /// Length in bytes, fixed while the source is open.
    long length();

    /// Reads exactly `[offset, offset + length)`. The result is not to be changed: others may see the
    /// same array.
    ///
    /// @throws dev.evodb.error.CorruptFileException if the range is not inside the file
    ByteSlice read(long offset, int length) throws IOException;

    /// Reads several ranges: element `i` is `[offsets[i], offsets[i] + lengths[i])`. Ranges may come in
    /// any order and overlap. The results are not to be changed: they may share an array, with each other
    /// and with others.
    ///
    /// A source that is far away fetches ranges that lie close together with one request, and several at
    /// a time.
    ///
    /// @throws dev.evodb.error.CorruptFileException if a range is not inside the file
    default ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
        ByteSlice[] slices = new ByteSlice[offsets.length];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = read(offsets[i], lengths[i]);
        }
        return slices;
    }

    /// How many bytes come in the time that one more request takes to be answered: a reader that would
    /// ask for one range to learn about the next, not further away than this, had better read both at
    /// once. 0 for a source that is near.
    default int bytesPerRoundTrip() {
        return 0;
    }
}
