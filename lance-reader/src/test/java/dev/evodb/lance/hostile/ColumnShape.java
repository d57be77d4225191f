package dev.evodb.lance.hostile;

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

/// What every column promises about its arrays, whatever it was read from.
public final class ColumnShape {
    private ColumnShape() {}

    /// @throws AssertionError if `column` has not `rows` rows or breaks a promise of [Column]
    public static void check(Column column, int rows) {
        require(column.rows() == rows, column, "has " + column.rows() + " rows, expected " + rows);
        switch (column) {
            case NullColumn _ -> {}
            case BitColumn(var _, byte[] bits) -> length(column, bits.length, (rows + 7) / 8);
            case ByteColumn(var _, byte[] values) -> length(column, values.length, rows);
            case ShortColumn(var _, short[] values) -> length(column, values.length, rows);
            case IntColumn(var _, int[] values) -> length(column, values.length, rows);
            case LongColumn(var _, long[] values) -> length(column, values.length, rows);
            case FloatColumn(var _, float[] values) -> length(column, values.length, rows);
            case DoubleColumn(var _, double[] values) -> length(column, values.length, rows);
            case FixedBytesColumn(var _, int width, byte[] values) ->
                length(column, values.length, (long) rows * width);
            case BytesColumn(var _, int[] offsets, byte[] data) -> {
                offsets(column, offsets, rows);
                require(data.length >= offsets[rows], column, "has " + data.length + " bytes for " + offsets[rows]);
            }
            case FixedSizeListColumn(var _, int size, Column items) -> check(items, Math.multiplyExact(rows, size));
            case ListColumn(var _, int[] offsets, Column items) -> {
                offsets(column, offsets, rows);
                check(items, offsets[rows]);
            }
            case StructColumn(var _, List<Column> children) -> children.forEach(child -> check(child, rows));
        }
    }

    private static void offsets(Column column, int[] offsets, int rows) {
        length(column, offsets.length, rows + 1L);
        require(offsets[0] == 0, column, "starts at offset " + offsets[0]);
        for (int i = 0; i < rows; i++) {
            require(offsets[i] <= offsets[i + 1], column, "has descending offsets at row " + i);
            require(column.isValid(i) || offsets[i] == offsets[i + 1], column, "has bytes in null row " + i);
        }
    }

    private static void length(Column column, int found, long expected) {
        require(found == expected, column, "has an array of " + found + " elements, expected " + expected);
    }

    private static void require(boolean holds, Column column, String problem) {
        if (!holds) {
            throw new AssertionError(column.getClass().getSimpleName() + " " + problem);
        }
    }
}
