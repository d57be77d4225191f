package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Decimal;
import dev.evodb.type.Field;
import java.util.Optional;

/// Which types go together.
final class Types {
    private Types() {}

    static boolean isNumber(DataType type) {
        return type instanceof DataType.Int
                || type instanceof DataType.FloatingPoint
                || type instanceof DataType.Decimal;
    }

    static boolean isText(DataType type) {
        return type instanceof DataType.Utf8 || type instanceof DataType.Null;
    }

    static boolean isBinary(DataType type) {
        return type instanceof DataType.Binary || type instanceof DataType.FixedSizeBinary;
    }

    static boolean isNested(DataType type) {
        return item(type).isPresent() || type instanceof DataType.MapOf || type instanceof DataType.Struct;
    }

    /// The items of a list.
    static Optional<DataType> item(DataType type) {
        return switch (type) {
            case DataType.ListOf(Field item, var _) -> Optional.of(item.type());
            case DataType.FixedSizeList(Field item, var _) -> Optional.of(item.type());
            case DataType.Null _,
                    DataType.Bool _,
                    DataType.Int _,
                    DataType.FloatingPoint _,
                    DataType.Decimal _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.MapOf _,
                    DataType.Struct _ -> Optional.empty();
        };
    }

    /// Whether values of the two types have an order.
    static boolean areComparable(DataType a, DataType b) {
        return (isNumber(a) && isNumber(b))
                || (a instanceof DataType.Utf8 && b instanceof DataType.Utf8)
                || (isBinary(a) && isBinary(b))
                || (a instanceof DataType.Bool && b instanceof DataType.Bool)
                || (isMoment(a) && isMoment(b))
                || (a instanceof DataType.Time && b instanceof DataType.Time)
                || (a instanceof DataType.Duration && b instanceof DataType.Duration);
    }

    private static boolean isMoment(DataType type) {
        return type instanceof DataType.Date || type instanceof DataType.Timestamp;
    }

    /// The type that holds the values of both, for functions that choose among their arguments.
    static Optional<DataType> common(DataType a, DataType b) {
        if (a.equals(b) || b instanceof DataType.Null) {
            return Optional.of(a);
        }
        if (a instanceof DataType.Null) {
            return Optional.of(b);
        }
        if (a instanceof DataType.Utf8(boolean isLargeA) && b instanceof DataType.Utf8(boolean isLargeB)) {
            return Optional.of(new DataType.Utf8(isLargeA || isLargeB));
        }
        if (isBinary(a) && isBinary(b)) {
            return Optional.of(new DataType.Binary(false));
        }
        return isNumber(a) && isNumber(b) ? Optional.of(narrowestNumber(a, b)) : Optional.empty();
    }

    /// The narrowest type that holds the numbers of both; 64 bits where one is a float and they are not
    /// both.
    private static DataType narrowestNumber(DataType a, DataType b) {
        DataType common = commonNumber(a, b);
        if (common instanceof DataType.FloatingPoint) {
            return common;
        }
        if (a instanceof DataType.Int(int bitsA, boolean isSignedA)
                && b instanceof DataType.Int(int bitsB, boolean isSignedB)) {
            int signed = Math.max(isSignedA ? bitsA : 2 * bitsA, isSignedB ? bitsB : 2 * bitsB);
            if (isSignedA == isSignedB) {
                return new DataType.Int(Math.max(bitsA, bitsB), isSignedA);
            }
            if (signed <= 64) {
                return new DataType.Int(signed, true);
            }
        }
        Decimal left = decimal(a);
        Decimal right = decimal(b);
        int scale = Math.max(left.scale(), right.scale());
        int whole = Math.max(left.precision() - left.scale(), right.precision() - right.scale());
        int bits = whole + scale > SqlTypes.MAX_DECIMAL128_DIGITS ? 256 : Math.max(left.bits(), right.bits());
        return new Decimal(bits, Math.min(whole + scale, SqlTypes.MAX_DECIMAL256_DIGITS), scale);
    }

    /// The decimals that hold all integers of a type, or itself.
    static Decimal decimal(DataType number) {
        return switch (number) {
            case Decimal decimal -> decimal;
            case DataType.Int(int bits, var _) ->
                new Decimal(
                        128,
                        switch (bits) {
                            case 8 -> 3;
                            case 16 -> 5;
                            case 32 -> 10;
                            default -> 20;
                        },
                        0);
            default -> throw new IllegalArgumentException(SqlTypes.name(number) + " is neither integer nor decimal");
        };
    }

    private static DataType commonNumber(DataType a, DataType b) {
        if (a instanceof DataType.FloatingPoint(int bitsA) && b instanceof DataType.FloatingPoint(int bitsB)) {
            return bitsA > bitsB ? a : b;
        }
        if (a instanceof DataType.FloatingPoint || b instanceof DataType.FloatingPoint) {
            return SqlTypes.FLOAT64;
        }
        boolean isDecimal = a instanceof DataType.Decimal
                || b instanceof DataType.Decimal
                || Vectors.isUnsignedLong(a)
                || Vectors.isUnsignedLong(b);
        return isDecimal ? widestDecimal(Math.max(scale(a), scale(b))) : SqlTypes.INT64;
    }

    /// 0 for integers.
    static int scale(DataType type) {
        return type instanceof DataType.Decimal decimal ? decimal.scale() : 0;
    }

    static DataType widestDecimal(int scale) {
        return new DataType.Decimal(256, SqlTypes.MAX_DECIMAL256_DIGITS, scale);
    }

    /// The type of a result of arithmetic, or nothing if there is none. Integers are computed in 64 bits,
    /// with unsigned ones of 64 bits and with decimals in decimals of 76 digits, with floats in the
    /// widest of the floats.
    static Optional<DataType> arithmetic(DataType a, Scalar.Operator operator, DataType b) {
        if (a instanceof DataType.Null || b instanceof DataType.Null) {
            return isNumber(a) || isNumber(b) ? Optional.of(isNumber(a) ? a : b) : Optional.empty();
        }
        if (isNumber(a) && isNumber(b)) {
            return numberArithmetic(a, operator, b);
        }
        boolean isSum = operator == Scalar.Operator.ADD;
        if (a instanceof DataType.Date && b instanceof DataType.Int && !Vectors.isUnsignedLong(b)) {
            return isSum || operator == Scalar.Operator.SUBTRACT ? Optional.of(a) : Optional.empty();
        }
        if (a instanceof DataType.Int && b instanceof DataType.Date && !Vectors.isUnsignedLong(a)) {
            return isSum ? Optional.of(b) : Optional.empty();
        }
        return a instanceof DataType.Date && b instanceof DataType.Date && operator == Scalar.Operator.SUBTRACT
                ? Optional.of(SqlTypes.INT64)
                : Optional.empty();
    }

    private static Optional<DataType> numberArithmetic(DataType a, Scalar.Operator operator, DataType b) {
        int bitsA = a instanceof DataType.FloatingPoint(int bits) ? bits : 0;
        int bitsB = b instanceof DataType.FloatingPoint(int bits) ? bits : 0;
        if (bitsA + bitsB > 0) {
            boolean hasDecimal = a instanceof DataType.Decimal || b instanceof DataType.Decimal;
            return Optional.of(hasDecimal ? SqlTypes.FLOAT64 : new DataType.FloatingPoint(Math.max(bitsA, bitsB)));
        }
        DataType common = commonNumber(a, b);
        if (!(common instanceof DataType.Decimal)) {
            return Optional.of(SqlTypes.INT64);
        }
        int scale = switch (operator) {
            case ADD, SUBTRACT, REMAINDER -> Math.max(scale(a), scale(b));
            case MULTIPLY -> scale(a) + scale(b);
            case DIVIDE -> isWhole(a) && isWhole(b) ? 0 : scale(a) + 4;
        };
        return scale < 0 || scale > SqlTypes.MAX_DECIMAL256_DIGITS
                ? Optional.empty()
                : Optional.of(widestDecimal(scale));
    }

    private static boolean isWhole(DataType type) {
        return type instanceof DataType.Int;
    }
}
