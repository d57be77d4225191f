package dev.evodb.lance.fuzz;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.Location;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// Bytes of a fuzzer, taken from the front; behind their end everything is 0 and empty.
final class Input {
    private final byte[] bytes;
    private int at;

    Input(byte[] bytes) {
        this.bytes = bytes;
    }

    /// `0..=255`.
    int nextByte() {
        return at < bytes.length ? bytes[at++] & 0xFF : 0;
    }

    /// `0..=65535`.
    int nextShort() {
        return nextByte() | nextByte() << 8;
    }

    /// Any number of 64 bits.
    long nextLong() {
        return nextShort() | (long) nextShort() << 16 | (long) nextShort() << 32 | (long) nextShort() << 48;
    }

    /// `count` bytes, fewer at the end.
    ByteSlice nextBytes(int count) {
        return take(count);
    }

    /// A number of bytes (16 bit), then that many, fewer at the end.
    ByteSlice nextBytes() {
        return take(nextShort());
    }

    ByteSlice rest() {
        return take(bytes.length - at);
    }

    private ByteSlice take(int wanted) {
        int length = Math.min(wanted, bytes.length - at);
        ByteSlice taken = ByteSlice.of(
                Arrays.copyOfRange(bytes, at, at + length), Location.of("fuzz").atOffset(at));
        at += length;
        return taken;
    }

    /// The reverse of reading: makes seeds.
    static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Writer putByte(int value) {
            out.write(value);
            return this;
        }

        Writer putShort(int value) {
            out.write(value);
            out.write(value >> 8);
            return this;
        }

        Writer putLong(long value) {
            for (int i = 0; i < Long.BYTES; i++) {
                out.write((int) (value >>> (8 * i)));
            }
            return this;
        }

        Writer putBytes(byte[] value) {
            putShort(value.length);
            out.writeBytes(value);
            return this;
        }

        Writer putRest(byte[] value) {
            out.writeBytes(value);
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}
