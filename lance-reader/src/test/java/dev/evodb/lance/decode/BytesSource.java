package dev.evodb.lance.decode;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.Location;
import java.util.Arrays;

/// A file `t.lance` in memory.
record BytesSource(byte[] bytes) implements ByteSource {
    @Override
    public String name() {
        return "t.lance";
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public ByteSlice read(long offset, int length) {
        return ByteSlice.of(
                Arrays.copyOfRange(bytes, (int) offset, (int) offset + length),
                Location.of(name()).atOffset(offset));
    }

    @Override
    public void close() {}
}
