package dev.evodb.lance.filter;

import dev.evodb.lance.filter.Scalar.Operator;
import dev.evodb.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// Adds, subtracts, multiplies and divides vectors. Errors come from active rows that are not null, and
/// only from those.
final class Arithmetic {
    private static final BigInteger DECIMAL_LIMIT = BigInteger.TEN.pow(SqlTypes.MAX_DECIMAL256_DIGITS);

    private static final double NEGATIVE_NAN = Double.longBitsToDouble(0xFFF8_0000_0000_0000L);

    private Arithmetic() {}

    static Vector of(Scalar.Arithmetic node, Vector left, Vector right, long[] active, int rows) {
        if (left instanceof Vector.Nothing || right instanceof Vector.Nothing) {
            return Vectors.nothing(node.type(), rows);
        }
        long[] nulls = Bitmap.union(left.nulls(), right.nulls());
        long[] open = nulls.length == 0 ? active : Bitmap.without(active, nulls);
        return switch (node.type()) {
            case DataType.Int _
            when node.left().type() instanceof DataType.Date -> days(node, left, right, nulls, rows);
            case DataType.Int _ -> new Vector.Longs(integers(node, longs(left), longs(right), open), nulls);
            case DataType.Date type -> dates(node, type, left, right, open, nulls);
            case DataType.FloatingPoint(int bits) ->
                new Vector.Doubles(
                        floats(
                                node.operator(),
                                doubles(left, node.left().type(), bits, rows),
                                doubles(right, node.right().type(), bits, rows),
                                bits),
                        nulls);
            case DataType.Decimal type -> decimals(node, type, left, right, open, nulls, rows);
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.Struct _ ->
                throw new IllegalArgumentException("no arithmetic of type " + SqlTypes.name(node.type()));
        };
    }

    static Vector negated(Scalar.Negated node, Vector operand, long[] active, int rows) {
        return switch (operand) {
            case Vector.Longs(long[] values, long[] nulls) -> {
                long[] open = Bitmap.without(active, nulls);
                long[] negative = new long[values.length];
                for (int i = 0; i < values.length; i++) {
                    if (values[i] == Long.MIN_VALUE && Bitmap.has(open, i)) {
                        throw new FilterException(
                                node.position(), "-(" + values[i] + ") is beyond the integers of 64 bits");
                    }
                    negative[i] = -values[i];
                }
                yield new Vector.Longs(negative, nulls);
            }
            case Vector.Doubles(double[] values, long[] nulls) -> {
                double[] negative = new double[values.length];
                for (int i = 0; i < values.length; i++) {
                    negative[i] = -values[i];
                }
                yield new Vector.Doubles(negative, nulls);
            }
            case Vector.Decimals(long[] limbs, int words, long[] nulls) -> {
                long[] negative = new long[rows * Vectors.DECIMAL256_WORDS];
                for (int row = 0; row < rows; row++) {
                    Limbs.set(
                            negative,
                            row,
                            Vectors.DECIMAL256_WORDS,
                            Limbs.get(limbs, row, words).negate());
                }
                yield new Vector.Decimals(negative, Vectors.DECIMAL256_WORDS, nulls);
            }
            case Vector.Nothing _ -> Vectors.nothing(node.type(), rows);
            case Vector.Bytes _, Vector.Truths _, Vector.Lists _ ->
                throw new IllegalArgumentException("no negative of type " + SqlTypes.name(node.type()));
        };
    }

    private static long[] integers(Scalar.Arithmetic node, long[] a, long[] b, long[] open) {
        long[] result = new long[a.length];
        switch (node.operator()) {
            case ADD -> {
                for (int i = 0; i < result.length; i++) {
                    long sum = a[i] + b[i];
                    if (((a[i] ^ sum) & (b[i] ^ sum)) < 0 && Bitmap.has(open, i)) {
                        throw overflow(node, a[i], "+", b[i]);
                    }
                    result[i] = sum;
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < result.length; i++) {
                    long difference = a[i] - b[i];
                    if (((a[i] ^ b[i]) & (a[i] ^ difference)) < 0 && Bitmap.has(open, i)) {
                        throw overflow(node, a[i], "-", b[i]);
                    }
                    result[i] = difference;
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < result.length; i++) {
                    long product = a[i] * b[i];
                    if (Math.multiplyHigh(a[i], b[i]) != product >> 63 && Bitmap.has(open, i)) {
                        throw overflow(node, a[i], "*", b[i]);
                    }
                    result[i] = product;
                }
            }
            case DIVIDE -> {
                for (int i = Bitmap.next(open, 0); i >= 0; i = Bitmap.next(open, i + 1)) {
                    if (b[i] == 0) {
                        throw divisionByZero(node);
                    }
                    if (a[i] == Long.MIN_VALUE && b[i] == -1) {
                        throw overflow(node, a[i], "/", b[i]);
                    }
                    result[i] = a[i] / b[i];
                }
            }
            case REMAINDER -> {
                for (int i = Bitmap.next(open, 0); i >= 0; i = Bitmap.next(open, i + 1)) {
                    if (b[i] == 0) {
                        throw divisionByZero(node);
                    }
                    result[i] = a[i] % b[i];
                }
            }
        }
        return result;
    }

    /// In double precision, rounded once more: for fewer bits that gives the nearest of them.
    private static double[] floats(Operator operator, double[] a, double[] b, int bits) {
        double[] result = new double[a.length];
        switch (operator) {
            case ADD -> {
                for (int i = 0; i < result.length; i++) {
                    result[i] = a[i] + b[i];
                }
            }
            case SUBTRACT -> {
                for (int i = 0; i < result.length; i++) {
                    result[i] = a[i] - b[i];
                }
            }
            case MULTIPLY -> {
                for (int i = 0; i < result.length; i++) {
                    result[i] = a[i] * b[i];
                }
            }
            case DIVIDE -> {
                for (int i = 0; i < result.length; i++) {
                    result[i] = a[i] / b[i];
                }
            }
            case REMAINDER -> {
                for (int i = 0; i < result.length; i++) {
                    result[i] = a[i] % b[i];
                }
            }
        }
        for (int i = 0; i < result.length; i++) {
            result[i] = Double.isNaN(result[i]) ? nan(a[i], b[i]) : rounded(result[i], bits);
        }
        return result;
    }

    /// The NaN of an operation: that of an operand, or a new one. What is new is negative, so that `0 /
    /// 0` is less than every number; processors differ, Lance's answers are from one that does this.
    private static double nan(double a, double b) {
        if (Double.isNaN(a)) {
            return a;
        }
        return Double.isNaN(b) ? b : NEGATIVE_NAN;
    }

    /// To a float of that many bits.
    static double rounded(double value, int bits) {
        if (Double.isNaN(value)) {
            return value;
        }
        return switch (bits) {
            case 16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case 32 -> (float) value;
            default -> value;
        };
    }

    private static Vector.Decimals decimals(
            Scalar.Arithmetic node,
            DataType.Decimal type,
            Vector left,
            Vector right,
            long[] open,
            long[] nulls,
            int rows) {
        int words = Vectors.words(type);
        long[] limbs = new long[Math.multiplyExact(rows, words)];
        for (int row = Bitmap.next(open, 0); row >= 0; row = Bitmap.next(open, row + 1)) {
            BigDecimal a = decimal(left, node.left().type(), row);
            BigDecimal b = decimal(right, node.right().type(), row);
            BigInteger unscaled = unscaled(node, a, b, type.scale());
            if (unscaled.abs().compareTo(DECIMAL_LIMIT) >= 0) {
                throw new FilterException(
                        node.position(),
                        "the result has more than " + SqlTypes.MAX_DECIMAL256_DIGITS + " digits, from "
                                + a.toPlainString() + " and " + b.toPlainString());
            }
            Limbs.set(limbs, row, words, unscaled);
        }
        return new Vector.Decimals(limbs, words, nulls);
    }

    /// Sums, products and remainders have the scale by themselves; quotients are cut to it.
    private static BigInteger unscaled(Scalar.Arithmetic node, BigDecimal a, BigDecimal b, int scale) {
        boolean isDivision = node.operator() == Operator.DIVIDE || node.operator() == Operator.REMAINDER;
        if (isDivision && b.signum() == 0) {
            throw divisionByZero(node);
        }
        BigDecimal result = switch (node.operator()) {
            case ADD -> a.add(b);
            case SUBTRACT -> a.subtract(b);
            case MULTIPLY -> a.multiply(b);
            case DIVIDE -> a.divide(b, scale, RoundingMode.DOWN);
            case REMAINDER -> a.remainder(b);
        };
        return result.setScale(scale).unscaledValue();
    }

    static BigDecimal decimal(Vector vector, DataType type, int row) {
        return vector instanceof Vector.Decimals(long[] limbs, int words, var _) && type instanceof DataType.Decimal of
                ? new BigDecimal(Limbs.get(limbs, row, words), of.scale())
                : new BigDecimal(Order.integer(((Vector.Longs) vector).values()[row], type));
    }

    private static Vector.Longs dates(
            Scalar.Arithmetic node, DataType.Date type, Vector left, Vector right, long[] open, long[] nulls) {
        boolean isDateLeft = node.left().type() instanceof DataType.Date;
        long[] dates = longs(isDateLeft ? left : right);
        long[] days = longs(isDateLeft ? right : left);
        long factor = Order.perDay(type.unit());
        long[] result = new long[dates.length];
        for (int i = Bitmap.next(open, 0); i >= 0; i = Bitmap.next(open, i + 1)) {
            long signed = node.operator() == Operator.SUBTRACT ? -days[i] : days[i];
            long added = signed * factor;
            long sum = dates[i] + added;
            boolean isBeyond = Math.multiplyHigh(signed, factor) != added >> 63
                    || ((dates[i] ^ sum) & (added ^ sum)) < 0
                    || days[i] == Long.MIN_VALUE
                    || (type.unit() == DataType.Unit.DAY && sum != (int) sum);
            if (isBeyond) {
                throw new FilterException(node.position(), days[i] + " days lead beyond all dates");
            }
            result[i] = sum;
        }
        return new Vector.Longs(result, nulls);
    }

    /// The days from one date to another.
    private static Vector.Longs days(Scalar.Arithmetic node, Vector left, Vector right, long[] nulls, int rows) {
        long perDayLeft = Order.perDay(Comparing.unit(node.left().type()));
        long perDayRight = Order.perDay(Comparing.unit(node.right().type()));
        long[] a = longs(left);
        long[] b = longs(right);
        long[] result = new long[rows];
        for (int i = 0; i < rows; i++) {
            result[i] = Math.floorDiv(a[i], perDayLeft) - Math.floorDiv(b[i], perDayRight);
        }
        return new Vector.Longs(result, nulls);
    }

    private static long[] longs(Vector vector) {
        return ((Vector.Longs) vector).values();
    }

    /// The numbers as floats of that many bits.
    static double[] doubles(Vector vector, DataType type, int bits, int rows) {
        if (vector instanceof Vector.Doubles(double[] values, var _)) {
            return values;
        }
        double[] wide = new double[rows];
        if (vector instanceof Vector.Longs(long[] values, var _)) {
            boolean isUnsigned = Vectors.isUnsignedLong(type);
            for (int i = 0; i < rows; i++) {
                boolean isHuge = isUnsigned && values[i] < 0;
                wide[i] = isHuge
                        ? rounded(Order.integer(values[i], type).doubleValue(), bits)
                        : bits == 64 ? (double) values[i] : rounded((float) values[i], bits);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                BigDecimal exact = decimal(vector, type, i);
                wide[i] = bits == 64 ? exact.doubleValue() : rounded(exact.floatValue(), bits);
            }
        }
        return wide;
    }

    private static FilterException overflow(Scalar.Arithmetic node, long a, String operator, long b) {
        return new FilterException(
                node.position(), a + " " + operator + " " + b + " is beyond the integers of 64 bits");
    }

    private static FilterException divisionByZero(Scalar.Arithmetic node) {
        return new FilterException(node.position(), "division by zero");
    }
}
