package dev.evodb.lance.file;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A file in memory that counts what is read.
public final class ArraySource implements ByteSource {
    private final String name;
    private final byte[] bytes;
    public long bytesRead;
    public int reads;

    public ArraySource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    public static ArraySource of(Path file) throws IOException {
        return new ArraySource(String.valueOf(file.getFileName()), Files.readAllBytes(file));
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
        Location at = Location.of(name).atOffset(offset);
        if (offset < 0 || length < 0 || offset > bytes.length || length > bytes.length - offset) {
            throw new CorruptFileException(at, "read of " + length + " bytes exceeds file length " + bytes.length);
        }
        bytesRead += length;
        reads++;
        return ByteSlice.of(Arrays.copyOfRange(bytes, (int) offset, (int) offset + length), at);
    }

    @Override
    public ByteSlice[] readAll(long[] offsets, int[] lengths) throws IOException {
        int before = reads;
        ByteSlice[] slices = ByteSource.super.readAll(offsets, lengths);
        // However many ranges, they are one request.
        reads = before + (offsets.length == 0 ? 0 : 1);
        return slices;
    }

    @Override
    public void close() {}
}
