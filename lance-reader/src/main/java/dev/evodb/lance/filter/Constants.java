package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings constants to the type of what they are compared with, without changing what the comparison
/// says.
///
/// Integers, decimals, dates and times stand on a grid: a constant between two of its places moves to one
/// of them, and the comparison changes with it (`x < 4.5` is `x <= 4`, `x = 4.5` is never true). Floats
/// are compared with the nearest float of their own width, as Lance does.
final class Constants {
    /// Beyond every type that is compared.
    private static final BigDecimal FAR = BigDecimal.ONE.scaleByPowerOfTen(400);

    private static final int MAX_WRITTEN_DIGITS = 40;

    private Constants() {}

    /// `operand comparison constant`. The constant is not null and of a type that is comparable with the
    /// operand's.
    static Predicate compare(Scalar operand, Comparison comparison, Scalar.Literal constant) {
        DataType type = operand.type();
        if (!isOnGrid(type)) {
            return new Predicate.Compare(operand, comparison, offGrid(constant, type));
        }
        BigDecimal place = place(constant, type);
        BigInteger floor = place.setScale(0, RoundingMode.FLOOR).toBigInteger();
        boolean isOnPlace = place.compareTo(new BigDecimal(floor)) == 0;
        BigInteger least = least(type);
        BigInteger most = most(type);
        if (isOnPlace && floor.compareTo(least) >= 0 && floor.compareTo(most) <= 0) {
            return new Predicate.Compare(operand, comparison, literal(floor, type, constant.position()));
        }
        return switch (comparison) {
            case EQUAL -> never(operand);
            case NOT_EQUAL -> always(operand);
            // Where it is not on a place, what is below is at most the floor.
            case LESS, LESS_OR_EQUAL ->
                floor.compareTo(least) < 0
                        ? never(operand)
                        : floor.compareTo(most) >= 0
                                ? always(operand)
                                : new Predicate.Compare(
                                        operand, Comparison.LESS_OR_EQUAL, literal(floor, type, constant.position()));
            case GREATER, GREATER_OR_EQUAL ->
                floor.compareTo(least) < 0
                        ? always(operand)
                        : floor.compareTo(most) >= 0
                                ? never(operand)
                                : new Predicate.Compare(
                                        operand, Comparison.GREATER, literal(floor, type, constant.position()));
        };
    }

    /// `operand BETWEEN low AND high`; the constants as above.
    static Predicate between(Scalar operand, Scalar.Literal low, Scalar.Literal high) {
        DataType type = operand.type();
        if (!isOnGrid(type)) {
            return new Predicate.Between(operand, offGrid(low, type), offGrid(high, type));
        }
        BigInteger from = place(low, type)
                .setScale(0, RoundingMode.CEILING)
                .toBigInteger()
                .max(least(type));
        BigInteger to =
                place(high, type).setScale(0, RoundingMode.FLOOR).toBigInteger().min(most(type));
        return from.compareTo(to) > 0
                ? never(operand)
                : new Predicate.Between(
                        operand, literal(from, type, low.position()), literal(to, type, high.position()));
    }

    /// Whether the operand is one of the constants, of which nulls have been taken out.
    static Predicate in(Scalar operand, List<Scalar.Literal> constants, boolean hasNull) {
        List<Value> values = new ArrayList<>();
        constants.forEach(constant -> value(constant, operand.type()).ifPresent(values::add));
        return new Predicate.In(operand, sorted(values, operand.type()), hasNull);
    }

    /// The constant as a value of the type, or nothing if no value of the type equals it.
    static Optional<Value> value(Scalar.Literal constant, DataType type) {
        if (!isOnGrid(type)) {
            return Optional.of(offGrid(constant, type).value());
        }
        BigDecimal place = place(constant, type);
        BigInteger floor = place.setScale(0, RoundingMode.FLOOR).toBigInteger();
        boolean isThere = place.compareTo(new BigDecimal(floor)) == 0
                && floor.compareTo(least(type)) >= 0
                && floor.compareTo(most(type)) <= 0;
        return isThere ? Optional.of(literal(floor, type, 0).value()) : Optional.empty();
    }

    /// Ascending and each once.
    static List<Value> sorted(List<Value> values, DataType type) {
        List<Value> sorted = new ArrayList<>(values);
        sorted.sort((a, b) -> Comparing.compare(a, b, type));
        List<Value> distinct = new ArrayList<>();
        for (Value value : sorted) {
            if (distinct.isEmpty() || Comparing.compare(distinct.getLast(), value, type) != 0) {
                distinct.add(value);
            }
        }
        return distinct;
    }

    /// False for every value, unknown for null.
    static Predicate never(Scalar operand) {
        return new Predicate.In(operand, List.of(), false);
    }

    private static Predicate always(Scalar operand) {
        return new Predicate.Not(never(operand));
    }

    private static boolean isOnGrid(DataType type) {
        return Vectors.isCounted(type) || type instanceof DataType.Decimal;
    }

    /// Where the constant is on the grid of the type, in places from zero.
    private static BigDecimal place(Scalar.Literal constant, DataType type) {
        if (Types.isNumber(type)) {
            return number(constant).scaleByPowerOfTen(Types.scale(type));
        }
        long count = ((Value.Whole) constant.value()).value();
        long perDayOf = Order.perDay(Comparing.unit(constant.type()));
        long perDay = Order.perDay(Comparing.unit(type));
        if (perDayOf > perDay) {
            long factor = perDayOf / perDay;
            BigDecimal floor = BigDecimal.valueOf(Math.floorDiv(shifted(count, constant.type(), type), factor));
            boolean isBetween = Math.floorMod(shifted(count, constant.type(), type), factor) != 0;
            return isBetween ? floor.add(BigDecimal.valueOf(5, 1)) : floor;
        }
        BigDecimal place = BigDecimal.valueOf(count).multiply(BigDecimal.valueOf(perDay / perDayOf));
        // Beyond 64 bits no zone matters: no value of the type is there.
        return place.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0
                ? place
                : BigDecimal.valueOf(shifted(place.longValueExact(), withUnit(constant.type(), type), type));
    }

    /// A local time as an instant where it is compared with instants, and the other way round.
    private static long shifted(long count, DataType constantType, DataType type) {
        if (!(constantType instanceof DataType.Timestamp(Unit unit, String zone))
                || !(type instanceof DataType.Timestamp(var _, String otherZone))
                || zone.isEmpty() == otherZone.isEmpty()) {
            return count;
        }
        return zone.isEmpty()
                ? new LocalTimes(otherZone, Order.perDay(unit)).toInstant(count)
                : new LocalTimes(zone, Order.perDay(unit)).toLocal(count);
    }

    private static DataType withUnit(DataType constantType, DataType type) {
        return constantType instanceof DataType.Timestamp(var _, String zone)
                ? new DataType.Timestamp(Comparing.unit(type), zone)
                : constantType;
    }

    /// Exactly; infinities and NaN are [#FAR] away, in the order of floats.
    private static BigDecimal number(Scalar.Literal constant) {
        return switch (constant.value()) {
            case Value.Whole(long value) -> new BigDecimal(Order.integer(value, constant.type()));
            case Value.Decimal(BigInteger unscaled) -> new BigDecimal(unscaled, Types.scale(constant.type()));
            case Value.Floating(double value) -> {
                yield Double.isFinite(value) ? new BigDecimal(value) : Order.key(value) < 0 ? FAR.negate() : FAR;
            }
            case Value.Null _, Value.Bool _, Value.Bytes _ -> throw new IllegalArgumentException("not a number");
        };
    }

    /// A number as errors name it.
    static String text(Scalar.Literal number) {
        if (number.value() instanceof Value.Floating(double value)) {
            return NumberText.of(value, 64);
        }
        BigDecimal exact = number(number);
        return exact.precision() > MAX_WRITTEN_DIGITS
                ? exact.round(new MathContext(MAX_WRITTEN_DIGITS))
                        .stripTrailingZeros()
                        .toString()
                : exact.toPlainString();
    }

    /// The constant in a type that is no grid.
    private static Scalar.Literal offGrid(Scalar.Literal constant, DataType type) {
        Value value =
                type instanceof DataType.FloatingPoint(int bits) ? floating(constant, type, bits) : constant.value();
        if (type instanceof DataType.FixedSizeBinary(int width)
                && value instanceof Value.Bytes(byte[] bytes)
                && bytes.length != width) {
            throw new FilterException(
                    constant.position(), "a binary of " + bytes.length + " bytes is compared with those of " + width);
        }
        return new Scalar.Literal(value, type, constant.position());
    }

    private static Value floating(Scalar.Literal constant, DataType type, int bits) {
        if (constant.value() instanceof Value.Floating(double value)) {
            boolean isExact = Double.isNaN(value) || Arithmetic.rounded(value, bits) == value;
            if (isExact) {
                return constant.value();
            }
        }
        BigDecimal exact = number(constant);
        double nearest = switch (bits) {
            case 16 -> nearestHalf(exact);
            case 32 -> exact.floatValue();
            default -> exact.doubleValue();
        };
        if (Double.isInfinite(nearest)) {
            throw new FilterException(
                    constant.position(), text(constant) + " is out of the range of type " + SqlTypes.name(type));
        }
        return new Value.Floating(nearest);
    }

    /// Rounds once, though by way of a float: the odd one of the two floats around `value` is never half
    /// way between two halves.
    private static float nearestHalf(BigDecimal value) {
        float single = value.floatValue();
        if (Float.isInfinite(single)) {
            return single;
        }
        int order = value.compareTo(new BigDecimal(single));
        if (order != 0 && (Float.floatToRawIntBits(single) & 1) == 0) {
            single = order > 0 ? Math.nextUp(single) : Math.nextDown(single);
        }
        return Float.float16ToFloat(Float.floatToFloat16(single));
    }

    private static Scalar.Literal literal(BigInteger place, DataType type, int position) {
        Value value = type instanceof DataType.Decimal ? new Value.Decimal(place) : new Value.Whole(place.longValue());
        return new Scalar.Literal(value, type, position);
    }

    private static BigInteger least(DataType type) {
        return isSigned(type) ? BigInteger.ONE.shiftLeft(bits(type) - 1).negate() : BigInteger.ZERO;
    }

    private static BigInteger most(DataType type) {
        int magnitudeBits = isSigned(type) ? bits(type) - 1 : bits(type);
        return BigInteger.ONE.shiftLeft(magnitudeBits).subtract(BigInteger.ONE);
    }

    private static boolean isSigned(DataType type) {
        return !Vectors.isUnsigned(type);
    }

    private static int bits(DataType type) {
        return switch (type) {
            case DataType.Int(int bits, var _) -> bits;
            case DataType.Decimal decimal -> decimal.bits();
            case DataType.Date(Unit unit) -> unit == Unit.DAY ? 32 : 64;
            case DataType.Time(Unit unit) -> unit == Unit.SECOND || unit == Unit.MILLISECOND ? 32 : 64;
            case DataType.Timestamp _, DataType.Duration _ -> 64;
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.FloatingPoint _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.Struct _ -> throw new IllegalArgumentException(SqlTypes.name(type) + " is no grid");
        };
    }
}
