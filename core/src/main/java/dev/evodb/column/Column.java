package dev.evodb.column;

import java.util.List;

/// Decoded values of one column, one record per physical layout. Immutable by convention: arrays are shared, never
/// changed.
///
/// Slots of null rows hold unspecified values. Arrays have exactly the length that the comment states.
public sealed interface Column {
    Validity validity();

    default int rows() {
        return validity().rows();
    }

    default boolean isValid(int row) {
        return validity().isValid(row);
    }

    /// A column of the null type.
    record NullColumn(Validity validity) implements Column {}

    /// One bit a row, least significant first, in `(rows + 7) / 8` bytes.
    record BitColumn(Validity validity, byte[] bits) implements Column {
        public boolean get(int row) {
            return (bits[row >>> 3] >> (row & 7) & 1) != 0;
        }
    }

    /// `values` has one entry a row.
    record ByteColumn(Validity validity, byte[] values) implements Column {}

    /// `values` has one entry a row.
    record ShortColumn(Validity validity, short[] values) implements Column {}

    /// `values` has one entry a row.
    record IntColumn(Validity validity, int[] values) implements Column {}

    /// `values` has one entry a row.
    record LongColumn(Validity validity, long[] values) implements Column {}

    /// `values` has one entry a row.
    record FloatColumn(Validity validity, float[] values) implements Column {}

    /// `values` has one entry a row.
    record DoubleColumn(Validity validity, double[] values) implements Column {}

    /// `width` bytes a row, back to back, in `rows * width` bytes.
    record FixedBytesColumn(Validity validity, int width, byte[] values) implements Column {}

    /// Row `i` is `data[offsets[i] .. offsets[i + 1])`; `offsets` has `rows + 1` ascending entries; null rows are
    /// empty. `data` may be longer than the last offset.
    record BytesColumn(Validity validity, int[] offsets, byte[] data) implements Column {}

    /// Row `i` is `items[i * size .. (i + 1) * size)`; `items` has `rows * size` rows, also below null rows.
    record FixedSizeListColumn(Validity validity, int size, Column items) implements Column {}

    /// Row `i` is `items[offsets[i] .. offsets[i + 1])`; `offsets` has `rows + 1` ascending entries; null rows are
    /// empty.
    record ListColumn(Validity validity, int[] offsets, Column items) implements Column {}

    /// `children` have the struct's rows, also below null structs.
    record StructColumn(Validity validity, List<Column> children) implements Column {
        public StructColumn {
            children = List.copyOf(children);
        }
    }
}
