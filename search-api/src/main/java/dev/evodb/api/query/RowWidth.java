package dev.evodb.api.query;

import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;

/// A guess at the bytes that a row takes in memory.
final class RowWidth {
    /// Of texts, binaries, lists and whatever has no fixed width.
    private static final long OTHER_BYTES = 64;

    private RowWidth() {}

    /// Of all columns.
    static long of(LanceDataset table) {
        return table.schema().fields().stream().mapToLong(RowWidth::of).sum();
    }

    private static long of(SchemaField field) {
        return field.type() instanceof LogicalType.Leaf(DataType type)
                ? of(type)
                : OTHER_BYTES
                        + field.children().stream().mapToLong(RowWidth::of).sum();
    }

    private static long of(DataType type) {
        return switch (type) {
            case DataType.Null _, DataType.Bool _ -> 1;
            case DataType.Int(int bits, boolean _) -> bits / 8;
            case DataType.FloatingPoint(int bits) -> bits / 8;
            case DataType.Decimal(int bits, int _, int _) -> bits / 8;
            case DataType.FixedSizeBinary(int width) -> width;
            case DataType.FixedSizeList(var item, int size) -> size * of(item.type());
            case DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ -> 8;
            case DataType.Utf8 _, DataType.Binary _, DataType.Repeated _, DataType.Struct _ -> OTHER_BYTES;
        };
    }
}
