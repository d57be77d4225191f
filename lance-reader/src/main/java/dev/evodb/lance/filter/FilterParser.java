package dev.evodb.lance.filter;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Reads the words of one filter by recursive descent. For one use.
///
/// From loose to close: OR, AND, NOT, IS, comparisons with IN, BETWEEN and LIKE, `+ -`, `* / % ||`, the
/// sign, `::` and `[ ]`. That is the order of Lance's own parser.
final class FilterParser {
    static final String ACCEPTED = "the SQL listed in docs/filters.md";

    /// Words that cannot name a column without quotes.
    private static final Set<String> RESERVED =
            Set.of("AND", "OR", "NOT", "IN", "BETWEEN", "IS", "LIKE", "ILIKE", "ESCAPE", "NULL", "TRUE", "FALSE");

    /// Exponents of more digits than this are far beyond every column type, and big numbers are slow to
    /// make.
    private static final int MAX_EXPONENT_DIGITS = 3;

    private final List<Token> tokens;
    private int at;
    private int nodes;
    private int depth;

    FilterParser(List<Token> tokens) {
        this.tokens = tokens;
    }

    Expression parse() {
        Expression expression = or();
        if (peek().kind() != Token.Kind.END) {
            refuseOperators();
            throw expected("AND, OR or the end");
        }
        return expression;
    }

    private Expression or() {
        int position = peek().position();
        List<Expression> parts = new ArrayList<>(List.of(and()));
        while (accept("OR")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : node(new Expression.Or(parts, position));
    }

    private Expression and() {
        int position = peek().position();
        List<Expression> parts = new ArrayList<>(List.of(not()));
        while (accept("AND")) {
            parts.add(not());
        }
        return parts.size() == 1 ? parts.getFirst() : node(new Expression.And(parts, position));
    }

    private Expression not() {
        Token token = peek();
        if (!accept("NOT")) {
            return is();
        }
        Expression part = nested(this::not);
        return node(new Expression.Not(part, token.position()));
    }

    private Expression is() {
        Expression operand = comparison();
        int links = 0;
        while (peek().isWord("IS")) {
            int position = peek().position();
            at++;
            chain(++links);
            boolean isNegated = accept("NOT");
            Expression condition;
            if (accept("NULL")) {
                condition = new Expression.IsNull(operand, position);
            } else if (accept("TRUE")) {
                condition = new Expression.Is(operand, Truth.TRUE, position);
            } else if (accept("FALSE")) {
                condition = new Expression.Is(operand, Truth.FALSE, position);
            } else if (accept("UNKNOWN")) {
                condition = new Expression.Is(operand, Truth.UNKNOWN, position);
            } else if (peek().isWord("DISTINCT")) {
                throw unsupported("IS DISTINCT FROM", peek());
            } else {
                throw expected("NULL, TRUE, FALSE or UNKNOWN");
            }
            operand = node(isNegated ? new Expression.Not(node(condition), position) : condition);
        }
        return operand;
    }

    private Expression comparison() {
        Expression left = additive();
        int links = 0;
        while (true) {
            int position = peek().position();
            Optional<Comparison> operator = comparisonOperator();
            if (operator.isPresent()) {
                at++;
                chain(++links);
                left = node(new Expression.Compare(left, operator.get(), additive(), position));
                continue;
            }
            boolean isNegated = peek().isWord("NOT") && isSearch(tokens.get(at + 1));
            if (isNegated) {
                at++;
            }
            if (!isSearch(peek())) {
                if (peek().isWord("NOT")) {
                    at++;
                    throw expected("IN, BETWEEN, LIKE or ILIKE");
                }
                return left;
            }
            chain(++links);
            Expression condition = node(search(left, position));
            left = isNegated ? node(new Expression.Not(condition, position)) : condition;
        }
    }

    private static boolean isSearch(Token token) {
        return token.isWord("IN") || token.isWord("BETWEEN") || token.isWord("LIKE") || token.isWord("ILIKE");
    }

    /// IN, BETWEEN, LIKE or ILIKE, where the parser stands.
    private Expression search(Expression operand, int position) {
        if (accept("IN")) {
            expectSymbol("(");
            if (peek().isWord("SELECT")) {
                throw unsupported("a subquery", peek());
            }
            return new Expression.In(operand, items(")"), position);
        }
        if (accept("BETWEEN")) {
            Expression low = additive();
            if (!accept("AND")) {
                throw expected("AND");
            }
            return new Expression.Between(operand, low, additive(), position);
        }
        boolean ignoresCase = peek().isWord("ILIKE");
        at++;
        Expression pattern = additive();
        Optional<Character> escape = Optional.empty();
        if (accept("ESCAPE")) {
            Token token = peek();
            if (token.kind() != Token.Kind.STRING || token.text().length() != 1) {
                throw expected("an escape of one character in quotes");
            }
            at++;
            escape = Optional.of(token.text().charAt(0));
        }
        return new Expression.Like(operand, pattern, escape, ignoresCase, position);
    }

    private Optional<Comparison> comparisonOperator() {
        Token token = peek();
        if (token.kind() != Token.Kind.SYMBOL) {
            return Optional.empty();
        }
        return switch (token.text()) {
            case "=", "==" -> Optional.of(Comparison.EQUAL);
            case "!=", "<>" -> Optional.of(Comparison.NOT_EQUAL);
            case "<" -> Optional.of(Comparison.LESS);
            case "<=" -> Optional.of(Comparison.LESS_OR_EQUAL);
            case ">" -> Optional.of(Comparison.GREATER);
            case ">=" -> Optional.of(Comparison.GREATER_OR_EQUAL);
            default -> Optional.empty();
        };
    }

    private Expression additive() {
        Expression left = multiplicative();
        int links = 0;
        while (peek().isSymbol("+") || peek().isSymbol("-")) {
            Token token = tokens.get(at++);
            chain(++links);
            Scalar.Operator operator = token.isSymbol("+") ? Scalar.Operator.ADD : Scalar.Operator.SUBTRACT;
            left = node(new Expression.Arithmetic(left, operator, multiplicative(), token.position()));
        }
        return left;
    }

    private Expression multiplicative() {
        Expression left = signed();
        int links = 0;
        while (true) {
            Token token = peek();
            if (token.kind() != Token.Kind.SYMBOL
                    || !Set.of("*", "/", "%", "||").contains(token.text())) {
                return left;
            }
            at++;
            chain(++links);
            Expression right = signed();
            left = node(
                    switch (token.text()) {
                        case "*" -> new Expression.Arithmetic(left, Scalar.Operator.MULTIPLY, right, token.position());
                        case "/" -> new Expression.Arithmetic(left, Scalar.Operator.DIVIDE, right, token.position());
                        case "%" -> new Expression.Arithmetic(left, Scalar.Operator.REMAINDER, right, token.position());
                        default -> new Expression.Concat(left, right, token.position());
                    });
        }
    }

    private Expression signed() {
        Token token = peek();
        if (!token.isSymbol("-") && !token.isSymbol("+")) {
            return postfixed();
        }
        at++;
        Expression operand = nested(this::signed);
        if (token.isSymbol("+")) {
            return operand;
        }
        return operand instanceof Expression.Numeral(BigDecimal value, String text, var _)
                ? new Expression.Numeral(value.negate(), "-" + text, token.position())
                : node(new Expression.Negated(operand, token.position()));
    }

    private Expression postfixed() {
        Expression operand = primary();
        int links = 0;
        while (true) {
            Token token = peek();
            if (acceptSymbol("::")) {
                chain(++links);
                operand = node(new Expression.Cast(operand, type(), false, token.position()));
            } else if (acceptSymbol("[")) {
                chain(++links);
                Expression index = nested(this::or);
                expectSymbol("]");
                operand = node(new Expression.Subscript(operand, index, token.position()));
            } else {
                return operand;
            }
        }
    }

    private Expression primary() {
        Token token = peek();
        return switch (token.kind()) {
            case NUMBER -> {
                at++;
                yield node(new Expression.Numeral(number(token), token.text(), token.position()));
            }
            case STRING -> {
                at++;
                yield node(new Expression.Text(token.text(), token.position()));
            }
            case HEX_STRING -> {
                at++;
                yield node(new Expression.Bytes(bytes(token), token.position()));
            }
            case SYMBOL -> bracketed(token);
            case QUOTED_NAME, DOUBLE_QUOTED_NAME -> name();
            case WORD -> word(token);
            case END -> throw expected("a column, a value or a condition");
        };
    }

    private Expression bracketed(Token token) {
        if (acceptSymbol("(")) {
            Expression inner = nested(this::or);
            if (peek().isSymbol(",")) {
                throw unsupported("a row of several values", token);
            }
            expectSymbol(")");
            return inner;
        }
        if (acceptSymbol("[")) {
            return node(new Expression.ListOf(peek().isSymbol("]") ? closed() : items("]"), token.position()));
        }
        throw expected("a column, a value or a condition");
    }

    private List<Expression> closed() {
        at++;
        return List.of();
    }

    /// Expressions with commas between them, up to `close`.
    private List<Expression> items(String close) {
        List<Expression> items = new ArrayList<>();
        do {
            items.add(nested(this::or));
        } while (acceptSymbol(","));
        expectSymbol(close);
        return items;
    }

    private Expression word(Token token) {
        String word = token.text().toUpperCase(Locale.ROOT);
        Token next = tokens.get(at + 1);
        switch (word) {
            case "TRUE", "FALSE" -> {
                at++;
                return node(new Expression.Bool(word.equals("TRUE"), token.position()));
            }
            case "NULL" -> {
                at++;
                return node(new Expression.Null(token.position()));
            }
            case "CASE", "EXISTS", "INTERVAL", "EXTRACT" -> {
                if (isUsed(word, next)) {
                    throw unsupported(word, token);
                }
            }
            case "CAST", "TRY_CAST" -> {
                if (next.isSymbol("(")) {
                    return cast(token, word.equals("TRY_CAST"));
                }
            }
            default -> {
                // A function, a typed literal or a column: told apart below.
            }
        }
        if (RESERVED.contains(word)) {
            throw expected("a column, a value or a condition");
        }
        if (next.kind() == Token.Kind.STRING || (next.isSymbol("(") && isTypedText())) {
            DataType type = type();
            Token text = peek();
            at++;
            return node(new Expression.TypedText(type, text.text(), token.position()));
        }
        if (next.isSymbol("(")) {
            at += 2;
            return node(
                    new Expression.Call(token.text(), peek().isSymbol(")") ? closed() : items(")"), token.position()));
        }
        return name();
    }

    /// Whether a word that could be a column as well is used for what it means in SQL.
    private static boolean isUsed(String word, Token next) {
        return switch (word) {
            case "INTERVAL" -> next.kind() == Token.Kind.STRING || next.kind() == Token.Kind.NUMBER;
            case "CASE" ->
                next.kind() != Token.Kind.END
                        && next.kind() != Token.Kind.SYMBOL
                        && !isSearch(next)
                        && !List.of("IS", "NOT", "AND", "OR")
                                .contains(next.text().toUpperCase(Locale.ROOT));
            default -> next.isSymbol("(");
        };
    }

    /// Whether what follows is like `timestamp(3) '…'` or `decimal(5, 2) '…'`.
    private boolean isTypedText() {
        int end = at + 2;
        while (tokens.get(end).kind() == Token.Kind.NUMBER || tokens.get(end).isSymbol(",")) {
            end++;
        }
        return end > at + 2
                && tokens.get(end).isSymbol(")")
                && tokens.get(end + 1).kind() == Token.Kind.STRING;
    }

    private Expression cast(Token token, boolean isTrying) {
        at += 2;
        Expression operand = nested(this::or);
        if (!accept("AS")) {
            throw expected("AS");
        }
        DataType type = type();
        expectSymbol(")");
        return node(new Expression.Cast(operand, type, isTrying, token.position()));
    }

    private Expression name() {
        int position = peek().position();
        List<Expression.NamePart> parts = new ArrayList<>(List.of(namePart()));
        while (acceptSymbol(".")) {
            parts.add(namePart());
        }
        return node(new Expression.Name(parts, position));
    }

    private Expression.NamePart namePart() {
        Token token = peek();
        char quote = switch (token.kind()) {
            case WORD -> Expression.NamePart.NO_QUOTE;
            case QUOTED_NAME -> '`';
            case DOUBLE_QUOTED_NAME -> '"';
            case NUMBER, STRING, HEX_STRING, SYMBOL, END -> throw expected("a name");
        };
        at++;
        return new Expression.NamePart(token.text(), quote);
    }

    private DataType type() {
        Token token = peek();
        if (token.kind() != Token.Kind.WORD) {
            throw expected("a type");
        }
        at++;
        List<Integer> parameters = new ArrayList<>();
        if (acceptSymbol("(")) {
            do {
                Token parameter = peek();
                if (parameter.kind() != Token.Kind.NUMBER || !parameter.text().matches("[0-9]{1,4}")) {
                    throw expected("a number of digits");
                }
                at++;
                parameters.add(Integer.valueOf(parameter.text()));
            } while (acceptSymbol(","));
            expectSymbol(")");
        }
        boolean isUnsigned = accept("UNSIGNED");
        return SqlTypes.parse(token.text(), parameters, isUnsigned)
                .orElseThrow(() -> unsupported(
                        "type " + token.text()
                                + (parameters.isEmpty() ? "" : parameters.toString())
                                + (isUnsigned ? " unsigned" : ""),
                        token));
    }

    private static BigDecimal number(Token token) {
        String text = token.text();
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponent >= 0) {
            int digits = text.length() - exponent - 1;
            char sign = text.charAt(exponent + 1);
            if (digits - (sign == '+' || sign == '-' ? 1 : 0) > MAX_EXPONENT_DIGITS) {
                throw new FilterException(
                        token.position(),
                        "the exponent of " + token.describe() + " has more than " + MAX_EXPONENT_DIGITS + " digits");
            }
        }
        return new BigDecimal(text);
    }

    private static byte[] bytes(Token token) {
        String digits = token.text();
        if (digits.length() % 2 != 0 || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new FilterException(token.position(), token.describe() + " is not made of pairs of hex digits");
        }
        return HexFormat.of().parseHex(digits);
    }

    /// Says what is known of operators that this language does not have.
    private void refuseOperators() {
        Token token = peek();
        for (String word : List.of("SIMILAR", "RLIKE", "REGEXP", "COLLATE", "AT")) {
            if (token.isWord(word)) {
                throw unsupported(word, token);
            }
        }
    }

    private Expression nested(Supplier<Expression> rule) {
        depth++;
        if (depth > Filter.MAX_DEPTH) {
            throw new LimitExceededException("filter depth", Filter.MAX_DEPTH, depth);
        }
        Expression inner = rule.get();
        depth--;
        return inner;
    }

    /// Operators one after the other nest as well: the last is outermost.
    private void chain(int links) {
        if (links > Filter.MAX_DEPTH) {
            throw new LimitExceededException("filter depth", Filter.MAX_DEPTH, links);
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private boolean accept(String keyWord) {
        if (!peek().isWord(keyWord)) {
            return false;
        }
        at++;
        return true;
    }

    private boolean acceptSymbol(String symbol) {
        if (!peek().isSymbol(symbol)) {
            return false;
        }
        at++;
        return true;
    }

    private void expectSymbol(String symbol) {
        if (!acceptSymbol(symbol)) {
            throw expected(symbol);
        }
    }

    private Expression node(Expression expression) {
        nodes++;
        if (nodes > Filter.MAX_NODES) {
            throw new LimitExceededException("filter nodes", Filter.MAX_NODES, nodes);
        }
        return expression;
    }

    private FilterException expected(String what) {
        return new FilterException(peek().position(), "expected " + what + ", found " + peek().describe());
    }

    static UnsupportedFeatureException unsupported(String what, Token token) {
        return unsupported(what, token.position());
    }

    static UnsupportedFeatureException unsupported(String what, int position) {
        return new UnsupportedFeatureException(
                "filter", "with " + what + " at position " + position, ACCEPTED, Location.of("filter"));
    }
}
