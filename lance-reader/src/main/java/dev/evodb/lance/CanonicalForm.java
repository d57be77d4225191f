package dev.evodb.lance;

import dev.evodb.column.Column;
import dev.evodb.column.Column.BitColumn;
import dev.evodb.column.Column.ByteColumn;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.DoubleColumn;
import dev.evodb.column.Column.FixedBytesColumn;
import dev.evodb.column.Column.FixedSizeListColumn;
import dev.evodb.column.Column.FloatColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.ListColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.NullColumn;
import dev.evodb.column.Column.ShortColumn;
import dev.evodb.column.Column.StructColumn;
import dev.evodb.type.DataType;
import java.math.BigInteger;
import java.util.List;

/// Writes values as the text that fingerprints are made of: one text per value, whatever reads it.
///
/// Null is `~`, a boolean `t` or `f`. Integers, decimals (unscaled) and everything temporal are `i` and decimal
/// digits. Floats are `h`, `r` or `d` by width and the hex digits of their raw bits. Texts are `s`, byte length, `:`
/// and the bytes; binaries `b`, length, `:` and hex digits. Lists are `[a,b]`, structs `{a,b}`.
public final class CanonicalForm {
    private static final byte[] HEX_DIGITS = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private final Sink sink;
    private final byte[] buffer = new byte[1 << 13];
    private int used;

    /// Takes the text in pieces. `bytes[from .. from + length)` is borrowed for the call.
    @FunctionalInterface
    public interface Sink {
        void accept(byte[] bytes, int from, int length);
    }

    /// Writes to `sink`, which has everything after [#flush].
    public CanonicalForm(Sink sink) {
        this.sink = sink;
    }

    /// Appends each row of `column`, whose values are of `type`, and a line feed after it.
    public void appendLines(DataType type, Column column) {
        for (int row = 0; row < column.rows(); row++) {
            append(type, column, row);
            put('\n');
        }
    }

    /// Appends one row of `column`, whose values are of `type`.
    public void append(DataType type, Column column, int row) {
        if (!column.isValid(row)) {
            put('~');
            return;
        }
        switch (column) {
            case NullColumn _ -> put('~');
            case BitColumn bits -> put(bits.get(row) ? 't' : 'f');
            case ByteColumn(var _, byte[] values) -> putInteger(isUnsigned(type) ? values[row] & 0xFF : values[row]);
            case ShortColumn(var _, short[] values) -> {
                if (type instanceof DataType.FloatingPoint) {
                    putBits('h', values[row], 16);
                } else {
                    putInteger(isUnsigned(type) ? values[row] & 0xFFFF : values[row]);
                }
            }
            case IntColumn(var _, int[] values) ->
                putInteger(isUnsigned(type) ? values[row] & 0xFFFFFFFFL : values[row]);
            case LongColumn(var _, long[] values) -> {
                if (isUnsigned(type)) {
                    put('i');
                    putAscii(Long.toUnsignedString(values[row]));
                } else {
                    putInteger(values[row]);
                }
            }
            case FloatColumn(var _, float[] values) -> putBits('r', Float.floatToRawIntBits(values[row]), 32);
            case DoubleColumn(var _, double[] values) -> putBits('d', Double.doubleToRawLongBits(values[row]), 64);
            case FixedBytesColumn(var _, int width, byte[] values) -> {
                if (type instanceof DataType.Decimal) {
                    put('i');
                    putAscii(littleEndian(values, row * width, width).toString());
                } else {
                    putBinary(values, row * width, width);
                }
            }
            case BytesColumn(var _, int[] offsets, byte[] data) -> {
                int length = offsets[row + 1] - offsets[row];
                if (type instanceof DataType.Utf8) {
                    put('s');
                    putAscii(Integer.toString(length));
                    put(':');
                    putBytes(data, offsets[row], length);
                } else {
                    putBinary(data, offsets[row], length);
                }
            }
            case FixedSizeListColumn(var _, int size, Column items) ->
                putList(((DataType.FixedSizeList) type).item().type(), items, row * size, (row + 1) * size);
            case ListColumn(var _, int[] offsets, Column items) ->
                putList(((DataType.Repeated) type).item().type(), items, offsets[row], offsets[row + 1]);
            case StructColumn(var _, List<Column> children) -> {
                put('{');
                for (int i = 0; i < children.size(); i++) {
                    if (i > 0) {
                        put(',');
                    }
                    append(((DataType.Struct) type).fields().get(i).type(), children.get(i), row);
                }
                put('}');
            }
        }
    }

    /// Hands everything appended so far to the sink.
    public void flush() {
        sink.accept(buffer, 0, used);
        used = 0;
    }

    private void putList(DataType itemType, Column items, int from, int to) {
        put('[');
        for (int i = from; i < to; i++) {
            if (i > from) {
                put(',');
            }
            append(itemType, items, i);
        }
        put(']');
    }

    private void putInteger(long value) {
        put('i');
        putAscii(Long.toString(value));
    }

    private void putBits(char kind, long bits, int width) {
        put(kind);
        for (int shift = width - 4; shift >= 0; shift -= 4) {
            put(HEX_DIGITS[(int) (bits >>> shift) & 0xF]);
        }
    }

    private void putBinary(byte[] data, int from, int length) {
        put('b');
        putAscii(Integer.toString(length));
        put(':');
        for (int i = from; i < from + length; i++) {
            put(HEX_DIGITS[(data[i] >> 4) & 0xF]);
            put(HEX_DIGITS[data[i] & 0xF]);
        }
    }

    private void putAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void putBytes(byte[] data, int from, int length) {
        flush();
        sink.accept(data, from, length);
    }

    private void put(int asciiByte) {
        if (used == buffer.length) {
            flush();
        }
        buffer[used++] = (byte) asciiByte;
    }

    private static BigInteger littleEndian(byte[] data, int from, int width) {
        byte[] bigEndian = new byte[width];
        for (int i = 0; i < width; i++) {
            bigEndian[width - 1 - i] = data[from + i];
        }
        return new BigInteger(bigEndian);
    }

    private static boolean isUnsigned(DataType type) {
        return type instanceof DataType.Int(var _, boolean isSigned) && !isSigned;
    }
}
