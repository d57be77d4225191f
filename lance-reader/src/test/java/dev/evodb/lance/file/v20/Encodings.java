package dev.evodb.lance.file.v20;

import dev.evodb.bytes.LittleEndian;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Encodings and buffers for tests.
final class Encodings {
    private Encodings() {}

    static BufferRef page(int index) {
        return new BufferRef(BufferRef.Place.PAGE, index);
    }

    /// Plain values in a page buffer.
    static Flat flat(int bits, int buffer) {
        return new Flat(bits, page(buffer), Optional.empty());
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] ints(int... values) {
        byte[] bytes = new byte[4 * values.length];
        for (int i = 0; i < values.length; i++) {
            LittleEndian.writeInt(bytes, 4 * i, values[i]);
        }
        return bytes;
    }

    static byte[] longs(long... values) {
        byte[] bytes = new byte[8 * values.length];
        for (int i = 0; i < values.length; i++) {
            LittleEndian.writeLong(bytes, 8 * i, values[i]);
        }
        return bytes;
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
