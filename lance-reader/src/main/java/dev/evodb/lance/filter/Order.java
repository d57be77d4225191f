package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;

/// How values of different types are ordered: by what they mean, without rounding.
///
/// Floats have the total order of IEEE 754: `-NaN < -Infinity < … < -0.0 < 0.0 < … < Infinity < NaN`, and
/// a NaN equals itself. An integer or decimal zero is `0.0`.
final class Order {
    private static final double TWO_TO_63 = 0x1p63;

    private Order() {}

    /// A number that is ordered as `long` like the float of these raw bits.
    static long key(double value) {
        long bits = Double.doubleToRawLongBits(value);
        return bits ^ (bits >> 63) >>> 1;
    }

    /// The same for 32 bits.
    static int key(float value) {
        int bits = Float.floatToRawIntBits(value);
        return bits ^ (bits >> 31) >>> 1;
    }

    /// The same for the raw bits of a half.
    static int halfKey(short bits) {
        return bits ^ (bits >> 15 & 0x7FFF);
    }

    static int compare(double a, double b) {
        return Long.compare(key(a), key(b));
    }

    static int compare(long a, double b) {
        if (Double.isNaN(b)) {
            return Double.doubleToRawLongBits(b) < 0 ? 1 : -1;
        }
        if (b >= TWO_TO_63) {
            return -1;
        }
        if (b < -TWO_TO_63) {
            return 1;
        }
        long whole = (long) b;
        if (a != whole) {
            return a < whole ? -1 : 1;
        }
        // Conversion cuts towards zero; a whole number of a double converts back exactly.
        return compare((double) whole, b);
    }

    /// `a` is unsigned.
    static int compareUnsigned(long a, double b) {
        if (a >= 0) {
            return compare(a, b);
        }
        if (Double.isNaN(b)) {
            return Double.doubleToRawLongBits(b) < 0 ? 1 : -1;
        }
        if (b < TWO_TO_63) {
            return 1;
        }
        // Doubles from 2^63 on are whole numbers.
        return b >= 2 * TWO_TO_63 ? -1 : Long.compare(a ^ Long.MIN_VALUE, (long) (b - TWO_TO_63));
    }

    static int compare(BigInteger unscaled, int scale, double b) {
        if (!Double.isFinite(b)) {
            return Double.doubleToRawLongBits(b) < 0 ? 1 : -1;
        }
        int order = new BigDecimal(unscaled, scale).compareTo(new BigDecimal(b));
        return order == 0 ? compare(unscaled.signum() == 0 ? 0.0 : b, b) : order;
    }

    /// The number that the value `bits` of an integer type is.
    static BigInteger integer(long bits, DataType type) {
        BigInteger signed = BigInteger.valueOf(bits);
        return bits < 0 && Vectors.isUnsignedLong(type) ? signed.add(BigInteger.ONE.shiftLeft(64)) : signed;
    }

    /// How many units are in a day.
    static long perDay(Unit unit) {
        return switch (unit) {
            case DAY -> 1;
            case SECOND -> 86_400L;
            case MILLISECOND -> 86_400_000L;
            case MICROSECOND -> 86_400_000_000L;
            case NANOSECOND -> 86_400_000_000_000L;
        };
    }

    /// Of values that count days in `perDayA` and `perDayB` units, of which one is a multiple of the
    /// other.
    static int compare(long a, long perDayA, long b, long perDayB) {
        if (perDayA > perDayB) {
            return -compare(b, perDayB, a, perDayA);
        }
        long factor = perDayB / perDayA;
        int order = Long.compare(a, Math.floorDiv(b, factor));
        return order == 0 && Math.floorMod(b, factor) != 0 ? -1 : order;
    }
}
