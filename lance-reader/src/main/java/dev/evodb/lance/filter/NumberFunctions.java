package dev.evodb.lance.filter;

import dev.evodb.lance.filter.Vector.Decimals;
import dev.evodb.lance.filter.Vector.Doubles;
import dev.evodb.lance.filter.Vector.Longs;
import dev.evodb.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/// The functions of one number. Results have the type of the argument, integers the type of 64 bits.
final class NumberFunctions {
    /// Powers of ten up to this are exact as doubles.
    private static final int MAX_EXACT_POWER = 22;

    private static final double MOST_ROUNDED = 5e22;

    private NumberFunctions() {}

    static Vector of(Scalar.Call call, List<Vector> arguments, long[] active, int rows) {
        return switch (arguments.getFirst()) {
            case Longs longs -> call.function() == Function.ROUND ? longs : integers(call, longs, active);
            case Doubles doubles -> floats(call, doubles, arguments, rows);
            case Decimals decimals -> decimals(call, decimals, rows);
            case Vector.Bytes _, Vector.Truths _, Vector.Lists _, Vector.Nothing _ ->
                throw new IllegalArgumentException("not a number");
        };
    }

    private static Vector integers(Scalar.Call call, Longs longs, long[] active) {
        long[] values = longs.values();
        boolean isUnsigned = Vectors.isUnsignedLong(call.arguments().getFirst().type());
        long[] result = values.clone();
        if (call.function() == Function.ABS && !isUnsigned) {
            long[] open = Bitmap.without(active, longs.nulls());
            for (int i = 0; i < result.length; i++) {
                if (values[i] == Long.MIN_VALUE && Bitmap.has(open, i)) {
                    throw new FilterException(
                            call.position(), "abs(" + values[i] + ") is beyond the integers of 64 bits");
                }
                result[i] = Math.abs(values[i]);
            }
        } else if (call.function() == Function.SIGN) {
            for (int i = 0; i < result.length; i++) {
                result[i] = isUnsigned ? Math.min(Long.compareUnsigned(values[i], 0), 1) : Long.signum(values[i]);
            }
        }
        return new Longs(result, longs.nulls());
    }

    private static Vector floats(Scalar.Call call, Doubles doubles, List<Vector> arguments, int rows) {
        double[] values = doubles.values();
        long[] nulls = doubles.nulls();
        double[] result = new double[rows];
        switch (call.function()) {
            case ABS -> {
                for (int i = 0; i < rows; i++) {
                    result[i] = Math.abs(values[i]);
                }
            }
            case CEIL -> {
                for (int i = 0; i < rows; i++) {
                    result[i] = Math.ceil(values[i]);
                }
            }
            case FLOOR -> {
                for (int i = 0; i < rows; i++) {
                    result[i] = Math.floor(values[i]);
                }
            }
            case SIGN -> {
                for (int i = 0; i < rows; i++) {
                    result[i] = values[i] == 0 ? 0 : Math.signum(values[i]);
                }
            }
            default -> {
                int bits = call.type() instanceof DataType.FloatingPoint(int width) ? width : 64;
                Longs places =
                        arguments.size() == 1 ? new Longs(new long[rows], Bitmap.NONE) : (Longs) arguments.get(1);
                nulls = Bitmap.union(nulls, places.nulls());
                for (int i = 0; i < rows; i++) {
                    result[i] = Arithmetic.rounded(rounded(values[i], places.values()[i]), bits);
                }
            }
        }
        return new Doubles(result, nulls);
    }

    /// Half away from zero, after `places` digits behind the point, before it if negative.
    private static double rounded(double value, long places) {
        if (!Double.isFinite(value) || places > MAX_EXACT_POWER) {
            return value;
        }
        if (places < -MAX_EXACT_POWER) {
            return Math.abs(value) < MOST_ROUNDED ? Math.copySign(0, value) : value;
        }
        double power = BigDecimal.ONE.scaleByPowerOfTen((int) Math.abs(places)).doubleValue();
        double scaled = places < 0 ? value / power : value * power;
        if (Double.isInfinite(scaled)) {
            return value;
        }
        double whole = Math.floor(Math.abs(scaled));
        double nearest = Math.copySign(Math.abs(scaled) - whole >= 0.5 ? whole + 1 : whole, scaled);
        return places < 0 ? nearest * power : nearest / power;
    }

    private static Vector decimals(Scalar.Call call, Decimals decimals, int rows) {
        DataType.Decimal type = (DataType.Decimal) call.type();
        int words = Vectors.words(type);
        long[] result = new long[Math.multiplyExact(rows, words)];
        for (int row = 0; row < rows; row++) {
            if (!Bitmap.has(decimals.nulls(), row)) {
                BigDecimal value = new BigDecimal(
                        Limbs.get(decimals.limbs(), row, decimals.words()),
                        Types.scale(call.arguments().getFirst().type()));
                BigInteger unscaled = changed(call.function(), value)
                        .setScale(type.scale(), RoundingMode.UNNECESSARY)
                        .unscaledValue();
                Limbs.set(result, row, words, unscaled);
            }
        }
        return new Decimals(result, words, decimals.nulls());
    }

    private static BigDecimal changed(Function function, BigDecimal value) {
        return switch (function) {
            case ABS -> value.abs();
            case CEIL -> value.setScale(Math.min(0, value.scale()), RoundingMode.CEILING);
            case FLOOR -> value.setScale(Math.min(0, value.scale()), RoundingMode.FLOOR);
            case SIGN -> BigDecimal.valueOf(value.signum());
            default -> value.setScale(Math.min(0, value.scale()), RoundingMode.HALF_UP);
        };
    }
}
