package dev.evodb.lance.text;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.CorruptFileException;

/// Reads unsigned 32-bit numbers of variable length, seven bits a byte, the lowest first.
final class Varints {
    private final ByteSlice bytes;
    private long at;

    Varints(ByteSlice bytes, long at) {
        this.bytes = bytes;
        this.at = at;
    }

    int next() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = bytes.readUnsignedByte(at++, "varint");
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                if (value > 0xFFFF_FFFFL) {
                    break;
                }
                return (int) value;
            }
        }
        throw new CorruptFileException(bytes.at(at - 1), "varint is longer than 32 bits");
    }

    boolean isAtEnd() {
        return at == bytes.length();
    }
}
