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
import dev.evodb.error.LimitExceededException;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Picks rows of columns of one type, in any order, repeated or left out.
final class Gather {
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 16;

    private final int[] sources;
    private final int[] rows;

    /// Row `i` of a result will be row `rows[i]` of column `sources[i]`, or null where `rows[i]` is -1.
    Gather(int[] sources, int[] rows) {
        this.sources = sources;
        this.rows = rows;
    }

    /// Row `i` of the result is row `rows[i]` of `column`, or null where `rows[i]` is -1.
    static Column rows(Column column, int[] rows) {
        return new Gather(new int[rows.length], rows).from(List.of(column));
    }

    /// The picked rows of `columns`, which are at least one.
    ///
    /// @throws LimitExceededException if repeated rows need an array that is larger than arrays can be
    Column from(List<Column> columns) {
        Validity validity = validity(columns);
        return switch (columns.getFirst()) {
            case NullColumn _ -> new NullColumn(validity);
            case BitColumn _ -> new BitColumn(validity, bits(columns));
            case ByteColumn _ -> {
                byte[][] from = each(columns, byte[][]::new, column -> ((ByteColumn) column).values());
                byte[] out = new byte[rows.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = rows[i] < 0 ? 0 : from[sources[i]][rows[i]];
                }
                yield new ByteColumn(validity, out);
            }
            case ShortColumn _ -> {
                short[][] from = each(columns, short[][]::new, column -> ((ShortColumn) column).values());
                short[] out = new short[rows.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = rows[i] < 0 ? 0 : from[sources[i]][rows[i]];
                }
                yield new ShortColumn(validity, out);
            }
            case IntColumn _ -> {
                int[][] from = each(columns, int[][]::new, column -> ((IntColumn) column).values());
                int[] out = new int[rows.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = rows[i] < 0 ? 0 : from[sources[i]][rows[i]];
                }
                yield new IntColumn(validity, out);
            }
            case LongColumn _ -> {
                long[][] from = each(columns, long[][]::new, column -> ((LongColumn) column).values());
                long[] out = new long[rows.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = rows[i] < 0 ? 0 : from[sources[i]][rows[i]];
                }
                yield new LongColumn(validity, out);
            }
            case FloatColumn _ -> {
                float[][] from = each(columns, float[][]::new, column -> ((FloatColumn) column).values());
                float[] out = new float[rows.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = rows[i] < 0 ? 0 : from[sources[i]][rows[i]];
                }
                yield new FloatColumn(validity, out);
            }
            case DoubleColumn _ -> {
                double[][] from = each(columns, double[][]::new, column -> ((DoubleColumn) column).values());
                double[] out = new double[rows.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = rows[i] < 0 ? 0 : from[sources[i]][rows[i]];
                }
                yield new DoubleColumn(validity, out);
            }
            case FixedBytesColumn(var _, int width, var _) -> {
                byte[][] from = each(columns, byte[][]::new, column -> ((FixedBytesColumn) column).values());
                byte[] out = new byte[arrayLength((long) rows.length * width)];
                for (int i = 0; i < rows.length; i++) {
                    if (rows[i] >= 0) {
                        System.arraycopy(from[sources[i]], rows[i] * width, out, i * width, width);
                    }
                }
                yield new FixedBytesColumn(validity, width, out);
            }
            case BytesColumn _ -> {
                int[][] starts = each(columns, int[][]::new, column -> ((BytesColumn) column).offsets());
                byte[][] from = each(columns, byte[][]::new, column -> ((BytesColumn) column).data());
                int[] offsets = offsets(starts, validity);
                byte[] out = new byte[offsets[rows.length]];
                for (int i = 0; i < rows.length; i++) {
                    int length = offsets[i + 1] - offsets[i];
                    if (length > 0) {
                        System.arraycopy(from[sources[i]], starts[sources[i]][rows[i]], out, offsets[i], length);
                    }
                }
                yield new BytesColumn(validity, offsets, out);
            }
            case FixedSizeListColumn(var _, int size, var _) -> {
                int count = arrayLength((long) rows.length * size);
                int[] itemSources = new int[count];
                int[] itemRows = new int[count];
                for (int i = 0; i < count; i++) {
                    int row = rows[i / size];
                    itemSources[i] = sources[i / size];
                    itemRows[i] = row < 0 ? -1 : row * size + i % size;
                }
                List<Column> items = columns.stream()
                        .map(column -> ((FixedSizeListColumn) column).items())
                        .toList();
                yield new FixedSizeListColumn(validity, size, new Gather(itemSources, itemRows).from(items));
            }
            case ListColumn _ -> {
                int[][] starts = each(columns, int[][]::new, column -> ((ListColumn) column).offsets());
                int[] offsets = offsets(starts, validity);
                int[] itemSources = new int[offsets[rows.length]];
                int[] itemRows = new int[offsets[rows.length]];
                for (int i = 0; i < rows.length; i++) {
                    for (int item = offsets[i]; item < offsets[i + 1]; item++) {
                        itemSources[item] = sources[i];
                        itemRows[item] = starts[sources[i]][rows[i]] + item - offsets[i];
                    }
                }
                List<Column> items = columns.stream()
                        .map(column -> ((ListColumn) column).items())
                        .toList();
                yield new ListColumn(validity, offsets, new Gather(itemSources, itemRows).from(items));
            }
            case StructColumn(var _, List<Column> children) ->
                new StructColumn(
                        validity,
                        IntStream.range(0, children.size())
                                .mapToObj(child -> from(columns.stream()
                                        .map(column -> ((StructColumn) column)
                                                .children()
                                                .get(child))
                                        .toList()))
                                .toList());
        };
    }

    private Validity validity(List<Column> columns) {
        Validity[] from = each(columns, Validity[]::new, Column::validity);
        byte[] bits = new byte[(rows.length + 7) >>> 3];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= 0 && from[sources[i]].isValid(rows[i])) {
                bits[i >>> 3] |= (byte) (1 << (i & 7));
            }
        }
        return Validity.ofBits(bits, rows.length);
    }

    private byte[] bits(List<Column> columns) {
        BitColumn[] from = each(columns, BitColumn[]::new, column -> (BitColumn) column);
        byte[] out = new byte[(rows.length + 7) >>> 3];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] >= 0 && from[sources[i]].get(rows[i])) {
                out[i >>> 3] |= (byte) (1 << (i & 7));
            }
        }
        return out;
    }

    /// The offsets of picked rows of variable length; rows that are null are empty.
    private int[] offsets(int[][] starts, Validity validity) {
        int[] offsets = new int[rows.length + 1];
        long end = 0;
        for (int i = 0; i < rows.length; i++) {
            if (validity.isValid(i)) {
                int[] from = starts[sources[i]];
                end += from[rows[i] + 1] - from[rows[i]];
            }
            offsets[i + 1] = arrayLength(end);
        }
        return offsets;
    }

    private static <T> T[] each(List<Column> columns, IntFunction<T[]> array, Function<Column, T> part) {
        return columns.stream().map(part).toArray(array);
    }

    private static int arrayLength(long length) {
        if (length > MAX_ARRAY) {
            throw new LimitExceededException("elements of one array", MAX_ARRAY, length);
        }
        return (int) length;
    }
}
