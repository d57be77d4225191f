package dev.evodb.ann.lance;

import dev.evodb.column.Column;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.file.LanceFile;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A column of an index file that has no nulls: `width` numbers a row, 1 unless it holds fixed-size lists.
///
/// Rows are read in blocks, so that an array is made for rows that were read, never for a number in the
/// file, and partitions may be larger than one read may decode to.
record IndexColumn(LanceFile file, SchemaField field, int width) {
    private static final int BLOCK_BYTES = 8 << 20;
    private static final int MAX_VALUES = Integer.MAX_VALUE - 16;

    /// The top-level column `name`.
    ///
    /// @throws CorruptFileException if it is absent or of another type
    static IndexColumn of(LanceFile file, String name, String logicalType) {
        return new IndexColumn(file, IndexFile.column(file, name, logicalType), 1);
    }

    /// As above, of fixed-size lists of `width` items.
    static IndexColumn ofLists(LanceFile file, String name, String itemType, int width) {
        String logicalType = "fixed_size_list:" + itemType + ":" + width;
        return new IndexColumn(file, IndexFile.column(file, name, logicalType), width);
    }

    byte[] bytes(long from, int count) throws IOException {
        return concatenate(from, count, byte[]::new, items -> ((Column.ByteColumn) items).values());
    }

    long[] longs(long from, int count) throws IOException {
        return concatenate(from, count, long[]::new, items -> ((Column.LongColumn) items).values());
    }

    int[] ints(long from, int count) throws IOException {
        return concatenate(from, count, int[]::new, items -> ((Column.IntColumn) items).values());
    }

    /// Floating-point numbers of any width: half floats widen exactly, doubles round to `float`.
    float[] floats(long from, int count) throws IOException {
        return concatenate(from, count, float[]::new, items -> {
            float[] values = new float[items.rows()];
            VectorColumn.copyItems(items, 0, values, 0, values.length);
            return values;
        });
    }

    /// Makes an array of so many elements.
    private interface ArrayMaker<T> {
        T make(int length);
    }

    /// The values of a column.
    private interface Values<T> {
        T of(Column items);
    }

    // T is an array of a primitive type.
    @SuppressWarnings("SuspiciousSystemArraycopy")
    private <T> T concatenate(long from, int count, ArrayMaker<T> maker, Values<T> values) throws IOException {
        int blockRows = Math.max(1, BLOCK_BYTES / (width * Long.BYTES));
        if (count <= blockRows) {
            return values.of(items(from, count));
        }
        if ((long) count * width > MAX_VALUES) {
            throw new LimitExceededException(
                    "values of a partition",
                    MAX_VALUES,
                    (long) count * width,
                    Location.of(file.name()).inColumn(field.name()));
        }
        List<T> blocks = new ArrayList<>();
        for (int row = 0; row < count; row += blockRows) {
            blocks.add(values.of(items(from + row, Math.min(blockRows, count - row))));
        }
        T all = maker.make(count * width);
        int at = 0;
        for (T block : blocks) {
            int length = Math.min(blockRows * width, count * width - at);
            System.arraycopy(block, 0, all, at, length);
            at += length;
        }
        return all;
    }

    private Column items(long from, int count) throws IOException {
        Column rows = file.read(field, from, count);
        Column items = rows instanceof Column.FixedSizeListColumn lists ? lists.items() : rows;
        if (rows.validity().hasNulls() || items.validity().hasNulls()) {
            throw new CorruptFileException(Location.of(file.name()).inColumn(field.name()), "column has nulls");
        }
        return items;
    }
}
