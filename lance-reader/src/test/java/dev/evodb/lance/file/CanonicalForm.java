package dev.evodb.lance.file;

import dev.evodb.column.Column;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The text form of values that the fixtures' checksums are made of; see README.md of the fixtures.
final class CanonicalForm {
    private CanonicalForm() {}

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static void update(MessageDigest digest, Field field, Column column) {
        for (int row = 0; row < column.rows(); row++) {
            digest.update((text(field.type(), column, row) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String text(DataType type, Column column, int row) {
        StringBuilder text = new StringBuilder();
        append(type, column, row, text);
        return text.toString();
    }

    private static void append(DataType type, Column column, int row, StringBuilder text) {
        if (!column.isValid(row)) {
            text.append('~');
            return;
        }
        switch (column) {
            case Column.NullColumn _ -> text.append('~');
            case Column.BitColumn bits -> text.append(bits.get(row) ? 't' : 'f');
            case Column.ByteColumn(var _, byte[] values) ->
                text.append('i').append(isUnsigned(type) ? values[row] & 0xFF : values[row]);
            case Column.ShortColumn(var _, short[] values) -> {
                if (type instanceof DataType.FloatingPoint) {
                    text.append('h').append(HexFormat.of().toHexDigits(values[row]));
                } else {
                    text.append('i').append(isUnsigned(type) ? values[row] & 0xFFFF : values[row]);
                }
            }
            case Column.IntColumn(var _, int[] values) ->
                text.append('i').append(isUnsigned(type) ? values[row] & 0xFFFFFFFFL : values[row]);
            case Column.LongColumn(var _, long[] values) ->
                text.append('i')
                        .append(isUnsigned(type) ? Long.toUnsignedString(values[row]) : Long.toString(values[row]));
            case Column.FloatColumn(var _, float[] values) ->
                text.append('r').append(HexFormat.of().toHexDigits(Float.floatToRawIntBits(values[row])));
            case Column.DoubleColumn(var _, double[] values) ->
                text.append('d').append(HexFormat.of().toHexDigits(Double.doubleToRawLongBits(values[row])));
            case Column.FixedBytesColumn(var _, int width, byte[] values) -> {
                if (type instanceof DataType.Decimal) {
                    byte[] bigEndian = new byte[width];
                    for (int i = 0; i < width; i++) {
                        bigEndian[width - 1 - i] = values[row * width + i];
                    }
                    text.append('i').append(new BigInteger(bigEndian));
                } else {
                    text.append('b').append(width).append(':');
                    text.append(HexFormat.of().formatHex(values, row * width, (row + 1) * width));
                }
            }
            case Column.BytesColumn(var _, int[] offsets, byte[] data) -> {
                int length = offsets[row + 1] - offsets[row];
                if (type instanceof DataType.Utf8) {
                    text.append('s').append(length).append(':');
                    text.append(new String(data, offsets[row], length, StandardCharsets.UTF_8));
                } else {
                    text.append('b').append(length).append(':');
                    text.append(HexFormat.of().formatHex(data, offsets[row], offsets[row + 1]));
                }
            }
            case Column.FixedSizeListColumn(var _, int size, Column items) ->
                appendList(((DataType.FixedSizeList) type).item(), items, row * size, (row + 1) * size, text);
            case Column.ListColumn(var _, int[] offsets, Column items) ->
                appendList(((DataType.ListOf) type).item(), items, offsets[row], offsets[row + 1], text);
            case Column.StructColumn struct -> {
                text.append('{');
                for (int i = 0; i < struct.children().size(); i++) {
                    text.append(i == 0 ? "" : ",");
                    append(
                            ((DataType.Struct) type).fields().get(i).type(),
                            struct.children().get(i),
                            row,
                            text);
                }
                text.append('}');
            }
        }
    }

    private static void appendList(Field item, Column items, int from, int to, StringBuilder text) {
        text.append('[');
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ",");
            append(item.type(), items, i, text);
        }
        text.append(']');
    }

    private static boolean isUnsigned(DataType type) {
        return type instanceof DataType.Int(var _, boolean isSigned) && !isSigned;
    }
}
