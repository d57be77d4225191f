package dev.evodb.type;

import java.util.List;

/// Logical type of a column: Arrow's type system, as far as Lance stores it.
///
/// The comment of each type names the [dev.evodb.column.Column] that holds its values.
public sealed interface DataType {
    /// `NullColumn`.
    record Null() implements DataType {}

    /// `BitColumn`.
    record Bool() implements DataType {}

    /// `ByteColumn`, `ShortColumn`, `IntColumn`, `LongColumn`; unsigned values keep their bits. `bits` is
    /// 8, 16, 32 or 64.
    record Int(int bits, boolean isSigned) implements DataType {}

    /// IEEE 754: 16 bit in `ShortColumn` (raw bits), 32 in `FloatColumn`, 64 in `DoubleColumn`.
    record FloatingPoint(int bits) implements DataType {}

    /// Two's complement integer scaled by `10^-scale`, in `FixedBytesColumn`, little endian. `bits` is
    /// 128 or 256.
    record Decimal(int bits, int precision, int scale) implements DataType {}

    /// Days since 1970-01-01 in `IntColumn` (`DAY`), or milliseconds in `LongColumn` (`MILLISECOND`).
    record Date(Unit unit) implements DataType {}

    /// Time of day: seconds and milliseconds in `IntColumn`, finer in `LongColumn`.
    record Time(Unit unit) implements DataType {}

    /// Time since 1970-01-01T00:00 in `LongColumn`; `zone` is empty for local date-times.
    record Timestamp(Unit unit, String zone) implements DataType {}

    /// `LongColumn`.
    record Duration(Unit unit) implements DataType {}

    /// UTF-8 text in `BytesColumn`; `isLarge` tells Arrow's 64-bit offsets.
    record Utf8(boolean isLarge) implements DataType {}

    /// `BytesColumn`.
    record Binary(boolean isLarge) implements DataType {}

    /// `FixedBytesColumn`.
    record FixedSizeBinary(int width) implements DataType {}

    /// `FixedSizeListColumn`; a vector column is a fixed-size list of floats of `size` dims.
    record FixedSizeList(Field item, int size) implements DataType {}

    /// A type whose values are `ListColumn`s of `item`.
    sealed interface Repeated extends DataType {
        Field item();
    }

    /// `ListColumn`; `isLarge` tells Arrow's 64-bit offsets.
    record ListOf(Field item, boolean isLarge) implements Repeated {}

    /// Entries of a key, which is never null, and a value: `ListColumn` of a `StructColumn` of these two.
    /// `keysSorted` tells that the keys of each row ascend.
    record MapOf(Field key, Field value, boolean keysSorted) implements Repeated {
        /// One entry: a struct of key and value, never null.
        @Override
        public Field item() {
            return new Field("entries", new Struct(List.of(key, value)), false);
        }
    }

    /// `StructColumn`.
    record Struct(List<Field> fields) implements DataType {
        public Struct {
            fields = List.copyOf(fields);
        }
    }

    /// Resolution of temporal types.
    enum Unit {
        DAY,
        SECOND,
        MILLISECOND,
        MICROSECOND,
        NANOSECOND
    }
}
