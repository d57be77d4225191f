package dev.evodb.lance;

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
import dev.evodb.column.Validity;
import dev.evodb.error.Location;
import dev.evodb.lance.encoding.DecodeBudget;
import dev.evodb.type.DataType;
import dev.evodb.type.Field;
import java.util.Arrays;
import java.util.List;

/// Columns made from columns.
final class ColumnEdit {
    private ColumnEdit() {}

    /// `column`, also null where `outer` is.
    static Column withNullsOf(Validity outer, Column column) {
        if (!outer.hasNulls()) {
            return column;
        }
        int rows = outer.rows();
        byte[] bits = new byte[(rows + 7) >>> 3];
        for (int i = 0; i < rows; i++) {
            if (outer.isValid(i) && column.isValid(i)) {
                bits[i >>> 3] |= (byte) (1 << (i & 7));
            }
        }
        Validity both = Validity.ofBits(bits, rows);
        return switch (column) {
            case NullColumn _ -> column;
            case BitColumn(var _, byte[] values) -> new BitColumn(both, values);
            case ByteColumn(var _, byte[] values) -> new ByteColumn(both, values);
            case ShortColumn(var _, short[] values) -> new ShortColumn(both, values);
            case IntColumn(var _, int[] values) -> new IntColumn(both, values);
            case LongColumn(var _, long[] values) -> new LongColumn(both, values);
            case FloatColumn(var _, float[] values) -> new FloatColumn(both, values);
            case DoubleColumn(var _, double[] values) -> new DoubleColumn(both, values);
            case FixedBytesColumn(var _, int width, byte[] values) -> new FixedBytesColumn(both, width, values);
            // Rows that become null must be empty, which only a copy can make them.
            case BytesColumn _, ListColumn _ -> pick(column, both);
            case FixedSizeListColumn(var _, int size, Column items) -> new FixedSizeListColumn(both, size, items);
            case StructColumn(var _, var children) -> new StructColumn(both, children);
        };
    }

    /// Nothing but nulls.
    static Column allNull(DataType type, int rows) {
        Validity none = Validity.allNull(rows);
        return switch (type) {
            case DataType.Null() -> new NullColumn(none);
            case DataType.Bool() -> new BitColumn(none, new byte[(rows + 7) >>> 3]);
            case DataType.Int(int bits, var _) -> allNullInts(bits, none);
            case DataType.FloatingPoint(int bits) ->
                switch (bits) {
                    case 16 -> new ShortColumn(none, new short[rows]);
                    case 32 -> new FloatColumn(none, new float[rows]);
                    default -> new DoubleColumn(none, new double[rows]);
                };
            case DataType.Decimal(int bits, var _, var _) -> fixedBytes(none, bits / 8);
            case DataType.Date(DataType.Unit unit) -> allNullInts(unit == DataType.Unit.DAY ? 32 : 64, none);
            case DataType.Time(DataType.Unit unit) ->
                allNullInts(unit == DataType.Unit.SECOND || unit == DataType.Unit.MILLISECOND ? 32 : 64, none);
            case DataType.Timestamp _, DataType.Duration _ -> new LongColumn(none, new long[rows]);
            case DataType.Utf8 _, DataType.Binary _ -> new BytesColumn(none, new int[rows + 1], new byte[0]);
            case DataType.FixedSizeBinary(int width) -> fixedBytes(none, width);
            case DataType.FixedSizeList(Field item, int size) ->
                new FixedSizeListColumn(none, size, allNull(item.type(), Math.multiplyExact(rows, size)));
            case DataType.Repeated list ->
                new ListColumn(none, new int[rows + 1], allNull(list.item().type(), 0));
            case DataType.Struct(var fields) ->
                new StructColumn(
                        none,
                        fields.stream()
                                .map(field -> allNull(field.type(), rows))
                                .toList());
        };
    }

    /// Bytes that a row of `type` takes in memory; a small guess where rows differ.
    static long rowBytes(DataType type) {
        return switch (type) {
            case DataType.Null() -> 1;
            case DataType.Bool() -> 1;
            case DataType.Int(int bits, var _) -> bits / 8;
            case DataType.FloatingPoint(int bits) -> bits / 8;
            case DataType.Decimal(int bits, var _, var _) -> bits / 8;
            case DataType.Date _, DataType.Time _, DataType.Timestamp _, DataType.Duration _ -> 8;
            case DataType.Utf8 _, DataType.Binary _ -> 16;
            case DataType.FixedSizeBinary(int width) -> width;
            case DataType.FixedSizeList(Field item, int size) -> size * rowBytes(item.type());
            case DataType.Repeated list -> 4 + 2 * rowBytes(list.item().type());
            case DataType.Struct(var fields) ->
                1 + fields.stream().mapToLong(field -> rowBytes(field.type())).sum();
        };
    }

    /// Bytes of the arrays of all columns of `batch`.
    static long bytes(RecordBatch batch) {
        long bytes = 0;
        for (Column column : batch.columns()) {
            bytes += bytes(column);
        }
        return bytes;
    }

    /// Bytes of the arrays of `column`.
    static long bytes(Column column) {
        return bytes(column, true);
    }

    /// What a copy of `column` takes.
    static long copiedBytes(Column column) {
        return bytes(column, false);
    }

    private static long bytes(Column column, boolean withSpare) {
        long validity = column.rows() / 8;
        return validity
                + switch (column) {
                    case NullColumn _ -> 0L;
                    case BitColumn(var _, byte[] bits) -> bits.length;
                    case ByteColumn(var _, byte[] values) -> values.length;
                    case ShortColumn(var _, short[] values) -> 2L * values.length;
                    case IntColumn(var _, int[] values) -> 4L * values.length;
                    case LongColumn(var _, long[] values) -> 8L * values.length;
                    case FloatColumn(var _, float[] values) -> 4L * values.length;
                    case DoubleColumn(var _, double[] values) -> 8L * values.length;
                    case FixedBytesColumn(var _, var _, byte[] values) -> values.length;
                    case BytesColumn(var _, int[] offsets, byte[] data) ->
                        4L * offsets.length + (withSpare ? data.length : offsets[offsets.length - 1]);
                    case FixedSizeListColumn(var _, var _, Column items) -> bytes(items, withSpare);
                    case ListColumn(var _, int[] offsets, Column items) ->
                        4L * offsets.length + bytes(items, withSpare);
                    case StructColumn(var _, var children) ->
                        children.stream()
                                .mapToLong(child -> bytes(child, withSpare))
                                .sum();
                };
    }

    private static Column allNullInts(int bits, Validity none) {
        return switch (bits) {
            case 8 -> new ByteColumn(none, new byte[none.rows()]);
            case 16 -> new ShortColumn(none, new short[none.rows()]);
            case 32 -> new IntColumn(none, new int[none.rows()]);
            default -> new LongColumn(none, new long[none.rows()]);
        };
    }

    private static Column fixedBytes(Validity none, int width) {
        return new FixedBytesColumn(none, width, new byte[Math.multiplyExact(none.rows(), width)]);
    }

    /// The rows of `column` that are valid, nulls elsewhere; never more bytes than `column` has.
    private static Column pick(Column column, Validity validity) {
        int[] starts = new int[validity.rows()];
        int[] lengths = new int[validity.rows()];
        int runs = 0;
        for (int row = 0; row < validity.rows(); row++) {
            boolean isValid = validity.isValid(row);
            if (row == 0 || isValid != validity.isValid(row - 1)) {
                starts[runs++] = isValid ? row : Gather.NULLS;
            }
            lengths[runs - 1]++;
        }
        Gather gather = new Gather(
                new int[runs],
                Arrays.copyOf(starts, runs),
                Arrays.copyOf(lengths, runs),
                new DecodeBudget(Long.MAX_VALUE),
                Location.of("memory"));
        return gather.from(List.of(column));
    }
}
