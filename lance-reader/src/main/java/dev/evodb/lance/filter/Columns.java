package dev.evodb.lance.filter;

import dev.evodb.bytes.LittleEndian;
import dev.evodb.column.Column;
import dev.evodb.column.Column.BitColumn;
import dev.evodb.column.Column.ByteColumn;
import dev.evodb.column.Column.BytesColumn;
import dev.evodb.column.Column.DoubleColumn;
import dev.evodb.column.Column.FixedBytesColumn;
import dev.evodb.column.Column.FloatColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.NullColumn;
import dev.evodb.column.Column.ShortColumn;
import dev.evodb.column.Validity;
import dev.evodb.type.DataType;

/// Vectors as columns: the way back from [Vectors]. Arrays are shared where the forms are the same.
final class Columns {
    private Columns() {}

    /// The `rows` values of `vector`, which are values of `type`; what is copied of texts and binaries
    /// counts against `budget`.
    ///
    /// @throws IllegalArgumentException if the type is nested, or the vector of another one
    static Column of(Vector vector, DataType type, int rows, ByteBudget budget) {
        Validity validity = validity(vector.nulls(), rows);
        return switch (vector) {
            case Vector.Nothing _ ->
                type instanceof DataType.Null || Types.isNested(type)
                        ? new NullColumn(validity)
                        : of(Vectors.nothing(type, rows), type, rows, budget);
            case Vector.Truths(long[] yes, var _) -> new BitColumn(validity, bytes(yes, rows));
            case Vector.Longs(long[] values, var _) -> integers(values, width(type), validity);
            case Vector.Doubles(double[] values, var _) -> floats(values, type, validity);
            case Vector.Decimals(long[] limbs, int words, var _) -> {
                byte[] values = new byte[Math.multiplyExact(rows, words << 3)];
                for (int i = 0; i < rows * words; i++) {
                    LittleEndian.writeLong(values, i << 3, limbs[i]);
                }
                yield new FixedBytesColumn(validity, words << 3, values);
            }
            case Vector.Bytes bytes ->
                type instanceof DataType.FixedSizeBinary(int width)
                        ? fixed(bytes, width, validity, budget)
                        : texts(bytes, validity, budget);
            case Vector.Lists _ -> throw new IllegalArgumentException("lists are not computed");
        };
    }

    private static Validity validity(long[] nulls, int rows) {
        if (nulls.length == 0) {
            return Validity.allValid(rows);
        }
        byte[] valid = bytes(nulls, rows);
        for (int i = 0; i < valid.length; i++) {
            valid[i] = (byte) ~valid[i];
        }
        return Validity.ofBits(valid, rows);
    }

    private static byte[] bytes(long[] bits, int rows) {
        byte[] bytes = new byte[(rows + 7) >>> 3];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bits[i >>> 3] >>> ((i & 7) << 3));
        }
        return bytes;
    }

    /// Bits that a value of the type takes in a column.
    private static int width(DataType type) {
        return switch (type) {
            case DataType.Int(int bits, var _) -> bits;
            case DataType.Date(DataType.Unit unit) -> unit == DataType.Unit.DAY ? 32 : 64;
            case DataType.Time(DataType.Unit unit) ->
                unit == DataType.Unit.SECOND || unit == DataType.Unit.MILLISECOND ? 32 : 64;
            case DataType.Timestamp _, DataType.Duration _ -> 64;
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.Struct _ -> throw new IllegalArgumentException(SqlTypes.name(type) + " is not counted");
        };
    }

    private static Column integers(long[] values, int bits, Validity validity) {
        switch (bits) {
            case 8 -> {
                byte[] narrow = new byte[values.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (byte) values[i];
                }
                return new ByteColumn(validity, narrow);
            }
            case 16 -> {
                short[] narrow = new short[values.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (short) values[i];
                }
                return new ShortColumn(validity, narrow);
            }
            case 32 -> {
                int[] narrow = new int[values.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = (int) values[i];
                }
                return new IntColumn(validity, narrow);
            }
            default -> {
                return new LongColumn(validity, values);
            }
        }
    }

    /// The values are of that many bits already.
    private static Column floats(double[] values, DataType type, Validity validity) {
        if (!(type instanceof DataType.FloatingPoint(int bits)) || bits == 64) {
            return new DoubleColumn(validity, values);
        }
        float[] singles = new float[values.length];
        for (int i = 0; i < singles.length; i++) {
            singles[i] = Vectors.narrow(values[i]);
        }
        if (bits == 32) {
            return new FloatColumn(validity, singles);
        }
        short[] halves = new short[values.length];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = Float.floatToFloat16(singles[i]);
        }
        return new ShortColumn(validity, halves);
    }

    /// Rows of a column have each their own place, and null ones are empty.
    private static Column texts(Vector.Bytes bytes, Validity validity, ByteBudget budget) {
        boolean isShared = bytes.stride() == 1;
        for (int row = 0; row < validity.rows() && isShared; row++) {
            isShared = validity.isValid(row) || bytes.start(row) == bytes.end(row);
        }
        if (isShared) {
            return new BytesColumn(validity, bytes.offsets(), bytes.data());
        }
        BytesBuilder texts = new BytesBuilder(validity.rows(), budget);
        for (int row = 0; row < validity.rows(); row++) {
            if (validity.isValid(row)) {
                texts.append(bytes.data(), bytes.start(row), bytes.end(row));
            }
            texts.endRow();
        }
        Vector.Bytes copied = texts.build(Bitmap.NONE);
        return new BytesColumn(validity, copied.offsets(), copied.data());
    }

    private static Column fixed(Vector.Bytes bytes, int width, Validity validity, ByteBudget budget) {
        budget.take((long) validity.rows() * width);
        byte[] values = new byte[validity.rows() * width];
        for (int row = 0; row < validity.rows(); row++) {
            if (validity.isValid(row)) {
                System.arraycopy(bytes.data(), bytes.start(row), values, row * width, width);
            }
        }
        return new FixedBytesColumn(validity, width, values);
    }
}
