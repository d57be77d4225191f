package dev.evodb.lance.filter;

import dev.evodb.column.Column;
import dev.evodb.type.DataType;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The values of columns as texts: integers and decimals by their digits, unscaled, floats as Java writes doubles,
/// binaries in hex.
final class ColumnText {
    private ColumnText() {}

    static List<@Nullable String> values(Column column, DataType type) {
        List<@Nullable String> values = new ArrayList<>();
        for (int row = 0; row < column.rows(); row++) {
            values.add(column.isValid(row) ? value(column, type, row) : null);
        }
        return values;
    }

    private static String value(Column column, DataType type, int row) {
        boolean isUnsigned = type instanceof DataType.Int(var _, boolean isSigned) && !isSigned;
        return switch (column) {
            case Column.NullColumn _ -> throw new AssertionError("a null that is valid");
            case Column.BitColumn bits -> String.valueOf(bits.get(row));
            case Column.ByteColumn(var _, byte[] values) ->
                String.valueOf(isUnsigned ? values[row] & 0xFF : values[row]);
            case Column.ShortColumn(var _, short[] values) ->
                type instanceof DataType.FloatingPoint
                        ? String.valueOf((double) Float.float16ToFloat(values[row]))
                        : String.valueOf(isUnsigned ? values[row] & 0xFFFF : values[row]);
            case Column.IntColumn(var _, int[] values) ->
                isUnsigned ? Integer.toUnsignedString(values[row]) : String.valueOf(values[row]);
            case Column.LongColumn(var _, long[] values) ->
                isUnsigned ? Long.toUnsignedString(values[row]) : String.valueOf(values[row]);
            case Column.FloatColumn(var _, float[] values) -> String.valueOf((double) values[row]);
            case Column.DoubleColumn(var _, double[] values) -> String.valueOf(values[row]);
            case Column.FixedBytesColumn(var _, int width, byte[] values) -> {
                byte[] bytes = Arrays.copyOfRange(values, row * width, (row + 1) * width);
                yield type instanceof DataType.Decimal
                        ? reversed(bytes).toString()
                        : HexFormat.of().formatHex(bytes);
            }
            case Column.BytesColumn(var _, int[] offsets, byte[] data) -> {
                byte[] bytes = Arrays.copyOfRange(data, offsets[row], offsets[row + 1]);
                yield type instanceof DataType.Utf8
                        ? new String(bytes, StandardCharsets.UTF_8)
                        : HexFormat.of().formatHex(bytes);
            }
            case Column.FixedSizeListColumn _, Column.ListColumn _, Column.StructColumn _ ->
                throw new AssertionError("not a value of its own");
        };
    }

    private static BigInteger reversed(byte[] littleEndian) {
        byte[] bytes = new byte[littleEndian.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[bytes.length - 1 - i] = littleEndian[i];
        }
        return new BigInteger(bytes);
    }
}
