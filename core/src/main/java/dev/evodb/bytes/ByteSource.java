package dev.evodb.bytes;

import java.io.Closeable;
import java.io.IOException;

/// Random access to the bytes of one file or object. Thread-safe. Whoever opens it closes it.
public interface ByteSource extends Closeable {
    /// The name that errors carry; never a credential, never more than the caller gave.
    String name();

    /// Length in bytes, fixed while the source is open.
    long length();

    /// Reads exactly `[offset, offset + length)`. The result is the caller's.
    ///
    /// @throws dev.evodb.error.CorruptFileException if the range is not inside the file
    ByteSlice read(long offset, int length) throws IOException;

    /// Reads several ranges: element `i` is `[offsets[i], offsets[i] + lengths[i])`. Ranges may come in any order and
    /// overlap; the results are the caller's, and may share an array.
    ///
    /// A source that is far away fetches ranges that lie close together with one request, and several at a time.
    ///
    /// @throws dev.evodb.error.CorruptFileException if a range is not inside the file
    default ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
        ByteSlice[] slices = new ByteSlice[offsets.length];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = read(offsets[i], lengths[i]);
        }
        return slices;
    }
}
