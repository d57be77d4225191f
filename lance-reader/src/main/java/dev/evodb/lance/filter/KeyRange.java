package dev.evodb.lance.filter;

import dev.evodb.column.Column;
import dev.evodb.column.Column.ByteColumn;
import dev.evodb.column.Column.DoubleColumn;
import dev.evodb.column.Column.FloatColumn;
import dev.evodb.column.Column.IntColumn;
import dev.evodb.column.Column.LongColumn;
import dev.evodb.column.Column.ShortColumn;
import dev.evodb.type.DataType;
import java.util.Optional;

/// What a comparison with a constant asks of numbers that are ordered like the values: to be in `[from,
/// to]`, or not to be. Every comparison is one subtraction and one unsigned comparison a row.
record KeyRange(long from, long to, boolean isNegated) {
    private static final KeyRange NOTHING = new KeyRange(1, 0, false);

    static KeyRange of(Comparison comparison, long key) {
        return switch (comparison) {
            case EQUAL -> new KeyRange(key, key, false);
            case NOT_EQUAL -> new KeyRange(key, key, true);
            case LESS -> key == Long.MIN_VALUE ? NOTHING : new KeyRange(Long.MIN_VALUE, key - 1, false);
            case LESS_OR_EQUAL -> new KeyRange(Long.MIN_VALUE, key, false);
            case GREATER -> key == Long.MAX_VALUE ? NOTHING : new KeyRange(key + 1, Long.MAX_VALUE, false);
            case GREATER_OR_EQUAL -> new KeyRange(key, Long.MAX_VALUE, false);
        };
    }

    /// The number that is ordered like a constant of that type, or nothing for types that no `long`
    /// orders.
    static Optional<Long> key(Value value, DataType type) {
        return switch (value) {
            case Value.Whole(long number) ->
                Optional.of(Vectors.isUnsignedLong(type) ? number ^ Long.MIN_VALUE : number);
            case Value.Floating(double number) ->
                Optional.of(
                        switch (((DataType.FloatingPoint) type).bits()) {
                            case 16 -> (long) Order.halfKey(Float.floatToFloat16((float) number));
                            case 32 -> (long) Order.key((float) number);
                            default -> Order.key(number);
                        });
            case Value.Null _, Value.Bool _, Value.Decimal _, Value.Bytes _ -> Optional.empty();
        };
    }

    /// The keys of a computed vector are those of doubles, whatever its type.
    static Optional<Long> wideKey(Value value, DataType type) {
        return value instanceof Value.Floating(double number) ? Optional.of(Order.key(number)) : key(value, type);
    }

    /// The rows of a column of numbers that are in the range; nothing for other columns.
    Optional<long[]> rows(Column column, DataType type) {
        return switch (column) {
            case ByteColumn(var _, byte[] values) -> Optional.of(bytes(values, Vectors.isUnsigned(type) ? 0xFF : -1));
            case ShortColumn(var _, short[] values)
            when type instanceof DataType.FloatingPoint -> Optional.of(halves(values));
            case ShortColumn(var _, short[] values) ->
                Optional.of(shorts(values, Vectors.isUnsigned(type) ? 0xFFFF : -1));
            case IntColumn(var _, int[] values) -> Optional.of(ints(values, Vectors.isUnsigned(type)));
            case LongColumn(var _, long[] values) ->
                Optional.of(longs(values, Vectors.isUnsignedLong(type) ? Long.MIN_VALUE : 0));
            case FloatColumn(var _, float[] values) -> Optional.of(floats(values));
            case DoubleColumn(var _, double[] values) -> Optional.of(doubles(values));
            case Column.NullColumn _,
                    Column.BitColumn _,
                    Column.FixedBytesColumn _,
                    Column.BytesColumn _,
                    Column.FixedSizeListColumn _,
                    Column.ListColumn _,
                    Column.StructColumn _ -> Optional.empty();
        };
    }

    /// The rows of `values`, of which bits of `flipped` are flipped for their order, that are in the
    /// range.
    long[] longs(long[] values, long flipped) {
        long[] yes = new long[Bitmap.words(values.length)];
        if (from > to) {
            return finished(yes);
        }
        long span = to - from;
        for (int word = 0; word < yes.length; word++) {
            int start = word << 6;
            int count = Math.min(64, values.length - start);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= isAtMost((values[start + i] ^ flipped) - from, span) << i;
            }
            yes[word] = bits;
        }
        return finished(yes);
    }

    /// The rows of `values` whose keys are in the range.
    long[] doubles(double[] values) {
        long[] yes = new long[Bitmap.words(values.length)];
        if (from > to) {
            return finished(yes);
        }
        long span = to - from;
        for (int word = 0; word < yes.length; word++) {
            int start = word << 6;
            int count = Math.min(64, values.length - start);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= isAtMost(Order.key(values[start + i]) - from, span) << i;
            }
            yes[word] = bits;
        }
        return finished(yes);
    }

    private long[] bytes(byte[] values, int mask) {
        long[] yes = new long[Bitmap.words(values.length)];
        IntSpan within = within(Integer.MIN_VALUE);
        for (int word = 0; word < yes.length; word++) {
            int start = word << 6;
            int count = Math.min(64, values.length - start);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= within.bit(values[start + i] & mask) << i;
            }
            yes[word] = bits;
        }
        return finished(yes);
    }

    private long[] shorts(short[] values, int mask) {
        long[] yes = new long[Bitmap.words(values.length)];
        IntSpan within = within(Integer.MIN_VALUE);
        for (int word = 0; word < yes.length; word++) {
            int start = word << 6;
            int count = Math.min(64, values.length - start);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= within.bit(values[start + i] & mask) << i;
            }
            yes[word] = bits;
        }
        return finished(yes);
    }

    private long[] halves(short[] values) {
        long[] yes = new long[Bitmap.words(values.length)];
        IntSpan within = within(Integer.MIN_VALUE);
        for (int word = 0; word < yes.length; word++) {
            int start = word << 6;
            int count = Math.min(64, values.length - start);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= within.bit(Order.halfKey(values[start + i])) << i;
            }
            yes[word] = bits;
        }
        return finished(yes);
    }

    /// Bits of unsigned values count from 0 on.
    private long[] ints(int[] values, boolean isUnsigned) {
        long[] yes = new long[Bitmap.words(values.length)];
        IntSpan within = within(isUnsigned ? 0 : Integer.MIN_VALUE);
        for (int word = 0; word < yes.length; word++) {
            int start = word << 6;
            int count = Math.min(64, values.length - start);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= within.bit(values[start + i]) << i;
            }
            yes[word] = bits;
        }
        return finished(yes);
    }

    private long[] floats(float[] values) {
        long[] yes = new long[Bitmap.words(values.length)];
        IntSpan within = within(Integer.MIN_VALUE);
        for (int word = 0; word < yes.length; word++) {
            int start = word << 6;
            int count = Math.min(64, values.length - start);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= within.bit(Order.key(values[start + i])) << i;
            }
            yes[word] = bits;
        }
        return finished(yes);
    }

    /// What of the range is among the 2^32 numbers from `least` on.
    private IntSpan within(long least) {
        long first = Math.max(from, least);
        long last = Math.min(to, least + 0xFFFF_FFFFL);
        return new IntSpan((int) first, Math.max(last - first + 1, 0));
    }

    /// `count` numbers from `first` on.
    private record IntSpan(int first, long count) {
        /// 1 for the numbers of the span, else 0: the sign of a difference, because a branch costs more
        /// where rows differ.
        long bit(int value) {
            return ((value - first & 0xFFFF_FFFFL) - count) >>> 63;
        }
    }

    /// 1 if `value` is at most `most`, both unsigned, else 0; without a branch. Source: Warren, Hacker's
    /// Delight, 2-12.
    private static long isAtMost(long value, long most) {
        return ((~value | most) & ((value ^ most) | ~(most - value))) >>> 63;
    }

    private long[] finished(long[] yes) {
        if (isNegated) {
            for (int i = 0; i < yes.length; i++) {
                yes[i] = ~yes[i];
            }
        }
        return yes;
    }
}
