package dev.evodb.lance.filter;

import dev.evodb.bytes.LittleEndian;
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
import java.util.Arrays;

/// Columns and constants as vectors.
final class Vectors {
    static final int DECIMAL128_WORDS = 2;
    static final int DECIMAL256_WORDS = 4;

    private static final int DOUBLE_MANTISSA_SHIFT = 29;

    private Vectors() {}

    static boolean isUnsigned(DataType type) {
        return type instanceof DataType.Int(var _, boolean isSigned) && !isSigned;
    }

    /// Whether values have to be shifted to be ordered as `long`: the sign bit is flipped then.
    static boolean isUnsignedLong(DataType type) {
        return type instanceof DataType.Int(int bits, boolean isSigned) && bits == 64 && !isSigned;
    }

    static int words(DataType.Decimal type) {
        return type.bits() == 128 ? DECIMAL128_WORDS : DECIMAL256_WORDS;
    }

    /// The values of a column of that type. Arrays are shared where the forms are the same.
    ///
    /// @throws IllegalArgumentException if the column is of another type
    static Vector of(Column column, DataType type, String name) {
        long[] nulls = Bitmap.nulls(column.validity());
        int rows = column.rows();
        return switch (column) {
            case NullColumn _ -> new Vector.Nothing(nulls);
            case BitColumn(var _, byte[] bits)
            when type instanceof DataType.Bool -> new Vector.Truths(truths(bits, rows, nulls), nulls);
            case ByteColumn(var _, byte[] values)
            when type instanceof DataType.Int -> new Vector.Longs(widen(values, isUnsigned(type)), nulls);
            case ShortColumn(var _, short[] values)
            when type instanceof DataType.Int -> new Vector.Longs(widen(values, isUnsigned(type)), nulls);
            case ShortColumn(var _, short[] values)
            when type instanceof DataType.FloatingPoint -> new Vector.Doubles(halves(values), nulls);
            case IntColumn(var _, int[] values)
            when isCounted(type) -> new Vector.Longs(widen(values, isUnsigned(type)), nulls);
            case LongColumn(var _, long[] values) when isCounted(type) -> new Vector.Longs(values, nulls);
            case FloatColumn(var _, float[] values) -> new Vector.Doubles(widen(values), nulls);
            case DoubleColumn(var _, double[] values) -> new Vector.Doubles(values, nulls);
            case FixedBytesColumn(var _, int width, byte[] values)
            when type instanceof DataType.Decimal -> new Vector.Decimals(limbs(values), width >>> 3, nulls);
            case FixedBytesColumn(var _, int width, byte[] values)
            when type instanceof DataType.FixedSizeBinary -> new Vector.Bytes(steps(rows, width), 1, values, nulls);
            case BytesColumn(var _, int[] offsets, byte[] data)
            when type instanceof DataType.Utf8 || type instanceof DataType.Binary ->
                new Vector.Bytes(offsets, 1, data, nulls);
            case FixedSizeListColumn(var _, int size, Column items)
            when type instanceof DataType.FixedSizeList(var item, var _) ->
                new Vector.Lists(steps(rows, size), items(items, item.type(), name), nulls);
            case ListColumn(var _, int[] offsets, Column items)
            when type instanceof DataType.ListOf(var item, var _) ->
                new Vector.Lists(offsets, items(items, item.type(), name), nulls);
            case BitColumn _,
                    ByteColumn _,
                    ShortColumn _,
                    IntColumn _,
                    LongColumn _,
                    FixedBytesColumn _,
                    BytesColumn _,
                    FixedSizeListColumn _,
                    ListColumn _,
                    StructColumn _ ->
                throw new IllegalArgumentException(
                        "column " + name + " of the batch is not of type " + SqlTypes.name(type));
        };
    }

    /// Items of a list. Structs and maps have no form here: of lists of them, only nulls and lengths are
    /// asked for.
    private static Vector items(Column items, DataType type, String name) {
        boolean isOpaque = type instanceof DataType.Struct || type instanceof DataType.MapOf;
        return isOpaque ? new Vector.Nothing(Bitmap.nulls(items.validity())) : of(items, type, name);
    }

    /// Integers and all that is counted in units since some start.
    static boolean isCounted(DataType type) {
        return type instanceof DataType.Int
                || type instanceof DataType.Date
                || type instanceof DataType.Time
                || type instanceof DataType.Timestamp
                || type instanceof DataType.Duration;
    }

    /// The same value in each of `rows`.
    static Vector constant(Value value, DataType type, int rows) {
        return switch (value) {
            case Value.Null _ -> nothing(type, rows);
            case Value.Bool(boolean truth) ->
                new Vector.Truths(truth ? Bitmap.all(rows) : new long[Bitmap.words(rows)], Bitmap.NONE);
            case Value.Whole(long number) -> {
                long[] values = new long[rows];
                Arrays.fill(values, number);
                yield new Vector.Longs(values, Bitmap.NONE);
            }
            case Value.Floating(double number) -> {
                double[] values = new double[rows];
                Arrays.fill(values, number);
                yield new Vector.Doubles(values, Bitmap.NONE);
            }
            case Value.Decimal(BigInteger unscaled) -> {
                int words = words((DataType.Decimal) type);
                long[] limbs = new long[Math.multiplyExact(rows, words)];
                for (int row = 0; row < rows; row++) {
                    Limbs.set(limbs, row, words, unscaled);
                }
                yield new Vector.Decimals(limbs, words, Bitmap.NONE);
            }
            case Value.Bytes(byte[] bytes) -> new Vector.Bytes(new int[] {0, bytes.length}, 0, bytes, Bitmap.NONE);
        };
    }

    /// Nulls of that type in each of `rows`.
    static Vector nothing(DataType type, int rows) {
        long[] nulls = Bitmap.all(rows);
        return switch (type) {
            case DataType.Null _ -> new Vector.Nothing(nulls);
            case DataType.Bool _ -> new Vector.Truths(new long[Bitmap.words(rows)], nulls);
            case DataType.Int _, DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ ->
                new Vector.Longs(new long[rows], nulls);
            case DataType.FloatingPoint _ -> new Vector.Doubles(new double[rows], nulls);
            case DataType.Decimal decimal ->
                new Vector.Decimals(new long[Math.multiplyExact(rows, words(decimal))], words(decimal), nulls);
            case DataType.Utf8 _, DataType.Binary _, DataType.FixedSizeBinary _ ->
                new Vector.Bytes(new int[] {0, 0}, 0, new byte[0], nulls);
            case DataType.ListOf(var item, var _) ->
                new Vector.Lists(new int[rows + 1], nothing(item.type(), 0), nulls);
            case DataType.FixedSizeList(var item, var _) ->
                new Vector.Lists(new int[rows + 1], nothing(item.type(), 0), nulls);
            case DataType.MapOf _, DataType.Struct _ -> new Vector.Nothing(nulls);
        };
    }

    /// The one value of a vector of one row.
    static Value value(Vector vector) {
        if (Bitmap.has(vector.nulls(), 0)) {
            return new Value.Null();
        }
        return switch (vector) {
            case Vector.Longs longs -> new Value.Whole(longs.values()[0]);
            case Vector.Doubles doubles -> new Value.Floating(doubles.values()[0]);
            case Vector.Decimals decimals -> new Value.Decimal(Limbs.get(decimals.limbs(), 0, decimals.words()));
            case Vector.Bytes bytes -> new Value.Bytes(Arrays.copyOfRange(bytes.data(), bytes.start(0), bytes.end(0)));
            case Vector.Truths truths -> new Value.Bool(Bitmap.has(truths.yes(), 0));
            case Vector.Lists _, Vector.Nothing _ -> throw new IllegalArgumentException("not a value of its own");
        };
    }

    private static long[] truths(byte[] bits, int rows, long[] nulls) {
        long[] yes = new long[Bitmap.words(rows)];
        for (int i = 0; i < (rows + 7) >>> 3; i++) {
            yes[i >>> 3] |= (bits[i] & 0xFFL) << ((i & 7) << 3);
        }
        Bitmap.clearBeyond(yes, rows);
        return nulls.length == 0 ? yes : Bitmap.without(yes, nulls);
    }

    private static long[] widen(byte[] values, boolean isUnsigned) {
        long mask = isUnsigned ? 0xFFL : -1L;
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i] & mask;
        }
        return wide;
    }

    private static long[] widen(short[] values, boolean isUnsigned) {
        long mask = isUnsigned ? 0xFFFFL : -1L;
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i] & mask;
        }
        return wide;
    }

    private static long[] widen(int[] values, boolean isUnsigned) {
        long mask = isUnsigned ? 0xFFFF_FFFFL : -1L;
        long[] wide = new long[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i] & mask;
        }
        return wide;
    }

    private static double[] halves(short[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = widen(Float.float16ToFloat(values[i]));
        }
        return wide;
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = widen(values[i]);
        }
        return wide;
    }

    /// Keeps the sign and the payload of a NaN, which the conversion of the language need not do.
    static double widen(float value) {
        if (!Float.isNaN(value)) {
            return value;
        }
        int bits = Float.floatToRawIntBits(value);
        long sign = (long) (bits >>> 31) << 63;
        return Double.longBitsToDouble(sign | 0x7FF0_0000_0000_0000L | (bits & 0x7F_FFFFL) << DOUBLE_MANTISSA_SHIFT);
    }

    /// The float that was widened to `value`.
    static float narrow(double value) {
        if (!Double.isNaN(value)) {
            return (float) value;
        }
        long bits = Double.doubleToRawLongBits(value);
        int payload = (int) (bits >>> DOUBLE_MANTISSA_SHIFT) & 0x7F_FFFF;
        int quiet = payload == 0 ? 0x40_0000 : payload;
        return Float.intBitsToFloat((int) (bits >>> 63) << 31 | 0x7F80_0000 | quiet);
    }

    private static long[] limbs(byte[] values) {
        long[] limbs = new long[values.length >>> 3];
        for (int i = 0; i < limbs.length; i++) {
            limbs[i] = LittleEndian.readLong(values, i << 3);
        }
        return limbs;
    }

    private static int[] steps(int rows, int size) {
        int[] offsets = new int[rows + 1];
        for (int i = 1; i <= rows; i++) {
            offsets[i] = i * size;
        }
        return offsets;
    }
}
