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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Picks runs of rows out of columns of one type, in any order, repeated or left out.
///
/// A run of a list column is one run of its items, and a run of fixed-size lists as well: however long
/// the rows are, picking costs one copy a run.
final class Gather {
    /// The start of a run of nulls.
    static final int NULLS = -1;

    private final int[] sources;
    private final int[] starts;
    private final int[] lengths;
    private final int count;
    private final DecodeBudget budget;
    private final Location at;

    /// The result will be `lengths[0]` rows of column `sources[0]` from row `starts[0]` on, then the next
    /// run; nulls where the start is [#NULLS]. Its bytes are charged to `budget`, before they are
    /// allocated.
    Gather(int[] sources, int[] starts, int[] lengths, DecodeBudget budget, Location at) {
        this.sources = sources;
        this.starts = starts;
        this.lengths = lengths;
        this.budget = budget;
        this.at = at;
        long rows = 0;
        for (int length : lengths) {
            rows += length;
        }
        this.count = budget.checkArray(rows, 1, at);
    }

    /// The picked rows of `columns`, which are at least one.
    ///
    /// @throws dev.evodb.error.LimitExceededException if the budget does not allow them
    Column from(List<Column> columns) {
        Validity validity = validity(columns);
        return switch (columns.getFirst()) {
            case NullColumn _ -> new NullColumn(validity);
            case BitColumn _ -> new BitColumn(validity, bits(columns));
            case ByteColumn _ -> {
                byte[] out = new byte[charge(1)];
                copy(each(columns, byte[][]::new, column -> ((ByteColumn) column).values()), out, 1);
                yield new ByteColumn(validity, out);
            }
            case ShortColumn _ -> {
                short[] out = new short[charge(2)];
                copy(each(columns, short[][]::new, column -> ((ShortColumn) column).values()), out, 1);
                yield new ShortColumn(validity, out);
            }
            case IntColumn _ -> {
                int[] out = new int[charge(4)];
                copy(each(columns, int[][]::new, column -> ((IntColumn) column).values()), out, 1);
                yield new IntColumn(validity, out);
            }
            case LongColumn _ -> {
                long[] out = new long[charge(8)];
                copy(each(columns, long[][]::new, column -> ((LongColumn) column).values()), out, 1);
                yield new LongColumn(validity, out);
            }
            case FloatColumn _ -> {
                float[] out = new float[charge(4)];
                copy(each(columns, float[][]::new, column -> ((FloatColumn) column).values()), out, 1);
                yield new FloatColumn(validity, out);
            }
            case DoubleColumn _ -> {
                double[] out = new double[charge(8)];
                copy(each(columns, double[][]::new, column -> ((DoubleColumn) column).values()), out, 1);
                yield new DoubleColumn(validity, out);
            }
            case FixedBytesColumn(var _, int width, var _) -> {
                byte[] out = new byte[charge((long) count * width, 1)];
                copy(each(columns, byte[][]::new, column -> ((FixedBytesColumn) column).values()), out, width);
                yield new FixedBytesColumn(validity, width, out);
            }
            case BytesColumn _ -> {
                int[][] from = each(columns, int[][]::new, column -> ((BytesColumn) column).offsets());
                int[] offsets = offsets(from);
                byte[] out = new byte[charge(offsets[count], 1)];
                Gather bytes = items(from);
                bytes.copy(each(columns, byte[][]::new, column -> ((BytesColumn) column).data()), out, 1);
                yield new BytesColumn(validity, offsets, out);
            }
            case FixedSizeListColumn(var _, int size, var _) ->
                new FixedSizeListColumn(
                        validity,
                        size,
                        items(size).from(children(columns, column -> ((FixedSizeListColumn) column).items())));
            case ListColumn _ -> {
                int[][] from = each(columns, int[][]::new, column -> ((ListColumn) column).offsets());
                int[] offsets = offsets(from);
                yield new ListColumn(
                        validity,
                        offsets,
                        items(from).from(children(columns, column -> ((ListColumn) column).items())));
            }
            case StructColumn(var _, List<Column> fields) -> {
                List<Column> picked = new ArrayList<>(fields.size());
                for (int i = 0; i < fields.size(); i++) {
                    int child = i;
                    picked.add(from(children(
                            columns,
                            column -> ((StructColumn) column).children().get(child))));
                }
                yield new StructColumn(validity, picked);
            }
        };
    }

    private Validity validity(List<Column> columns) {
        boolean hasNulls = false;
        for (int i = 0; i < starts.length && !hasNulls; i++) {
            hasNulls = lengths[i] > 0
                    && (starts[i] == NULLS || columns.get(sources[i]).validity().hasNulls());
        }
        if (!hasNulls) {
            return Validity.allValid(count);
        }
        Validity[] from = each(columns, Validity[]::new, Column::validity);
        byte[] bits = new byte[charge((count + 7L) >>> 3, 1)];
        int to = 0;
        for (int i = 0; i < starts.length; i++) {
            for (int j = 0; j < lengths[i]; j++, to++) {
                if (starts[i] != NULLS && from[sources[i]].isValid(starts[i] + j)) {
                    bits[to >>> 3] |= (byte) (1 << (to & 7));
                }
            }
        }
        return Validity.ofBits(bits, count);
    }

    private byte[] bits(List<Column> columns) {
        BitColumn[] from = each(columns, BitColumn[]::new, column -> (BitColumn) column);
        byte[] out = new byte[charge((count + 7L) >>> 3, 1)];
        int to = 0;
        for (int i = 0; i < starts.length; i++) {
            for (int j = 0; j < lengths[i]; j++, to++) {
                if (starts[i] != NULLS && from[sources[i]].get(starts[i] + j)) {
                    out[to >>> 3] |= (byte) (1 << (to & 7));
                }
            }
        }
        return out;
    }

    /// Copies every run; `from` and `to` are arrays of one primitive type, with `width` elements a row.
    private void copy(Object[] from, Object to, int width) {
        int at = 0;
        for (int i = 0; i < starts.length; i++) {
            int length = lengths[i] * width;
            if (starts[i] != NULLS) {
                System.arraycopy(from[sources[i]], starts[i] * width, to, at, length);
            }
            at += length;
        }
    }

    /// The offsets of picked rows of variable length; rows of null runs are empty.
    private int[] offsets(int[][] from) {
        int[] offsets = new int[charge(count + 1L, 4)];
        int row = 0;
        long end = 0;
        for (int i = 0; i < starts.length; i++) {
            for (int j = 0; j < lengths[i]; j++) {
                if (starts[i] != NULLS) {
                    int[] source = from[sources[i]];
                    end += source[starts[i] + j + 1] - source[starts[i] + j];
                }
                offsets[++row] = budget.checkArray(end, 1, at);
            }
        }
        return offsets;
    }

    /// The runs of items of picked rows of variable length.
    private Gather items(int[][] from) {
        int[] itemStarts = new int[starts.length];
        int[] itemLengths = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            if (starts[i] != NULLS) {
                int[] source = from[sources[i]];
                itemStarts[i] = source[starts[i]];
                itemLengths[i] = source[starts[i] + lengths[i]] - itemStarts[i];
            }
        }
        return new Gather(sources, itemStarts, itemLengths, budget, at);
    }

    /// The runs of items of picked rows of `size` items each.
    private Gather items(int size) {
        budget.checkArray((long) count * size, 1, at);
        int[] itemStarts = new int[starts.length];
        int[] itemLengths = new int[starts.length];
        for (int i = 0; i < starts.length; i++) {
            itemStarts[i] = starts[i] == NULLS ? NULLS : starts[i] * size;
            itemLengths[i] = lengths[i] * size;
        }
        return new Gather(sources, itemStarts, itemLengths, budget, at);
    }

    private int charge(int width) {
        return charge(count, width);
    }

    /// Charges an array of `length` elements of `width` bytes; answers its length.
    private int charge(long length, int width) {
        int checked = budget.checkArray(length, width, at);
        budget.charge(length * width, at);
        return checked;
    }

    private static <T> T[] each(List<Column> columns, IntFunction<T[]> array, Function<Column, T> part) {
        return columns.stream().map(part).toArray(array);
    }

    private static List<Column> children(List<Column> columns, Function<Column, Column> child) {
        return columns.stream().map(child).toList();
    }
}
