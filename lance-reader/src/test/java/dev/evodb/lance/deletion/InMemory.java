package dev.evodb.lance.deletion;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.Location;

/// The file `d`.
record InMemory(byte[] bytes) implements ByteSource {
    @Override
    public String name() {
        return "d";
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public ByteSlice read(long offset, int length) {
        return ByteSlice.of(bytes.clone(), Location.of("d")).slice(offset, length, "read");
    }

    @Override
    public void close() {}
}
