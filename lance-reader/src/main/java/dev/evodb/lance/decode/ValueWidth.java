package dev.evodb.lance.decode;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;

/// How wide values of a type are in files that store them as they are in memory.
public final class ValueWidth {
    /// The width of types whose values have none: texts, binaries, the null type.
    public static final int VARYING = 0;

    private static final int MAX_BYTES = Integer.MAX_VALUE >> 3;

    private ValueWidth() {}

    /// Bits of one value of `type`; of fixed-size lists those of an item of the innermost. `type` is no
    /// list or struct.
    ///
    /// @throws UnsupportedFeatureException for fixed-size lists of values without a width, and for
    ///     widths that no array could hold
    public static int bits(DataType type, Location at) {
        return switch (type) {
            case DataType.Bool _ -> 1;
            case DataType.Int(int bits, var _) -> bits;
            case DataType.FloatingPoint(int bits) -> bits;
            case DataType.Decimal(int bits, var _, var _) -> bits;
            case DataType.Date(DataType.Unit unit) -> unit == DataType.Unit.DAY ? 32 : 64;
            case DataType.Time(DataType.Unit unit) ->
                unit == DataType.Unit.SECOND || unit == DataType.Unit.MILLISECOND ? 32 : 64;
            case DataType.Timestamp _, DataType.Duration _ -> 64;
            case DataType.FixedSizeBinary(int width) -> {
                if (width > MAX_BYTES) {
                    throw new UnsupportedFeatureException(
                            "field type", "fixed_size_binary:" + width, "at most " + MAX_BYTES + " bytes", at);
                }
                yield 8 * width;
            }
            case DataType.FixedSizeList(Field item, var _) -> itemBits(item.type(), at);
            case DataType.Null _, DataType.Utf8 _, DataType.Binary _ -> VARYING;
            case DataType.Repeated _, DataType.Struct _ -> throw new IllegalArgumentException("not a leaf: " + type);
        };
    }

    private static int itemBits(DataType item, Location at) {
        return switch (item) {
            case DataType.Null _, DataType.Utf8 _, DataType.Binary _, DataType.Repeated _, DataType.Struct _ ->
                throw new UnsupportedFeatureException(
                        "field type", "fixed-size list of " + item, "fixed-size lists of values of fixed width", at);
            case DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _ -> bits(item, at);
        };
    }
}
