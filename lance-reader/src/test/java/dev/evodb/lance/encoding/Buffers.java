package dev.evodb.lance.encoding;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.Location;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Buffers for tests, at offset 100 of a file `t.lance`.
final class Buffers {
    static final Location AT = new Location("t.lance", "c", 0, 100);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static ByteSlice of(int... values) {
        Buffers buffers = new Buffers();
        for (int value : values) {
            buffers.u8(value);
        }
        return buffers.slice();
    }

    static DecodeBudget budget() {
        return new DecodeBudget(1 << 24);
    }

    Buffers u8(long value) {
        bytes.write((int) value);
        return this;
    }

    Buffers u16(long value) {
        return u8(value).u8(value >>> 8);
    }

    Buffers u32(long value) {
        return u16(value).u16(value >>> 16);
    }

    Buffers u64(long value) {
        return u32(value).u32(value >>> 32);
    }

    Buffers bytes(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    ByteSlice slice() {
        return ByteSlice.of(bytes.toByteArray(), AT);
    }

    /// The bytes of fixed-width values.
    static byte[] bytesOf(Values values) {
        Values.Fixed fixed = (Values.Fixed) values;
        int length = (fixed.count() * fixed.bits() + 7) / 8;
        return Arrays.copyOfRange(fixed.bytes(), fixed.from(), fixed.from() + length);
    }

    /// Values of varying length as text, one byte a character.
    static String[] textOf(Values values) {
        String[] text = new String[values.count()];
        for (int i = 0; i < text.length; i++) {
            int from;
            int to;
            byte[] all;
            if (values instanceof Values.Spans(byte[] spanBytes, int[] starts, int[] ends)) {
                all = spanBytes;
                from = starts[i];
                to = ends[i];
            } else {
                Values.Variable variable = (Values.Variable) values;
                all = variable.bytes();
                from = variable.offsets()[i];
                to = variable.offsets()[i + 1];
            }
            text[i] = new String(all, from, to - from, StandardCharsets.ISO_8859_1);
        }
        return text;
    }
}
