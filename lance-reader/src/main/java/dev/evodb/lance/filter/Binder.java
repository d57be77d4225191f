package dev.evodb.lance.filter;

import dev.evodb.lance.RecordBatch;
import dev.evodb.type.DataType;
import dev.evodb.type.DataType.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Gives the names and values of one filter their types, and works out what has no column in it. For one
/// use.
///
/// Where working out a constant is an error (`1 / 0`), it is left for the rows to meet it: a filter with
/// an error in a part that no row comes to has an answer.
final class Binder {
    private static final RecordBatch NO_COLUMNS = new RecordBatch(List.of(), List.of(), 1);

    private final FieldNames names;
    private final Functions functions = new Functions(this);

    Binder(FieldNames names) {
        this.names = names;
    }

    /// @throws FilterException if `expression` is not a condition or its types do not go together
    /// @throws dev.evodb.error.UnsupportedFeatureException for what this language does not have
    Predicate predicate(Expression expression) {
        return switch (expression) {
            case Expression.And(var parts, var _) -> all(parts);
            case Expression.Or(var parts, var _) -> any(parts);
            case Expression.Not(Expression part, var _) -> not(predicate(part));
            case Expression.IsNull(Expression operand, var _) -> isNull(scalar(operand));
            case Expression.Is(Expression operand, Truth truth, var _) -> is(predicate(operand), truth);
            case Expression.Compare compare -> compare(compare);
            case Expression.In in -> in(in);
            case Expression.Between between -> between(between);
            case Expression.Like like -> like(like);
            case Expression.Bool(boolean value, var _) -> new Predicate.Constant(Truth.of(value));
            case Expression.Null _ -> new Predicate.Constant(Truth.UNKNOWN);
            case Expression.Call call -> functions.predicate(call).orElseGet(() -> holds(scalar(call), call));
            case Expression.Name _,
                    Expression.Numeral _,
                    Expression.Text _,
                    Expression.Bytes _,
                    Expression.TypedText _,
                    Expression.ListOf _,
                    Expression.Arithmetic _,
                    Expression.Concat _,
                    Expression.Negated _,
                    Expression.Cast _,
                    Expression.Subscript _ -> holds(scalar(expression), expression);
        };
    }

    Scalar scalar(Expression expression) {
        int position = expression.position();
        return switch (expression) {
            case Expression.Name name -> names.find(name);
            case Expression.Numeral number -> number(number);
            case Expression.Text(String value, var _) -> text(value, position);
            case Expression.Bytes(byte[] value, var _) ->
                new Scalar.Literal(new Value.Bytes(value), new DataType.Binary(false), position);
            case Expression.Bool(boolean value, var _) ->
                new Scalar.Literal(new Value.Bool(value), SqlTypes.BOOL, position);
            case Expression.Null _ -> new Scalar.Literal(new Value.Null(), SqlTypes.NULL, position);
            case Expression.TypedText typed -> typedText(typed);
            case Expression.ListOf _ -> throw FilterParser.unsupported("a list outside of array functions", position);
            case Expression.Arithmetic arithmetic -> arithmetic(arithmetic);
            case Expression.Concat(Expression left, Expression right, var _) ->
                functions.concat(List.of(scalar(left), scalar(right)), Function.CONCAT, position);
            case Expression.Negated(Expression operand, var _) -> negated(scalar(operand), position);
            case Expression.Cast(Expression operand, DataType type, boolean isTrying, var _) ->
                cast(scalar(operand), type, isTrying, position);
            case Expression.Call call ->
                functions
                        .predicate(call)
                        .map(found -> condition(found, position))
                        .orElseGet(() -> functions.scalar(call));
            case Expression.Subscript(Expression operand, Expression index, var _) ->
                functions.subscript(operand, index, position);
            case Expression.And _,
                    Expression.Or _,
                    Expression.Not _,
                    Expression.IsNull _,
                    Expression.Is _,
                    Expression.Compare _,
                    Expression.In _,
                    Expression.Between _,
                    Expression.Like _ -> condition(predicate(expression), position);
        };
    }

    Scalar.FieldPath field(Expression.Name name) {
        return names.find(name);
    }

    private static Scalar condition(Predicate predicate, int position) {
        return predicate instanceof Predicate.Constant(Truth truth)
                ? new Scalar.Literal(
                        truth == Truth.UNKNOWN ? new Value.Null() : new Value.Bool(truth == Truth.TRUE),
                        SqlTypes.BOOL,
                        position)
                : new Scalar.Condition(predicate, SqlTypes.BOOL, position);
    }

    private static Predicate holds(Scalar scalar, Expression expression) {
        if (scalar instanceof Scalar.Condition(Predicate predicate, var _, var _)) {
            return predicate;
        }
        if (!(scalar.type() instanceof DataType.Bool)) {
            throw new FilterException(expression.position(), described(scalar) + " is not a condition");
        }
        return scalar instanceof Scalar.Literal(Value value, var _, var _)
                ? new Predicate.Constant(value instanceof Value.Bool(boolean truth) ? Truth.of(truth) : Truth.UNKNOWN)
                : new Predicate.Holds(scalar);
    }

    /// For errors.
    static String described(Scalar scalar) {
        String type = " of type " + SqlTypes.name(scalar.type());
        return switch (scalar) {
            case Scalar.FieldPath field -> "column " + field.path() + type;
            case Scalar.Literal constant -> described(constant);
            case Scalar.Condition _ -> "a condition";
            case Scalar.Arithmetic _, Scalar.Negated _, Scalar.Cast _, Scalar.Call _ -> "a value" + type;
        };
    }

    private static String described(Scalar.Literal constant) {
        return switch (constant.value()) {
            case Value.Null _ -> "null";
            case Value.Bool(boolean truth) -> String.valueOf(truth);
            case Value.Whole _, Value.Floating _, Value.Decimal _
            when Types.isNumber(constant.type()) -> Constants.text(constant);
            case Value.Bytes(byte[] bytes)
            when constant.type() instanceof DataType.Utf8 ->
                "'" + Token.shorten(new String(bytes, StandardCharsets.UTF_8)) + "'";
            case Value.Whole _, Value.Floating _, Value.Decimal _, Value.Bytes _ ->
                "a constant of type " + SqlTypes.name(constant.type());
        };
    }

    private Predicate all(List<Expression> expressions) {
        List<Predicate> parts = new ArrayList<>();
        for (Expression expression : expressions) {
            switch (predicate(expression)) {
                case Predicate.And(var nested) -> parts.addAll(nested);
                case Predicate.Constant(Truth truth) when truth == Truth.TRUE -> {
                    // Changes nothing.
                }
                case Predicate part -> parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            return new Predicate.Constant(Truth.TRUE);
        }
        boolean isNever = parts.getFirst().equals(new Predicate.Constant(Truth.FALSE));
        return parts.size() == 1 || isNever ? parts.getFirst() : new Predicate.And(parts);
    }

    private Predicate any(List<Expression> expressions) {
        List<Predicate> parts = new ArrayList<>();
        for (Expression expression : expressions) {
            switch (predicate(expression)) {
                case Predicate.Or(var nested) -> parts.addAll(nested);
                case Predicate.Constant(Truth truth) when truth == Truth.FALSE -> {
                    // Changes nothing.
                }
                case Predicate part -> parts.add(part);
            }
        }
        return joined(parts);
    }

    private static Predicate joined(List<Predicate> parts) {
        if (parts.isEmpty()) {
            return new Predicate.Constant(Truth.FALSE);
        }
        boolean isAlways = parts.getFirst().equals(new Predicate.Constant(Truth.TRUE));
        return parts.size() == 1 || isAlways ? parts.getFirst() : new Predicate.Or(parts);
    }

    private static Predicate not(Predicate part) {
        return switch (part) {
            case Predicate.Constant(Truth truth) -> new Predicate.Constant(truth.negated());
            case Predicate.Not(Predicate inner) -> inner;
            default -> new Predicate.Not(part);
        };
    }

    private static Predicate isNull(Scalar operand) {
        return operand instanceof Scalar.Literal(Value value, var _, var _)
                ? new Predicate.Constant(Truth.of(value instanceof Value.Null))
                : new Predicate.IsNull(operand);
    }

    private static Predicate is(Predicate part, Truth truth) {
        return part instanceof Predicate.Constant(Truth constant)
                ? new Predicate.Constant(Truth.of(constant == truth))
                : new Predicate.Is(part, truth);
    }

    private Predicate compare(Expression.Compare compare) {
        return compare(constant(compare.left()), compare.comparison(), constant(compare.right()), compare.position());
    }

    /// As [#scalar], but numbers keep the digits that no type holds.
    Scalar constant(Expression expression) {
        return expression instanceof Expression.Numeral number ? exact(number) : scalar(expression);
    }

    Predicate compare(Scalar left, Comparison comparison, Scalar right, int position) {
        if (left.type() instanceof DataType.Null || right.type() instanceof DataType.Null) {
            return new Predicate.Constant(Truth.UNKNOWN);
        }
        if (!Types.areComparable(left.type(), right.type())) {
            boolean isConstantLeft = left instanceof Scalar.Literal && !(right instanceof Scalar.Literal);
            throw incomparable(isConstantLeft ? right : left, isConstantLeft ? left : right, position);
        }
        if (left instanceof Scalar.Literal && !(right instanceof Scalar.Literal)) {
            return compare(right, comparison.mirrored(), left, position);
        }
        if (!(right instanceof Scalar.Literal constant)) {
            return new Predicate.Compare(left, comparison, right);
        }
        if (constant.value() instanceof Value.Null) {
            return new Predicate.Constant(Truth.UNKNOWN);
        }
        if (left instanceof Scalar.Literal(Value value, var _, var _)) {
            return value instanceof Value.Null
                    ? new Predicate.Constant(Truth.UNKNOWN)
                    : folded(Constants.compare(left, comparison, constant));
        }
        return Constants.compare(withoutIntegerCast(left), comparison, constant);
    }

    private static FilterException incomparable(Scalar left, Scalar right, int position) {
        boolean isDateAsText = right.type() instanceof DataType.Utf8 && isTemporal(left.type());
        return new FilterException(
                right instanceof Scalar.Literal ? right.position() : position,
                described(left) + " cannot be compared with " + described(right)
                        + (isDateAsText ? "; dates and times are written like date '2024-01-31'" : ""));
    }

    private static boolean isTemporal(DataType type) {
        return type instanceof DataType.Date || type instanceof DataType.Time || type instanceof DataType.Timestamp;
    }

    /// A cast from one integer type to another changes no comparison with a constant; rows that do not
    /// fit are then compared as they are. So does Lance.
    private static Scalar withoutIntegerCast(Scalar scalar) {
        return scalar instanceof Scalar.Cast(Scalar operand, boolean isTrying, DataType.Int _, var _)
                        && !isTrying
                        && operand.type() instanceof DataType.Int
                ? operand
                : scalar;
    }

    /// The answer of a condition without columns.
    private static Predicate folded(Predicate predicate) {
        try {
            Selection selection = new Evaluation(NO_COLUMNS).select(predicate);
            return new Predicate.Constant(
                    selection.isTrue(0) ? Truth.TRUE : selection.isUnknown(0) ? Truth.UNKNOWN : Truth.FALSE);
        } catch (FilterException e) {
            return predicate;
        }
    }

    /// The value of an expression if it has no columns, or itself.
    static Scalar folded(Scalar scalar, List<Scalar> operands) {
        boolean isConstant = operands.stream().allMatch(operand -> operand instanceof Scalar.Literal);
        if (!isConstant || Types.isNested(scalar.type())) {
            return scalar;
        }
        try {
            Value value = Vectors.value(new Evaluation(NO_COLUMNS).vector(scalar));
            return new Scalar.Literal(value, scalar.type(), scalar.position());
        } catch (FilterException e) {
            return scalar;
        }
    }

    private Predicate in(Expression.In in) {
        Scalar operand = scalar(in.operand());
        List<Scalar.Literal> constants = new ArrayList<>();
        List<Predicate> parts = new ArrayList<>();
        boolean hasNull = operand.type() instanceof DataType.Null;
        for (Expression expression : in.items()) {
            Scalar item = constant(expression);
            boolean isConstant = item instanceof Scalar.Literal && !(operand instanceof Scalar.Literal);
            if (item.type() instanceof DataType.Null
                    || (item instanceof Scalar.Literal(Value value, var _, var _) && value instanceof Value.Null)) {
                hasNull = true;
            } else if (isConstant && Types.areComparable(operand.type(), item.type())) {
                constants.add((Scalar.Literal) item);
            } else {
                parts.add(compare(operand, Comparison.EQUAL, item, item.position()));
            }
        }
        if (constants.isEmpty() && hasNull) {
            parts.add(new Predicate.Constant(Truth.UNKNOWN));
        } else if (!constants.isEmpty()) {
            parts.addFirst(Constants.in(operand, constants, hasNull));
        }
        return joined(parts);
    }

    private Predicate between(Expression.Between between) {
        Scalar operand = constant(between.operand());
        Scalar low = constant(between.low());
        Scalar high = constant(between.high());
        boolean isOfConstants = !(operand instanceof Scalar.Literal)
                && low instanceof Scalar.Literal from
                && high instanceof Scalar.Literal to
                && !(from.value() instanceof Value.Null)
                && !(to.value() instanceof Value.Null)
                && Types.areComparable(operand.type(), low.type())
                && Types.areComparable(operand.type(), high.type());
        if (isOfConstants) {
            return Constants.between(withoutIntegerCast(operand), (Scalar.Literal) low, (Scalar.Literal) high);
        }
        List<Predicate> parts = List.of(
                compare(operand, Comparison.GREATER_OR_EQUAL, low, between.position()),
                compare(operand, Comparison.LESS_OR_EQUAL, high, between.position()));
        return parts.stream().allMatch(part -> part instanceof Predicate.Constant)
                ? folded(new Predicate.And(parts))
                : new Predicate.And(parts);
    }

    private Predicate like(Expression.Like like) {
        Scalar text = scalar(like.operand());
        Scalar pattern = scalar(like.pattern());
        String word = like.ignoresCase() ? "ILIKE" : "LIKE";
        if (!Types.isText(text.type()) || !Types.isText(pattern.type())) {
            throw new FilterException(
                    like.position(), word + " of " + described(text) + " and " + described(pattern) + ", not of texts");
        }
        if (!(pattern instanceof Scalar.Literal constant)) {
            throw FilterParser.unsupported(word + " with a pattern that is not a literal", pattern.position());
        }
        if (!(constant.value() instanceof Value.Bytes(byte[] bytes)) || text.type() instanceof DataType.Null) {
            return new Predicate.Constant(Truth.UNKNOWN);
        }
        LikePattern compiled = new LikePattern(
                new String(bytes, StandardCharsets.UTF_8), like.escape().orElse('\\'), like.ignoresCase());
        Predicate matches = new Predicate.Like(text, compiled);
        return text instanceof Scalar.Literal ? folded(matches) : matches;
    }

    /// With a type that holds all digits, whatever there are.
    private static Scalar.Literal exact(Expression.Numeral number) {
        BigDecimal value = number.value();
        boolean isNegativeZero = value.signum() == 0 && number.text().startsWith("-") && !number.isInteger();
        if (isNegativeZero) {
            return new Scalar.Literal(new Value.Floating(-0.0), SqlTypes.FLOAT64, number.position());
        }
        BigDecimal withScale = value.scale() < 0 ? value.setScale(0) : value;
        return new Scalar.Literal(
                new Value.Decimal(withScale.unscaledValue()),
                Types.widestDecimal(withScale.scale()),
                number.position());
    }

    /// With the type that Lance gives it: an integer of 64 bits, an unsigned one where that is too small,
    /// or a float of 64 bits. Integers beyond become decimals.
    private static Scalar number(Expression.Numeral number) {
        if (!number.isInteger()) {
            double value = number.value().signum() == 0 && number.text().startsWith("-")
                    ? -0.0
                    : number.value().doubleValue();
            return new Scalar.Literal(new Value.Floating(value), SqlTypes.FLOAT64, number.position());
        }
        BigInteger value = number.value().toBigIntegerExact();
        if (value.bitLength() < 64) {
            return new Scalar.Literal(new Value.Whole(value.longValue()), SqlTypes.INT64, number.position());
        }
        if (value.bitLength() == 64 && value.signum() > 0) {
            return new Scalar.Literal(new Value.Whole(value.longValue()), SqlTypes.UINT64, number.position());
        }
        if (value.bitLength() >= 250) {
            throw new FilterException(
                    number.position(), Token.shorten(number.text()) + " is too large to compute with");
        }
        return new Scalar.Literal(new Value.Decimal(value), Types.widestDecimal(0), number.position());
    }

    static Scalar.Literal text(String value, int position) {
        return new Scalar.Literal(new Value.Bytes(value.getBytes(StandardCharsets.UTF_8)), SqlTypes.TEXT, position);
    }

    /// A literal like `date '2024-01-31'`: what a cast of the text gives, but an error at once, and an
    /// offset in a timestamp makes it a point in time.
    private static Scalar typedText(Expression.TypedText typed) {
        if (typed.type() instanceof DataType.Timestamp(Unit unit, var _)) {
            Optional<Calendar.Moment> moment = Calendar.moment(typed.text());
            BigDecimal count = moment.map(found -> found.in(unit).setScale(0, RoundingMode.FLOOR))
                    .orElseThrow(() -> wrongText(typed));
            if (count.toBigInteger().bitLength() > 63) {
                throw wrongText(typed);
            }
            DataType type = new DataType.Timestamp(unit, moment.get().hasOffset() ? "UTC" : "");
            return new Scalar.Literal(new Value.Whole(count.longValueExact()), type, typed.position());
        }
        Scalar.Literal text = text(typed.text(), typed.position());
        Scalar value = cast(text, typed.type(), false, typed.position());
        if (!(value instanceof Scalar.Literal)) {
            throw wrongText(typed);
        }
        return value;
    }

    private static FilterException wrongText(Expression.TypedText typed) {
        return new FilterException(
                typed.position(), "'" + Token.shorten(typed.text()) + "' is no " + SqlTypes.name(typed.type()));
    }

    static Scalar cast(Scalar operand, DataType type, boolean isTrying, int position) {
        if (operand.type().equals(type)) {
            return operand;
        }
        if (!Casting.isPossible(operand.type(), type)) {
            throw FilterParser.unsupported("a cast of " + described(operand) + " to " + SqlTypes.name(type), position);
        }
        return folded(new Scalar.Cast(operand, isTrying, type, position), List.of(operand));
    }

    private Scalar arithmetic(Expression.Arithmetic arithmetic) {
        Scalar left = scalar(arithmetic.left());
        Scalar right = scalar(arithmetic.right());
        DataType type = Types.arithmetic(left.type(), arithmetic.operator(), right.type())
                .orElseThrow(() -> new FilterException(
                        arithmetic.position(),
                        "no " + arithmetic.operator().symbol() + " of " + described(left) + " and "
                                + described(right)));
        return folded(
                new Scalar.Arithmetic(left, arithmetic.operator(), right, type, arithmetic.position()),
                List.of(left, right));
    }

    private static Scalar negated(Scalar operand, int position) {
        DataType type = switch (operand.type()) {
            case DataType.Int _ when Vectors.isUnsignedLong(operand.type()) -> Types.widestDecimal(0);
            case DataType.Int _ -> SqlTypes.INT64;
            case DataType.Decimal decimal -> Types.widestDecimal(decimal.scale());
            case DataType.FloatingPoint floating -> floating;
            case DataType.Null nothing -> nothing;
            case DataType.Bool _,
                    DataType.Date _,
                    DataType.Time _,
                    DataType.Timestamp _,
                    DataType.Duration _,
                    DataType.Utf8 _,
                    DataType.Binary _,
                    DataType.FixedSizeBinary _,
                    DataType.FixedSizeList _,
                    DataType.ListOf _,
                    DataType.MapOf _,
                    DataType.Struct _ -> throw new FilterException(position, "no negative of " + described(operand));
        };
        Scalar number = Vectors.isUnsignedLong(operand.type()) ? cast(operand, type, false, position) : operand;
        return folded(new Scalar.Negated(number, type, position), List.of(number));
    }
}
