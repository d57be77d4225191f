package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import java.util.List;
import java.util.Optional;

/// The types that results of expressions have in DataFusion.
///
/// Evaluation does not need them: it computes integers in 64 bits, or more. So a result is exact first and
/// then brought to its type, and a number that the type does not hold is an error instead of another
/// number.
final class ResultTypes {
    private ResultTypes() {}

    /// An expression and the type of its result, to which what it computes can be cast.
    record Typed(Scalar scalar, DataType type) {}

    /// `root` and the type of its result. Lance gives a literal beside a column the type of the column if
    /// that is all there is: `i8 + 1` is of 8 bits, `i8 + 1 + 1` of 64.
    static Typed of(Scalar root) {
        Scalar scalar = root instanceof Scalar.Arithmetic sum ? withColumnLiteral(sum) : root;
        return new Typed(scalar, type(scalar));
    }

    private static Scalar withColumnLiteral(Scalar.Arithmetic sum) {
        Scalar left = sum.left();
        Scalar right = sum.right();
        if (left instanceof Scalar.FieldPath && right instanceof Scalar.Literal literal) {
            right = literal(literal, left.type());
        } else if (right instanceof Scalar.FieldPath && left instanceof Scalar.Literal literal) {
            left = literal(literal, right.type());
        }
        Optional<DataType> type = Types.arithmetic(left.type(), sum.operator(), right.type());
        return type.isEmpty() ? sum : new Scalar.Arithmetic(left, sum.operator(), right, type.get(), sum.position());
    }

    /// The number as one of `type`, or itself if that has no such number.
    private static Scalar literal(Scalar.Literal number, DataType type) {
        boolean isFloatBesideOthers =
                number.type() instanceof DataType.FloatingPoint && !(type instanceof DataType.FloatingPoint);
        if (!Types.isNumber(type)
                || !Types.isNumber(number.type())
                || number.value() instanceof Value.Null
                || isFloatBesideOthers) {
            return number;
        }
        return Constants.value(number, type)
                .filter(value -> !(type instanceof DataType.Decimal decimal) || fits(value, decimal))
                .<Scalar>map(value -> new Scalar.Literal(value, type, number.position()))
                .orElse(number);
    }

    private static boolean fits(Value value, DataType.Decimal type) {
        return value instanceof Value.Decimal(var unscaled)
                && unscaled.abs().toString().length() <= type.precision();
    }

    private static DataType type(Scalar scalar) {
        return switch (scalar) {
            case Scalar.FieldPath _, Scalar.Literal _, Scalar.Cast _, Scalar.Condition _ -> scalar.type();
            case Scalar.Arithmetic node -> arithmetic(node, type(node.left()), type(node.right()));
            case Scalar.Negated node -> negated(node);
            case Scalar.Call call -> call(call);
        };
    }

    private static DataType arithmetic(Scalar.Arithmetic node, DataType a, DataType b) {
        if (!Types.isNumber(a) || !Types.isNumber(b)) {
            return node.type();
        }
        if (a instanceof DataType.FloatingPoint || b instanceof DataType.FloatingPoint) {
            int bitsA = a instanceof DataType.FloatingPoint(int bits) ? bits : 0;
            int bitsB = b instanceof DataType.FloatingPoint(int bits) ? bits : 0;
            return new DataType.FloatingPoint(Math.max(bitsA, bitsB));
        }
        DataType common = Types.common(a, b).orElseThrow();
        if (common instanceof DataType.Int) {
            return common;
        }
        // Integers that no integer type is common to are both decimals of that common type.
        boolean areIntegers = a instanceof DataType.Int && b instanceof DataType.Int;
        DataType.Decimal left = Types.decimal(areIntegers ? common : a);
        DataType.Decimal right = Types.decimal(areIntegers ? common : b);
        int wholeLeft = left.precision() - left.scale();
        int wholeRight = right.precision() - right.scale();
        int whole = switch (node.operator()) {
            case ADD, SUBTRACT -> Math.max(wholeLeft, wholeRight) + 1;
            case MULTIPLY -> wholeLeft + wholeRight + 1;
            case DIVIDE -> wholeLeft + right.scale();
            case REMAINDER -> Math.min(wholeLeft, wholeRight);
        };
        int scale = Types.scale(node.type());
        return decimal(Math.max(left.bits(), right.bits()), Math.max(whole + scale, 1), scale);
    }

    /// With as many digits as are wanted and `bits` or, where the scale needs them, more can hold.
    private static DataType decimal(int bits, int precision, int scale) {
        int wide = bits == 128 && scale <= SqlTypes.MAX_DECIMAL128_DIGITS ? 128 : 256;
        int most = wide == 128 ? SqlTypes.MAX_DECIMAL128_DIGITS : SqlTypes.MAX_DECIMAL256_DIGITS;
        return new DataType.Decimal(wide, Math.min(precision, most), scale);
    }

    private static DataType negated(Scalar.Negated node) {
        DataType type = type(node.operand());
        return Vectors.isUnsigned(type) || !Types.isNumber(type) ? node.type() : type;
    }

    private static DataType call(Scalar.Call call) {
        List<DataType> types = call.arguments().stream().map(ResultTypes::type).toList();
        DataType first = types.getFirst();
        return switch (call.function()) {
            case ABS -> first;
            case ROUND, CEIL, FLOOR -> types.size() > 1 ? floating(call.type()) : rounded(first);
            case SIGN -> floating(first);
            case LOWER, UPPER, TRIM, TRIM_START, TRIM_END, SUBSTRING, LEFT, RIGHT -> new DataType.Utf8(isLarge(first));
            case CONCAT, CONCAT_NULLS -> new DataType.Utf8(types.stream().anyMatch(ResultTypes::isLarge));
            case TEXT_LENGTH, BYTE_LENGTH -> new DataType.Int(isLarge(first) ? 64 : 32, true);
            case LIST_LENGTH -> SqlTypes.UINT64;
            case NULL_IF -> Types.common(first, types.getLast()).orElse(call.type());
            case COALESCE, IS_NAN, LIST_ITEM -> call.type();
        };
    }

    private static DataType rounded(DataType type) {
        return type instanceof DataType.Decimal(int bits, int precision, int scale)
                ? new DataType.Decimal(bits, precision, Math.min(scale, 0))
                : floating(type);
    }

    /// Functions of floats compute in 32 bits what has as many, and in 64 what has not.
    private static DataType floating(DataType type) {
        boolean isKept = type instanceof DataType.Null || type.equals(new DataType.FloatingPoint(32));
        return isKept ? type : SqlTypes.FLOAT64;
    }

    private static boolean isLarge(DataType type) {
        return (type instanceof DataType.Utf8(boolean isLargeText) && isLargeText)
                || (type instanceof DataType.Binary(boolean isLargeBinary) && isLargeBinary);
    }
}
