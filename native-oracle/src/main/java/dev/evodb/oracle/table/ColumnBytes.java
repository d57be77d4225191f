package dev.evodb.oracle.table;

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
import java.util.List;

/// The size of columns in memory.
public final class ColumnBytes {
    private ColumnBytes() {}

    /// Bytes of all arrays of `column`.
    public static long of(Column column) {
        long validity = column.validity().bits().length;
        return validity
                + switch (column) {
                    case NullColumn _ -> 0;
                    case BitColumn(var _, byte[] bits) -> bits.length;
                    case ByteColumn(var _, byte[] values) -> values.length;
                    case ShortColumn(var _, short[] values) -> 2L * values.length;
                    case IntColumn(var _, int[] values) -> 4L * values.length;
                    case LongColumn(var _, long[] values) -> 8L * values.length;
                    case FloatColumn(var _, float[] values) -> 4L * values.length;
                    case DoubleColumn(var _, double[] values) -> 8L * values.length;
                    case FixedBytesColumn(var _, var _, byte[] values) -> values.length;
                    case BytesColumn(var _, int[] offsets, byte[] bytes) -> 4L * offsets.length + bytes.length;
                    case FixedSizeListColumn(var _, var _, Column items) -> of(items);
                    case ListColumn(var _, int[] offsets, Column items) -> 4L * offsets.length + of(items);
                    case StructColumn(var _, List<Column> children) ->
                        children.stream().mapToLong(ColumnBytes::of).sum();
                };
    }
}
