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
}
