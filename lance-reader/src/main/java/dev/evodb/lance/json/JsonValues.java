package dev.evodb.lance.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.column.Column;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Column values as JSON, without loss.
///
/// Integers of any width are numbers; floats are the shortest decimal that reads back to the same bits,
/// NaN and infinities the strings `"NaN"`, `"Infinity"`, `"-Infinity"`; decimals are strings that keep
/// their scale; dates, times, timestamps and durations are the stored integers; binaries are strings of
/// `0x` and hex digits.
public final class JsonValues {
    private JsonValues() {}

    /// Writes row `row` of `column`.
    public static void write(JsonGenerator json, DataType type, Column column, int row) throws IOException {
        if (!column.isValid(row)) {
            json.writeNull();
            return;
        }
        switch (column) {
            case Column.NullColumn _ -> json.writeNull();
            case Column.BitColumn bits -> json.writeBoolean(bits.get(row));
            case Column.ByteColumn bytes ->
                json.writeNumber(isUnsigned(type) ? bytes.values()[row] & 0xFF : bytes.values()[row]);
            case Column.ShortColumn shorts -> writeShort(json, type, shorts.values()[row]);
            case Column.IntColumn ints ->
                json.writeNumber(isUnsigned(type) ? ints.values()[row] & 0xFFFFFFFFL : ints.values()[row]);
            case Column.LongColumn longs -> writeLong(json, type, longs.values()[row]);
            case Column.FloatColumn floats -> writeFloat(json, floats.values()[row]);
            case Column.DoubleColumn doubles -> writeDouble(json, doubles.values()[row]);
            case Column.FixedBytesColumn fixed -> writeFixed(json, type, fixed, row);
            case Column.BytesColumn bytes -> writeBytes(json, type, bytes, row);
            case Column.FixedSizeListColumn list -> {
                Field item = ((DataType.FixedSizeList) type).item();
                writeItems(json, item, list.items(), row * list.size(), (row + 1) * list.size());
            }
            case Column.ListColumn list -> {
                Field item = ((DataType.Repeated) type).item();
                writeItems(json, item, list.items(), list.offsets()[row], list.offsets()[row + 1]);
            }
            case Column.StructColumn struct -> {
                json.writeStartObject();
                DataType.Struct fields = (DataType.Struct) type;
                for (int i = 0; i < fields.fields().size(); i++) {
                    Field field = fields.fields().get(i);
                    json.writeFieldName(field.name());
                    write(json, field.type(), struct.children().get(i), row);
                }
                json.writeEndObject();
            }
        }
    }

    /// A number, or a string where JSON has none.
    public static void writeFloat(JsonGenerator json, float value) throws IOException {
        if (Float.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Float.toString(value));
        }
    }

    /// A number, or a string where JSON has none.
    public static void writeDouble(JsonGenerator json, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeString(Double.toString(value));
        }
    }

    /// A 64-bit number without sign.
    public static void writeUnsigned(JsonGenerator json, long value) throws IOException {
        if (value >= 0) {
            json.writeNumber(value);
        } else {
            json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
        }
    }

    private static void writeItems(JsonGenerator json, Field item, Column items, int from, int to) throws IOException {
        json.writeStartArray();
        for (int i = from; i < to; i++) {
            write(json, item.type(), items, i);
        }
        json.writeEndArray();
    }

    private static void writeShort(JsonGenerator json, DataType type, short value) throws IOException {
        if (type instanceof DataType.FloatingPoint) {
            writeFloat(json, Float.float16ToFloat(value));
        } else {
            json.writeNumber(isUnsigned(type) ? value & 0xFFFF : value);
        }
    }

    private static void writeLong(JsonGenerator json, DataType type, long value) throws IOException {
        if (isUnsigned(type)) {
            writeUnsigned(json, value);
        } else {
            json.writeNumber(value);
        }
    }

    private static void writeFixed(JsonGenerator json, DataType type, Column.FixedBytesColumn column, int row)
            throws IOException {
        int from = row * column.width();
        if (type instanceof DataType.Decimal decimal) {
            byte[] bigEndian = new byte[column.width()];
            for (int i = 0; i < bigEndian.length; i++) {
                bigEndian[bigEndian.length - 1 - i] = column.values()[from + i];
            }
            json.writeString(new BigDecimal(new BigInteger(bigEndian), decimal.scale()).toPlainString());
        } else {
            json.writeString("0x" + HexFormat.of().formatHex(column.values(), from, from + column.width()));
        }
    }

    private static void writeBytes(JsonGenerator json, DataType type, Column.BytesColumn column, int row)
            throws IOException {
        int from = column.offsets()[row];
        int to = column.offsets()[row + 1];
        if (type instanceof DataType.Utf8) {
            json.writeString(new String(column.data(), from, to - from, StandardCharsets.UTF_8));
        } else {
            json.writeString("0x" + HexFormat.of().formatHex(column.data(), from, to));
        }
    }

    private static boolean isUnsigned(DataType type) {
        return type instanceof DataType.Int integer && !integer.isSigned();
    }
}
