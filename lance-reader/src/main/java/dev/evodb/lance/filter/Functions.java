package dev.evodb.lance.filter;

import dev.evodb.type.DataType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The functions of the language: their names, and the types that they take and give.
final class Functions {
    private static final DataType INT64 = SqlTypes.INT64;

    private final Binder binder;

    Functions(Binder binder) {
        this.binder = binder;
    }

    /// A call of a function that is a condition, or nothing if it is another one.
    Optional<Predicate> predicate(Expression.Call call) {
        return switch (name(call)) {
            case "CONTAINS" -> Optional.of(hasText(call, Predicate.Place.ANYWHERE));
            case "STARTS_WITH" -> Optional.of(hasText(call, Predicate.Place.START));
            case "ENDS_WITH" -> Optional.of(hasText(call, Predicate.Place.END));
            case "REGEXP_LIKE" -> Optional.of(matches(call, false));
            case "REGEXP_MATCH" -> Optional.of(matches(call, true));
            case "ARRAY_HAS", "LIST_HAS", "ARRAY_CONTAINS", "LIST_CONTAINS" -> Optional.of(hasItem(call));
            case "ARRAY_HAS_ANY", "LIST_HAS_ANY", "ARRAYS_OVERLAP" ->
                Optional.of(hasItems(call, Predicate.Quantifier.ANY));
            case "ARRAY_HAS_ALL", "LIST_HAS_ALL" -> Optional.of(hasItems(call, Predicate.Quantifier.ALL));
            default -> Optional.empty();
        };
    }

    /// A call of a function that has a value.
    Scalar scalar(Expression.Call call) {
        int position = call.position();
        return switch (name(call)) {
            case "ABS" -> ofNumber(call, Function.ABS);
            case "CEIL" -> ofNumber(call, Function.CEIL);
            case "FLOOR" -> ofNumber(call, Function.FLOOR);
            case "SIGNUM" -> ofNumber(call, Function.SIGN);
            case "ROUND" -> round(call);
            case "ISNAN" -> isNan(call);
            case "LOWER" -> ofText(call, Function.LOWER);
            case "UPPER" -> ofText(call, Function.UPPER);
            case "TRIM", "BTRIM" -> trim(call, Function.TRIM);
            case "LTRIM" -> trim(call, Function.TRIM_START);
            case "RTRIM" -> trim(call, Function.TRIM_END);
            case "SUBSTR", "SUBSTRING" -> slice(call, Function.SUBSTRING, 2, 3);
            case "LEFT" -> slice(call, Function.LEFT, 2, 2);
            case "RIGHT" -> slice(call, Function.RIGHT, 2, 2);
            case "CONCAT" -> concat(arguments(call, 1, Filter.MAX_NODES), Function.CONCAT_NULLS, position);
            case "LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH" -> length(call);
            case "OCTET_LENGTH" ->
                call(Function.BYTE_LENGTH, List.of(textual(arguments(call, 1, 1).getFirst(), call)), INT64, position);
            case "COALESCE" -> coalesce(call, arguments(call, 1, Filter.MAX_NODES));
            case "NVL", "IFNULL" -> coalesce(call, arguments(call, 2, 2));
            case "NULLIF" -> nullIf(call);
            case "ARRAY_LENGTH", "LIST_LENGTH", "CARDINALITY" -> listLength(call);
            case "ARRAY_ELEMENT", "LIST_ELEMENT", "ARRAY_EXTRACT", "LIST_EXTRACT" -> {
                require(call, 2, 2);
                yield subscript(call.arguments().get(0), call.arguments().get(1), position);
            }
            case "GET_FIELD" -> {
                require(call, 2, 2);
                yield member(call.arguments().get(0), call.arguments().get(1), position);
            }
            default -> throw FilterParser.unsupported("function " + call.name(), position);
        };
    }

    /// `list[2]` or `struct['field']`.
    Scalar subscript(Expression operand, Expression index, int position) {
        if (index instanceof Expression.Text) {
            return member(operand, index, position);
        }
        Scalar list = list(operand);
        Scalar at = binder.scalar(index);
        if (!(at.type() instanceof DataType.Int) || Vectors.isUnsignedLong(at.type())) {
            throw new FilterException(at.position(), Binder.described(at) + " is not a position in a list");
        }
        DataType item = Types.item(list.type()).orElseThrow();
        if (Types.isNested(item)) {
            throw FilterParser.unsupported("an item of a list of " + SqlTypes.name(item), position);
        }
        return call(Function.LIST_ITEM, List.of(list, at), item, position);
    }

    Scalar concat(List<Scalar> arguments, Function function, int position) {
        List<Scalar> texts = new ArrayList<>();
        for (Scalar argument : arguments) {
            texts.add(
                    Types.isText(argument.type())
                            ? argument
                            : Binder.cast(argument, SqlTypes.TEXT, false, argument.position()));
        }
        return call(function, texts, SqlTypes.TEXT, position);
    }

    private Scalar member(Expression operand, Expression field, int position) {
        if (!(field instanceof Expression.Text(String name, var _))) {
            throw new FilterException(field.position(), "the field of a struct is not a text");
        }
        return switch (operand) {
            case Expression.Name(List<Expression.NamePart> parts, int at) -> {
                List<Expression.NamePart> path = new ArrayList<>(parts);
                path.add(new Expression.NamePart(name, '`'));
                yield binder.field(new Expression.Name(path, at));
            }
            case Expression.Subscript(Expression inner, Expression.Text(String outerName, var _), int at)
            when inner instanceof Expression.Name(List<Expression.NamePart> parts, int start) -> {
                List<Expression.NamePart> path = new ArrayList<>(parts);
                path.add(new Expression.NamePart(outerName, '`'));
                yield member(new Expression.Name(path, start), field, at);
            }
            default -> throw FilterParser.unsupported("a field of what is no column", position);
        };
    }

    private Predicate hasText(Expression.Call call, Predicate.Place place) {
        List<Scalar> arguments = arguments(call, 2, 2);
        Scalar text = text(arguments.get(0), call);
        Scalar part = text(arguments.get(1), call);
        boolean isUnknown = isNull(text) || isNull(part);
        return isUnknown ? new Predicate.Constant(Truth.UNKNOWN) : new Predicate.HasText(text, place, part);
    }

    private Predicate matches(Expression.Call call, boolean isNullFalse) {
        List<Scalar> arguments = arguments(call, 2, 3);
        Scalar text = text(arguments.get(0), call);
        for (Scalar argument : arguments.subList(1, arguments.size())) {
            if (isNull(argument)) {
                return new Predicate.Constant(isNullFalse ? Truth.FALSE : Truth.UNKNOWN);
            }
        }
        if (isNull(text)) {
            return new Predicate.Constant(isNullFalse ? Truth.FALSE : Truth.UNKNOWN);
        }
        String flags = arguments.size() == 2 ? "" : literal(arguments.get(2), call);
        Regex regex = RegexParser.parse(
                literal(arguments.get(1), call), flags, arguments.get(1).position());
        return new Predicate.Matches(text, regex, isNullFalse);
    }

    private static String literal(Scalar argument, Expression.Call call) {
        if (argument instanceof Scalar.Literal(Value value, var _, var _)
                && value instanceof Value.Bytes(byte[] bytes)
                && argument.type() instanceof DataType.Utf8) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        throw FilterParser.unsupported(call.name() + " with a pattern that is not a literal", argument.position());
    }

    private Predicate hasItem(Expression.Call call) {
        require(call, 2, 2);
        Expression first = call.arguments().get(0);
        if (first instanceof Expression.ListOf(List<Expression> items, int position)) {
            Expression item = call.arguments().get(1);
            return items.isEmpty()
                    ? new Predicate.Constant(Truth.FALSE)
                    : binder.predicate(new Expression.In(item, items, position));
        }
        Scalar list = list(first);
        DataType itemType = Types.item(list.type()).orElseThrow();
        Scalar item = binder.scalar(call.arguments().get(1));
        if (isNull(item)) {
            return new Predicate.Constant(Truth.UNKNOWN);
        }
        requireComparable(itemType, item, call);
        if (!(item instanceof Scalar.Literal)) {
            return new Predicate.ListHasItem(list, item);
        }
        return hasItems(
                list,
                itemType,
                Predicate.Quantifier.ANY,
                List.of(call.arguments().get(1)),
                call);
    }

    private Predicate hasItems(Expression.Call call, Predicate.Quantifier quantifier) {
        require(call, 2, 2);
        Expression second = call.arguments().get(1);
        if (second instanceof Expression.Null) {
            return new Predicate.Constant(Truth.UNKNOWN);
        }
        List<Expression> items;
        if (second instanceof Expression.ListOf(List<Expression> written, var _)) {
            items = written;
        } else if (second instanceof Expression.Call(String name, List<Expression> written, var _)
                && (name.equalsIgnoreCase("MAKE_ARRAY") || name.equalsIgnoreCase("MAKE_LIST"))) {
            items = written;
        } else {
            throw FilterParser.unsupported(call.name() + " with items that are not literals", second.position());
        }
        Scalar list = list(call.arguments().get(0));
        if (items.isEmpty()) {
            // As in Lance also for a list that is null.
            return new Predicate.Constant(Truth.of(quantifier == Predicate.Quantifier.ALL));
        }
        return hasItems(list, Types.item(list.type()).orElseThrow(), quantifier, items, call);
    }

    private Predicate hasItems(
            Scalar list,
            DataType itemType,
            Predicate.Quantifier quantifier,
            List<Expression> items,
            Expression.Call call) {
        List<Value> values = new ArrayList<>();
        boolean isMissing = false;
        for (Expression expression : items) {
            Scalar item = binder.constant(expression);
            if (isNull(item)) {
                values.add(new Value.Null());
                continue;
            }
            requireComparable(itemType, item, call);
            if (!(item instanceof Scalar.Literal literal)) {
                throw FilterParser.unsupported(call.name() + " with items that are not literals", item.position());
            }
            Optional<Value> value = Constants.value(literal, itemType);
            isMissing |= value.isEmpty();
            value.ifPresent(values::add);
        }
        boolean isNever = values.isEmpty() || (isMissing && quantifier == Predicate.Quantifier.ALL);
        if (isNever) {
            // False for every list, unknown for null.
            return new Predicate.Compare(
                    call(Function.LIST_LENGTH, List.of(list), INT64, call.position()),
                    Comparison.LESS,
                    new Scalar.Literal(new Value.Whole(0), INT64, call.position()));
        }
        return new Predicate.ListHas(list, quantifier, Constants.sorted(values, itemType));
    }

    private static void requireComparable(DataType itemType, Scalar item, Expression.Call call) {
        if (!Types.areComparable(itemType, item.type())) {
            throw new FilterException(
                    item.position(),
                    call.name() + " looks for " + Binder.described(item) + " in a list of " + SqlTypes.name(itemType));
        }
    }

    private Scalar list(Expression expression) {
        Scalar list = binder.scalar(expression);
        if (Types.item(list.type()).isEmpty()) {
            throw new FilterException(expression.position(), Binder.described(list) + " is not a list");
        }
        return list;
    }

    private Scalar listLength(Expression.Call call) {
        require(call, 1, 1);
        return call(Function.LIST_LENGTH, List.of(list(call.arguments().getFirst())), INT64, call.position());
    }

    private Scalar length(Expression.Call call) {
        Scalar argument = arguments(call, 1, 1).getFirst();
        return Types.item(argument.type()).isPresent()
                ? call(Function.LIST_LENGTH, List.of(argument), INT64, call.position())
                : call(Function.TEXT_LENGTH, List.of(text(argument, call)), INT64, call.position());
    }

    private Scalar ofNumber(Expression.Call call, Function function) {
        Scalar argument = number(arguments(call, 1, 1).getFirst(), call);
        return call(function, List.of(argument), numberType(argument.type()), call.position());
    }

    private Scalar round(Expression.Call call) {
        List<Scalar> arguments = arguments(call, 1, 2);
        Scalar number = number(arguments.getFirst(), call);
        if (arguments.size() == 1) {
            return call(Function.ROUND, List.of(number), numberType(number.type()), call.position());
        }
        Scalar places = arguments.get(1);
        if (!(places.type() instanceof DataType.Int) || Vectors.isUnsignedLong(places.type())) {
            throw new FilterException(places.position(), Binder.described(places) + " is not a number of decimals");
        }
        if (!(number.type() instanceof DataType.FloatingPoint)) {
            number = Binder.cast(number, SqlTypes.FLOAT64, false, number.position());
        }
        return call(Function.ROUND, List.of(number, places), number.type(), call.position());
    }

    private static DataType numberType(DataType type) {
        return switch (type) {
            case DataType.Int _ when !Vectors.isUnsignedLong(type) -> INT64;
            case DataType.Decimal decimal -> Types.widestDecimal(Math.max(decimal.scale(), 0));
            default -> type;
        };
    }

    private Scalar isNan(Expression.Call call) {
        Scalar argument = number(arguments(call, 1, 1).getFirst(), call);
        Scalar floating = argument.type() instanceof DataType.FloatingPoint
                ? argument
                : Binder.cast(argument, SqlTypes.FLOAT64, false, argument.position());
        return call(Function.IS_NAN, List.of(floating), SqlTypes.BOOL, call.position());
    }

    private Scalar ofText(Expression.Call call, Function function) {
        Scalar argument = text(arguments(call, 1, 1).getFirst(), call);
        return call(function, List.of(argument), SqlTypes.TEXT, call.position());
    }

    private Scalar trim(Expression.Call call, Function function) {
        List<Scalar> texts =
                arguments(call, 1, 2).stream().map(text -> text(text, call)).toList();
        return call(function, texts, SqlTypes.TEXT, call.position());
    }

    private Scalar slice(Expression.Call call, Function function, int least, int most) {
        List<Scalar> arguments = arguments(call, least, most);
        text(arguments.getFirst(), call);
        for (Scalar number : arguments.subList(1, arguments.size())) {
            if (!(number.type() instanceof DataType.Int) || Vectors.isUnsignedLong(number.type())) {
                throw new FilterException(
                        number.position(), Binder.described(number) + " is not a number of characters");
            }
        }
        return call(function, arguments, SqlTypes.TEXT, call.position());
    }

    private Scalar coalesce(Expression.Call call, List<Scalar> arguments) {
        DataType type = SqlTypes.NULL;
        for (Scalar argument : arguments) {
            DataType soFar = type;
            type = Types.common(soFar, argument.type())
                    .filter(common -> !Types.isNested(common))
                    .orElseThrow(() -> new FilterException(
                            argument.position(),
                            call.name() + " of " + SqlTypes.name(soFar) + " and " + Binder.described(argument)));
        }
        DataType common = type;
        List<Scalar> same = arguments.stream()
                .map(argument -> Binder.cast(argument, common, false, argument.position()))
                .toList();
        return call(Function.COALESCE, same, common, call.position());
    }

    private Scalar nullIf(Expression.Call call) {
        List<Scalar> arguments = arguments(call, 2, 2);
        Scalar first = arguments.get(0);
        Scalar second = arguments.get(1);
        boolean isNothing = first.type() instanceof DataType.Null || second.type() instanceof DataType.Null;
        if (Types.isNested(first.type())
                || Types.isNested(second.type())
                || (!isNothing && !Types.areComparable(first.type(), second.type()))) {
            throw new FilterException(
                    call.position(), "nullif of " + Binder.described(first) + " and " + Binder.described(second));
        }
        return call(Function.NULL_IF, arguments, first.type(), call.position());
    }

    private static Scalar call(Function function, List<Scalar> arguments, DataType type, int position) {
        return Binder.folded(new Scalar.Call(function, arguments, type, position), arguments);
    }

    private static Scalar text(Scalar argument, Expression.Call call) {
        if (!Types.isText(argument.type())) {
            throw new FilterException(
                    argument.position(), call.name() + " of " + Binder.described(argument) + ", not of a text");
        }
        return argument;
    }

    private static Scalar textual(Scalar argument, Expression.Call call) {
        return Types.isBinary(argument.type()) ? argument : text(argument, call);
    }

    private static Scalar number(Scalar argument, Expression.Call call) {
        if (!Types.isNumber(argument.type()) && !(argument.type() instanceof DataType.Null)) {
            throw new FilterException(
                    argument.position(), call.name() + " of " + Binder.described(argument) + ", not of a number");
        }
        return argument;
    }

    private static boolean isNull(Scalar scalar) {
        return scalar instanceof Scalar.Literal(Value value, var _, var _) && value instanceof Value.Null;
    }

    private List<Scalar> arguments(Expression.Call call, int least, int most) {
        require(call, least, most);
        return call.arguments().stream().map(binder::scalar).toList();
    }

    private static void require(Expression.Call call, int least, int most) {
        int count = call.arguments().size();
        if (count < least || count > most) {
            throw new FilterException(
                    call.position(),
                    call.name() + " has " + count + " arguments, allowed "
                            + (least == most
                                    ? least
                                    : most == Filter.MAX_NODES ? least + " or more" : least + " to " + most));
        }
    }

    private static String name(Expression.Call call) {
        return call.name().toUpperCase(Locale.ROOT);
    }
}
