package dev.evodb.lance.hostile;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;

/// A file in memory whose reads are views: a change to `bytes` is seen by everything that was read
/// before.
public final class MemorySource implements ByteSource {
    private final String name;
    private final byte[] bytes;
    private final ByteSlice whole;

    public MemorySource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
        this.whole = ByteSlice.of(bytes, Location.of(name).atOffset(0));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public ByteSlice read(long offset, int length) {
        if (offset < 0 || length < 0 || offset > bytes.length || length > bytes.length - offset) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(Math.clamp(offset, 0, bytes.length)),
                    "read of " + length + " bytes exceeds file length " + bytes.length);
        }
        return whole.slice(offset, length, "read");
    }

    @Override
    public void close() {}
}
