package dev.evodb.lance.filter;

import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.filter.Condition.Constant;
import dev.evodb.lance.filter.Condition.FloatComparison;
import dev.evodb.lance.filter.Condition.FloatSet;
import dev.evodb.lance.filter.Condition.IntegerRange;
import dev.evodb.lance.filter.Condition.IntegerSet;
import dev.evodb.lance.filter.Condition.Not;
import dev.evodb.lance.filter.Condition.Or;
import dev.evodb.lance.filter.Condition.TextComparison;
import dev.evodb.lance.filter.Condition.TextSet;
import dev.evodb.type.DataType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Brings a column and the literals beside it together: checks that they can be compared, and turns the literals
/// into what the column's rows are compared with.
final class Conditions {
    private static final BigInteger UNSIGNED_SHIFT = BigInteger.ONE.shiftLeft(63);

    private Conditions() {}

    /// A column that is a condition itself.
    static Condition isTrue(Operand column, int position) {
        if (!(column.type() instanceof DataType.Bool)) {
            throw new FilterException(
                    position, "column " + column.name() + " of type " + column.typeName() + " is not a condition");
        }
        return new IntegerRange(column, 1, 1);
    }

    static Condition compare(Operand column, Comparison comparison, Literal literal) {
        return switch (literal) {
            case Literal.Null _ -> new Constant(Selection.UNKNOWN);
            case Literal.Numeric(BigDecimal value, var _)
            when column.type() instanceof DataType.Int -> integers(column, comparison, value);
            case Literal.Truth(boolean value, var _)
            when column.type() instanceof DataType.Bool ->
                integers(column, comparison, value ? BigDecimal.ONE : BigDecimal.ZERO);
            case Literal.Numeric number
            when column.type() instanceof DataType.FloatingPoint(int bits) ->
                new FloatComparison(column, comparison, nearest(column, bits, number));
            case Literal.Text(String value, var _)
            when column.type() instanceof DataType.Utf8 ->
                new TextComparison(column, comparison, value.getBytes(StandardCharsets.UTF_8));
            case Literal.Numeric _, Literal.Truth _, Literal.Text _ -> throw incomparable(column, literal);
        };
    }

    /// Null among `literals` makes unknown what would be false.
    static Condition in(Operand column, List<Literal> literals) {
        List<Literal> values = literals.stream()
                .filter(literal -> !(literal instanceof Literal.Null))
                .toList();
        if (values.isEmpty()) {
            return new Constant(Selection.UNKNOWN);
        }
        Condition among = switch (column.type()) {
            case DataType.Int _, DataType.Bool _ -> integerSet(column, values);
            case DataType.FloatingPoint(int bits) -> floatSet(column, bits, values);
            case DataType.Utf8 _ -> textSet(column, values);
            case DataType.Null _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.Repeated _,
                    DataType.Struct _ -> throw incomparable(column, values.getFirst());
        };
        return values.size() == literals.size() ? among : new Or(List.of(among, new Constant(Selection.UNKNOWN)));
    }

    private static Condition integerSet(Operand column, List<Literal> literals) {
        List<Long> values = new ArrayList<>();
        for (Literal literal : literals) {
            // Values that the column cannot have make an empty range.
            if (compare(column, Comparison.EQUAL, literal) instanceof IntegerRange(var _, long from, long to)
                    && from == to) {
                values.add(from);
            }
        }
        return new IntegerSet(
                column, values.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    private static Condition floatSet(Operand column, int bits, List<Literal> literals) {
        double[] values = new double[literals.size()];
        for (int i = 0; i < values.length; i++) {
            if (!(literals.get(i) instanceof Literal.Numeric number)) {
                throw incomparable(column, literals.get(i));
            }
            values[i] = nearest(column, bits, number);
        }
        return new FloatSet(column, values);
    }

    private static Condition textSet(Operand column, List<Literal> literals) {
        byte[][] values = new byte[literals.size()][];
        for (int i = 0; i < values.length; i++) {
            if (!(literals.get(i) instanceof Literal.Text text)) {
                throw incomparable(column, literals.get(i));
            }
            values[i] = text.value().getBytes(StandardCharsets.UTF_8);
        }
        Arrays.sort(values, Arrays::compareUnsigned);
        return new TextSet(column, values);
    }

    /// The integers for which the comparison holds, as a range or all but a range.
    private static Condition integers(Operand column, Comparison comparison, BigDecimal value) {
        BigInteger floor = value.setScale(0, RoundingMode.FLOOR).toBigInteger();
        BigInteger ceiling = value.setScale(0, RoundingMode.CEILING).toBigInteger();
        BigInteger least = least(column.type());
        BigInteger most = most(column.type());
        return switch (comparison) {
            case EQUAL -> range(column, ceiling, floor);
            case NOT_EQUAL -> new Not(range(column, ceiling, floor));
            case LESS -> range(column, least, ceiling.subtract(BigInteger.ONE));
            case LESS_OR_EQUAL -> range(column, least, floor);
            case GREATER -> range(column, floor.add(BigInteger.ONE), most);
            case GREATER_OR_EQUAL -> range(column, ceiling, most);
        };
    }

    /// Cuts the range to what the column can hold.
    private static IntegerRange range(Operand column, BigInteger from, BigInteger to) {
        BigInteger lower = from.max(least(column.type()));
        BigInteger upper = to.min(most(column.type()));
        if (lower.compareTo(upper) > 0) {
            return new IntegerRange(column, 1, 0);
        }
        BigInteger shift = column.isUnsignedLong() ? UNSIGNED_SHIFT : BigInteger.ZERO;
        return new IntegerRange(
                column,
                lower.subtract(shift).longValueExact(),
                upper.subtract(shift).longValueExact());
    }

    private static BigInteger least(DataType type) {
        return type instanceof DataType.Int(int bits, boolean isSigned) && isSigned
                ? BigInteger.ONE.shiftLeft(bits - 1).negate()
                : BigInteger.ZERO;
    }

    private static BigInteger most(DataType type) {
        return type instanceof DataType.Int(int bits, boolean isSigned)
                ? BigInteger.ONE.shiftLeft(isSigned ? bits - 1 : bits).subtract(BigInteger.ONE)
                : BigInteger.ONE;
    }

    /// The float of `bits` nearest to the literal.
    private static double nearest(Operand column, int bits, Literal.Numeric literal) {
        BigDecimal value = literal.value();
        double nearest = switch (bits) {
            case 16 -> nearestHalf(value);
            case 32 -> value.floatValue();
            default -> value.doubleValue();
        };
        if (Double.isInfinite(nearest)) {
            throw new FilterException(
                    literal.token().position(),
                    literal.token().describe() + " is out of the range of column " + column.name() + " of type "
                            + column.typeName());
        }
        return nearest;
    }

    /// Rounds once, though by way of a float: the odd one of the two floats around `value` is never half way between
    /// two halves.
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

    /// Either the two do not go together, or nothing goes together with the column.
    private static RuntimeException incomparable(Operand column, Literal literal) {
        String described = "column " + column.name() + " of type " + column.typeName();
        return switch (column.type()) {
            case DataType.Int _, DataType.Bool _, DataType.FloatingPoint _, DataType.Utf8 _, DataType.Null _ ->
                new FilterException(
                        literal.token().position(),
                        described + " cannot be compared with "
                                + literal.token().describe());
            case DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.Repeated _,
                    DataType.Struct _ ->
                new UnsupportedFeatureException(
                        "filter",
                        "that compares " + described,
                        "comparisons of integers, floats, texts and booleans",
                        Location.of("filter").inColumn(column.name()));
        };
    }
}
