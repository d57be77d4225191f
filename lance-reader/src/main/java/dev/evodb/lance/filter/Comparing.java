package dev.evodb.lance.filter;

import dev.evodb.lance.filter.Vector.Bytes;
import dev.evodb.lance.filter.Vector.Decimals;
import dev.evodb.lance.filter.Vector.Doubles;
import dev.evodb.lance.filter.Vector.Lists;
import dev.evodb.lance.filter.Vector.Longs;
import dev.evodb.lance.filter.Vector.Nothing;
import dev.evodb.lance.filter.Vector.Truths;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/// Compares two vectors row by row. Answers are the rows for which the comparison holds; rows that are
/// null or not active may be among them.
final class Comparing {
    private Comparing() {}

    /// How the value of a row of one vector and that of a row of another are ordered.
    interface RowOrder {
        int compare(int rowA, int rowB);
    }

    static long[] compare(
            Vector a, DataType typeA, Comparison comparison, Vector b, DataType typeB, long[] active, int rows) {
        boolean isOrderedAsLongs = a instanceof Longs && b instanceof Longs && haveSameOrder(typeA, typeB);
        if (isOrderedAsLongs || (a instanceof Doubles && b instanceof Doubles)) {
            long[] keysA = keys(a, typeA);
            long[] keysB = keys(b, typeB);
            // The order is total: three loops serve six comparisons.
            return switch (comparison) {
                case EQUAL -> equal(keysA, keysB);
                case NOT_EQUAL -> not(equal(keysA, keysB));
                case LESS -> less(keysA, keysB);
                case LESS_OR_EQUAL -> not(less(keysB, keysA));
                case GREATER -> less(keysB, keysA);
                case GREATER_OR_EQUAL -> not(less(keysA, keysB));
            };
        }
        RowOrder order = order(a, typeA, b, typeB);
        long[] yes = new long[Bitmap.words(rows)];
        for (int row = Bitmap.next(active, 0); row >= 0; row = Bitmap.next(active, row + 1)) {
            if (comparison.holds(order.compare(row, row))) {
                Bitmap.add(yes, row);
            }
        }
        return yes;
    }

    /// Both are ordered as `long` after the same change, or none.
    private static boolean haveSameOrder(DataType a, DataType b) {
        if (a instanceof DataType.Int) {
            return Vectors.isUnsignedLong(a) == Vectors.isUnsignedLong(b);
        }
        return unit(a) == unit(b) && (zone(a).isEmpty() == zone(b).isEmpty() || !bothTimestamps(a, b));
    }

    private static long[] keys(Vector vector, DataType type) {
        if (vector instanceof Doubles(double[] values, var _)) {
            long[] keys = new long[values.length];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = Order.key(values[i]);
            }
            return keys;
        }
        long[] values = ((Longs) vector).values();
        if (!Vectors.isUnsignedLong(type)) {
            return values;
        }
        long[] keys = new long[values.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = values[i] ^ Long.MIN_VALUE;
        }
        return keys;
    }

    private static long[] equal(long[] a, long[] b) {
        long[] yes = new long[Bitmap.words(a.length)];
        for (int word = 0; word < yes.length; word++) {
            int from = word << 6;
            int count = Math.min(64, a.length - from);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= (a[from + i] == b[from + i] ? 1L : 0L) << i;
            }
            yes[word] = bits;
        }
        return yes;
    }

    private static long[] less(long[] a, long[] b) {
        long[] yes = new long[Bitmap.words(a.length)];
        for (int word = 0; word < yes.length; word++) {
            int from = word << 6;
            int count = Math.min(64, a.length - from);
            long bits = 0;
            for (int i = 0; i < count; i++) {
                bits |= (a[from + i] < b[from + i] ? 1L : 0L) << i;
            }
            yes[word] = bits;
        }
        return yes;
    }

    private static long[] not(long[] bits) {
        for (int i = 0; i < bits.length; i++) {
            bits[i] = ~bits[i];
        }
        return bits;
    }

    /// The order of two vectors of types that [Types#areComparable].
    static RowOrder order(Vector a, DataType typeA, Vector b, DataType typeB) {
        return switch (a) {
            case Longs longs -> ofLongs(longs, typeA, b, typeB);
            case Doubles(double[] values, var _) ->
                switch (b) {
                    case Doubles(double[] others, var _) -> (rowA, rowB) -> Order.compare(values[rowA], others[rowB]);
                    case Longs _, Decimals _ -> reversed(order(b, typeB, a, typeA));
                    case Bytes _, Truths _, Lists _, Nothing _ -> throw incomparable(typeA, typeB);
                };
            case Decimals decimals -> ofDecimals(decimals, typeA, b, typeB);
            case Bytes bytes
            when b instanceof Bytes others ->
                (rowA, rowB) -> Arrays.compareUnsigned(
                        bytes.data(),
                        bytes.start(rowA),
                        bytes.end(rowA),
                        others.data(),
                        others.start(rowB),
                        others.end(rowB));
            case Truths(long[] yes, var _)
            when b instanceof Truths(long[] others, var _) ->
                (rowA, rowB) -> Boolean.compare(Bitmap.has(yes, rowA), Bitmap.has(others, rowB));
            case Bytes _, Truths _, Lists _, Nothing _ -> throw incomparable(typeA, typeB);
        };
    }

    private static RowOrder ofLongs(Longs a, DataType typeA, Vector b, DataType typeB) {
        long[] values = a.values();
        return switch (b) {
            case Longs(long[] others, var _)
            when typeA instanceof DataType.Int -> ofIntegers(values, typeA, others, typeB);
            case Longs(long[] others, var _) -> ofCounts(values, typeA, others, typeB);
            case Doubles(double[] others, var _) ->
                Vectors.isUnsignedLong(typeA)
                        ? (rowA, rowB) -> Order.compareUnsigned(values[rowA], others[rowB])
                        : (rowA, rowB) -> Order.compare(values[rowA], others[rowB]);
            case Decimals _ -> reversed(order(b, typeB, a, typeA));
            case Bytes _, Truths _, Lists _, Nothing _ -> throw incomparable(typeA, typeB);
        };
    }

    private static RowOrder ofIntegers(long[] a, DataType typeA, long[] b, DataType typeB) {
        boolean isUnsignedA = Vectors.isUnsignedLong(typeA);
        boolean isUnsignedB = Vectors.isUnsignedLong(typeB);
        if (isUnsignedA && isUnsignedB) {
            return (rowA, rowB) -> Long.compareUnsigned(a[rowA], b[rowB]);
        }
        if (isUnsignedA) {
            return (rowA, rowB) -> a[rowA] < 0 ? 1 : Long.compare(a[rowA], b[rowB]);
        }
        return (rowA, rowB) -> isUnsignedB && b[rowB] < 0 ? -1 : Long.compare(a[rowA], b[rowB]);
    }

    private static RowOrder ofCounts(long[] a, DataType typeA, long[] b, DataType typeB) {
        long perDayA = Order.perDay(unit(typeA));
        long perDayB = Order.perDay(unit(typeB));
        String zoneA = zone(typeA);
        String zoneB = zone(typeB);
        if (!bothTimestamps(typeA, typeB) || zoneA.isEmpty() == zoneB.isEmpty()) {
            return (rowA, rowB) -> Order.compare(a[rowA], perDayA, b[rowB], perDayB);
        }
        if (zoneB.isEmpty()) {
            return reversed(ofCounts(b, typeB, a, typeA));
        }
        LocalTimes local = new LocalTimes(zoneB, perDayA);
        return (rowA, rowB) -> Order.compare(local.toInstant(a[rowA]), perDayA, b[rowB], perDayB);
    }

    private static RowOrder ofDecimals(Decimals a, DataType typeA, Vector b, DataType typeB) {
        int scale = ((DataType.Decimal) typeA).scale();
        long[] limbs = a.limbs();
        int words = a.words();
        return switch (b) {
            case Decimals(long[] others, int otherWords, var _)
            when typeB instanceof DataType.Decimal other ->
                words == otherWords && scale == other.scale()
                        ? (rowA, rowB) -> Limbs.compare(limbs, rowA, others, rowB, words)
                        : (rowA, rowB) -> new BigDecimal(Limbs.get(limbs, rowA, words), scale)
                                .compareTo(new BigDecimal(Limbs.get(others, rowB, otherWords), other.scale()));
            case Longs(long[] others, var _) ->
                (rowA, rowB) -> new BigDecimal(Limbs.get(limbs, rowA, words), scale)
                        .compareTo(new BigDecimal(Order.integer(others[rowB], typeB)));
            case Doubles(double[] others, var _) ->
                (rowA, rowB) -> Order.compare(Limbs.get(limbs, rowA, words), scale, others[rowB]);
            case Decimals _, Bytes _, Truths _, Lists _, Nothing _ -> throw incomparable(typeA, typeB);
        };
    }

    private static RowOrder reversed(RowOrder order) {
        return (rowA, rowB) -> -order.compare(rowB, rowA);
    }

    /// Of dates, times, timestamps and durations.
    static Unit unit(DataType type) {
        if (type instanceof DataType.Date(Unit unit)) {
            return unit;
        }
        if (type instanceof DataType.Time(Unit unit)) {
            return unit;
        }
        if (type instanceof DataType.Timestamp(Unit unit, var _)) {
            return unit;
        }
        if (type instanceof DataType.Duration(Unit unit)) {
            return unit;
        }
        throw new IllegalArgumentException(SqlTypes.name(type) + " has no unit");
    }

    /// Empty for types without one.
    static String zone(DataType type) {
        return type instanceof DataType.Timestamp(var _, String zone) ? zone : "";
    }

    private static boolean bothTimestamps(DataType a, DataType b) {
        return a instanceof DataType.Timestamp && b instanceof DataType.Timestamp;
    }

    private static IllegalArgumentException incomparable(DataType a, DataType b) {
        return new IllegalArgumentException(SqlTypes.name(a) + " is not comparable with " + SqlTypes.name(b));
    }

    /// The order of two constants of one type, for lists of them. A null comes first.
    static int compare(Value a, Value b, DataType type) {
        return switch (a) {
            case Value.Null _ -> b instanceof Value.Null ? 0 : -1;
            case Value.Bool(boolean truth) when b instanceof Value.Bool(boolean other) -> Boolean.compare(truth, other);
            case Value.Whole(long number)
            when b instanceof Value.Whole(long other) ->
                Vectors.isUnsignedLong(type) ? Long.compareUnsigned(number, other) : Long.compare(number, other);
            case Value.Floating(double number)
            when b instanceof Value.Floating(double other) -> Order.compare(number, other);
            case Value.Decimal(BigInteger unscaled)
            when b instanceof Value.Decimal(BigInteger other) -> unscaled.compareTo(other);
            case Value.Bytes(byte[] bytes)
            when b instanceof Value.Bytes(byte[] other) -> Arrays.compareUnsigned(bytes, other);
            case Value.Bool _, Value.Whole _, Value.Floating _, Value.Decimal _, Value.Bytes _ -> {
                if (b instanceof Value.Null) {
                    yield 1;
                }
                throw new IllegalArgumentException("constants of different types");
            }
        };
    }
}
