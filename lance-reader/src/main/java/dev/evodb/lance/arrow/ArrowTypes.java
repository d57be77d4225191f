package dev.evodb.lance.arrow;

import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.List;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// Our types in Arrow's words.
final class ArrowTypes {
    private ArrowTypes() {}

    static Schema schema(List<Field> fields) {
        return new Schema(fields.stream().map(ArrowTypes::field).toList());
    }

    static org.apache.arrow.vector.types.pojo.Field field(Field field) {
        return new org.apache.arrow.vector.types.pojo.Field(
                field.name(),
                new FieldType(field.isNullable(), type(field.type()), null, field.metadata()),
                children(field.type()).stream().map(ArrowTypes::field).toList());
    }

    private static ArrowType type(DataType type) {
        return switch (type) {
            case DataType.Null() -> new ArrowType.Null();
            case DataType.Bool() -> new ArrowType.Bool();
            case DataType.Int(int bits, boolean isSigned) -> new ArrowType.Int(bits, isSigned);
            case DataType.FloatingPoint(int bits) -> new ArrowType.FloatingPoint(precision(bits));
            case DataType.Decimal(int bits, int precision, int scale) -> new ArrowType.Decimal(precision, scale, bits);
            case DataType.Date(DataType.Unit unit) ->
                new ArrowType.Date(unit == DataType.Unit.DAY ? DateUnit.DAY : DateUnit.MILLISECOND);
            case DataType.Time(DataType.Unit unit) -> {
                boolean isShort = unit == DataType.Unit.SECOND || unit == DataType.Unit.MILLISECOND;
                yield new ArrowType.Time(unit(unit), isShort ? 32 : 64);
            }
            case DataType.Timestamp(DataType.Unit unit, String zone) ->
                new ArrowType.Timestamp(unit(unit), zone.isEmpty() ? null : zone);
            case DataType.Duration(DataType.Unit unit) -> new ArrowType.Duration(unit(unit));
            case DataType.Utf8(boolean isLarge) -> isLarge ? new ArrowType.LargeUtf8() : new ArrowType.Utf8();
            case DataType.Binary(boolean isLarge) -> isLarge ? new ArrowType.LargeBinary() : new ArrowType.Binary();
            case DataType.FixedSizeBinary(int width) -> new ArrowType.FixedSizeBinary(width);
            case DataType.FixedSizeList(var _, int size) -> new ArrowType.FixedSizeList(size);
            case DataType.ListOf(var _, boolean isLarge) -> isLarge ? new ArrowType.LargeList() : new ArrowType.List();
            case DataType.MapOf map -> new ArrowType.Map(map.keysSorted());
            case DataType.Struct _ -> new ArrowType.Struct();
        };
    }

    private static List<Field> children(DataType type) {
        return switch (type) {
            case DataType.FixedSizeList(Field item, var _) -> List.of(item);
            case DataType.Repeated list -> List.of(list.item());
            case DataType.Struct(List<Field> fields) -> fields;
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _ -> List.of();
        };
    }

    private static FloatingPointPrecision precision(int bits) {
        return switch (bits) {
            case 16 -> FloatingPointPrecision.HALF;
            case 32 -> FloatingPointPrecision.SINGLE;
            default -> FloatingPointPrecision.DOUBLE;
        };
    }

    private static TimeUnit unit(DataType.Unit unit) {
        return switch (unit) {
            case DAY -> throw new IllegalArgumentException("days are a unit of dates only");
            case SECOND -> TimeUnit.SECOND;
            case MILLISECOND -> TimeUnit.MILLISECOND;
            case MICROSECOND -> TimeUnit.MICROSECOND;
            case NANOSECOND -> TimeUnit.NANOSECOND;
        };
    }
}
