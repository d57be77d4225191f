package dev.evodb.ann.lance;

import dev.evodb.column.Column;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.schema.LogicalType;
import dev.evodb.lance.schema.SchemaField;
import dev.evodb.type.DataType;
import java.util.List;

/// A column of vectors: fixed-size lists of `item`: f16, f32, f64 or unsigned bytes. `fieldId` is its
/// identity in the table.
public record VectorColumn(String name, int fieldId, int dims, DataType item) {
    /// The vector column `name` of `dataset`.
    ///
    /// @throws IllegalArgumentException if there is no such column, or it does not hold vectors
    /// @throws UnsupportedFeatureException if it holds vectors of other integers
    public static VectorColumn of(LanceDataset dataset, String name) {
        List<SchemaField> path = dataset.schema().find(name);
        if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    "no column " + name + ", the table has " + String.join(", ", dataset.columnNames()));
        }
        SchemaField field = path.getLast();
        if (path.size() == 1
                && field.type() instanceof LogicalType.Leaf(DataType.FixedSizeList(var item, int dims))
                && item.type() instanceof DataType.FloatingPoint) {
            return new VectorColumn(name, field.id(), dims, item.type());
        }
        if (path.size() == 1
                && field.type() instanceof LogicalType.Leaf(DataType.FixedSizeList(var item, int dims))
                && item.type().equals(new DataType.Int(8, false))) {
            return new VectorColumn(name, field.id(), dims, item.type());
        }
        if (path.size() == 1
                && field.type() instanceof LogicalType.Leaf(DataType.FixedSizeList(var item, var _))
                && item.type() instanceof DataType.Int) {
            throw new UnsupportedFeatureException(
                    "vector column",
                    field.logicalType(),
                    "vectors of floating-point numbers or unsigned bytes",
                    Location.of(name));
        }
        throw new IllegalArgumentException("column " + name + " holds " + field.logicalType()
                + ", a vector column is a top-level fixed-size list of floating-point numbers or unsigned bytes");
    }

    /// Whether vectors consist of unsigned bytes.
    public boolean isBytes() {
        return item instanceof DataType.Int;
    }

    /// Whether they consist of f32, as they lie in a `float[]`.
    boolean isFloats() {
        return item.equals(new DataType.FloatingPoint(32));
    }

    /// Copies vector `row` into `out[at .. at + dims)`. Half floats and bytes widen exactly, doubles
    /// round to `float`. Answers false, and leaves `out` alone, if the row is null.
    ///
    /// @throws IllegalArgumentException if the vector has a null in it
    public boolean copy(Column column, int row, float[] out, int at) {
        if (!column.isValid(row)) {
            return false;
        }
        Column items = ((Column.FixedSizeListColumn) column).items();
        int from = row * dims;
        if (items.validity().hasNulls()) {
            requireItems(items, from);
        }
        copyItems(items, from, out, at, dims);
        return true;
    }

    /// Copies `items[from .. from + count)`, numbers of any of the types that vectors consist of, into
    /// `out`.
    static void copyItems(Column items, int from, float[] out, int at, int count) {
        switch (items) {
            case Column.FloatColumn floats -> System.arraycopy(floats.values(), from, out, at, count);
            case Column.DoubleColumn doubles -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = (float) doubles.values()[from + i];
                }
            }
            case Column.ShortColumn halves -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = Float.float16ToFloat(halves.values()[from + i]);
                }
            }
            case Column.ByteColumn bytes -> {
                for (int i = 0; i < count; i++) {
                    out[at + i] = bytes.values()[from + i] & 0xFF;
                }
            }
            case Column.NullColumn _,
                    Column.BitColumn _,
                    Column.IntColumn _,
                    Column.LongColumn _,
                    Column.FixedBytesColumn _,
                    Column.BytesColumn _,
                    Column.FixedSizeListColumn _,
                    Column.ListColumn _,
                    Column.StructColumn _ ->
                throw new IllegalStateException(
                        "vectors decoded to " + items.getClass().getSimpleName());
        }
    }

    private void requireItems(Column items, int from) {
        for (int d = 0; d < dims; d++) {
            if (!items.isValid(from + d)) {
                throw new IllegalArgumentException(
                        "column " + name + " has a vector with a null in place " + d + ", which has no distance");
            }
        }
    }
}
