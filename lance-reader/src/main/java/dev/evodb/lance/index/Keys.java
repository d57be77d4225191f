package dev.evodb.lance.index;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.filter.Value;
import dev.evodb.type.DataType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/// Values of an indexed column in an index file, comparable with the constants of a filter.
///
/// The order: numbers by value, booleans with false first, texts and binaries by unsigned bytes, floats
/// by value with both zeros equal and NaN last.
final class Keys {
    private final Column column;
    private final DataType type;

    private Keys(Column column, DataType type) {
        this.column = column;
        this.type = type;
    }

    /// Whether values of `type` can be compared with constants.
    static boolean areComparable(DataType type) {
        return switch (type) {
            case DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Decimal _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _ -> true;
            default -> false;
        };
    }

    /// `type` is comparable, `column` holds values of it.
    static Keys of(Column column, DataType type, Location at) {
        boolean fits = switch (column) {
            case Column.BitColumn _ -> type instanceof DataType.Bool;
            case Column.ByteColumn _, Column.IntColumn _, Column.LongColumn _ -> isWhole(type);
            case Column.ShortColumn _ -> isWhole(type) || type instanceof DataType.FloatingPoint;
            case Column.FloatColumn _, Column.DoubleColumn _ -> type instanceof DataType.FloatingPoint;
            case Column.BytesColumn _ -> type instanceof DataType.Utf8 || type instanceof DataType.Binary;
            case Column.FixedBytesColumn _ ->
                type instanceof DataType.Decimal || type instanceof DataType.FixedSizeBinary;
            default -> false;
        };
        if (!fits) {
            throw new CorruptFileException(at, "index has values other than " + type);
        }
        return new Keys(column, type);
    }

    private static boolean isWhole(DataType type) {
        return type instanceof DataType.Int
                || type instanceof DataType.Date
                || type instanceof DataType.Time
                || type instanceof DataType.Timestamp
                || type instanceof DataType.Duration;
    }

    int rows() {
        return column.rows();
    }

    boolean isNull(int row) {
        return !column.isValid(row);
    }

    /// Whether the row is a float that is not a number.
    boolean isNaN(int row) {
        return type instanceof DataType.FloatingPoint && column.isValid(row) && Double.isNaN(floating(row));
    }

    /// The order of the row, which is not null, and `value`, which has the type of the column and is not
    /// null.
    ///
    /// @throws IllegalArgumentException for a value of another type
    int compare(int row, Value value) {
        return switch (value) {
            case Value.Bool(boolean bool)
            when column instanceof Column.BitColumn bits -> Boolean.compare(bits.get(row), bool);
            case Value.Whole(long number) ->
                isUnsignedLong() ? Long.compareUnsigned(whole(row), number) : Long.compare(whole(row), number);
            // Adding zero makes the negative zero the positive one.
            case Value.Floating(double number) -> Double.compare(floating(row) + 0.0, number + 0.0);
            case Value.Decimal(BigInteger unscaled) -> decimal(row).compareTo(unscaled);
            case Value.Bytes(byte[] bytes) -> compareBytes(row, bytes);
            case Value.Bool _, Value.Null _ -> throw other(value);
        };
    }

    /// Whether the row, which is not null, equals one of `ascending`.
    boolean isAmong(int row, List<Value> ascending) {
        int low = 0;
        int high = ascending.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(row, ascending.get(middle));
            if (order == 0) {
                return true;
            }
            if (order > 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }

    private boolean isUnsignedLong() {
        return type instanceof DataType.Int(int bits, boolean isSigned) && bits == 64 && !isSigned;
    }

    private long whole(int row) {
        boolean isUnsigned = type instanceof DataType.Int(var _, boolean isSigned) && !isSigned;
        return switch (column) {
            case Column.ByteColumn(var _, byte[] values) -> isUnsigned ? values[row] & 0xFF : values[row];
            case Column.ShortColumn(var _, short[] values) -> isUnsigned ? values[row] & 0xFFFF : values[row];
            case Column.IntColumn(var _, int[] values) -> isUnsigned ? values[row] & 0xFFFF_FFFFL : values[row];
            case Column.LongColumn(var _, long[] values) -> values[row];
            default -> throw new IllegalArgumentException("not a column of whole numbers: " + type);
        };
    }

    private double floating(int row) {
        return switch (column) {
            case Column.ShortColumn(var _, short[] values) -> Float.float16ToFloat(values[row]);
            case Column.FloatColumn(var _, float[] values) -> values[row];
            case Column.DoubleColumn(var _, double[] values) -> values[row];
            default -> throw new IllegalArgumentException("not a column of floats: " + type);
        };
    }

    private BigInteger decimal(int row) {
        if (!(column instanceof Column.FixedBytesColumn(var _, int width, byte[] values))) {
            throw new IllegalArgumentException("not a column of decimals: " + type);
        }
        byte[] bigEndian = new byte[width];
        for (int i = 0; i < width; i++) {
            bigEndian[i] = values[row * width + width - 1 - i];
        }
        return new BigInteger(bigEndian);
    }

    private int compareBytes(int row, byte[] bytes) {
        return switch (column) {
            case Column.BytesColumn(var _, int[] offsets, byte[] data) ->
                Arrays.compareUnsigned(data, offsets[row], offsets[row + 1], bytes, 0, bytes.length);
            case Column.FixedBytesColumn(var _, int width, byte[] values) ->
                Arrays.compareUnsigned(values, row * width, (row + 1) * width, bytes, 0, bytes.length);
            default -> throw new IllegalArgumentException("not a column of bytes: " + type);
        };
    }

    private IllegalArgumentException other(Value value) {
        return new IllegalArgumentException("a value of " + type + " cannot be compared with " + value);
    }
}
