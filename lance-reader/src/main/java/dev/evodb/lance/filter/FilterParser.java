package dev.evodb.lance.filter;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.type.DataType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
    /// What an [UnsupportedFeatureException] calls the language.
    static final String FEATURE = "filter";

    private static final String ACCEPTED = "the SQL listed in docs/filters.md";

    /// Words that cannot name a column without quotes.
    private static final Set<String> RESERVED =
            Set.of("AND", "OR", "NOT", "IN", "BETWEEN", "IS", "LIKE", "ILIKE", "ESCAPE", "NULL", "TRUE", "FALSE");

    private final TokenCursor tokens;
    private int nodes;
    private int depth;

    private FilterParser(List<Token> tokens) {
        this.tokens = new TokenCursor(tokens);
    }

    /// What `sql` says.
    ///
    /// @throws FilterException for text that makes no sense
    /// @throws UnsupportedFeatureException for SQL that this language has not
    /// @throws LimitExceededException beyond the limits of [Filter]
    static Expression parse(String sql) {
        // A char is at least one byte: no need to encode what is too long anyway.
        int bytes = sql.length() > Filter.MAX_TEXT_BYTES ? sql.length() : sql.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > Filter.MAX_TEXT_BYTES) {
            throw new LimitExceededException("filter bytes", Filter.MAX_TEXT_BYTES, bytes);
        }
        return new FilterParser(Lexer.tokens(sql)).parse();
    }

    private Expression parse() {
        Expression expression = or();
        if (tokens.peek().kind() != Token.Kind.END) {
            refuseOperators();
            throw tokens.expected("AND, OR or the end");
        }
        return expression;
    }

    private Expression or() {
        int position = tokens.peek().position();
        List<Expression> parts = new ArrayList<>(List.of(and()));
        while (tokens.accept("OR")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : node(new Expression.Or(parts, position));
    }

    private Expression and() {
        int position = tokens.peek().position();
        List<Expression> parts = new ArrayList<>(List.of(not()));
        while (tokens.accept("AND")) {
            parts.add(not());
        }
        return parts.size() == 1 ? parts.getFirst() : node(new Expression.And(parts, position));
    }

    private Expression not() {
        Token token = tokens.peek();
        if (!tokens.accept("NOT")) {
            return is();
        }
        Expression part = nested(this::not);
        return node(new Expression.Not(part, token.position()));
    }

    private Expression is() {
        Expression operand = comparison();
        int links = 0;
        while (tokens.peek().isWord("IS")) {
            int position = tokens.peek().position();
            tokens.take();
            chain(++links);
            boolean isNegated = tokens.accept("NOT");
            Expression condition;
            if (tokens.accept("NULL")) {
                condition = new Expression.IsNull(operand, position);
            } else if (tokens.accept("TRUE")) {
                condition = new Expression.Is(operand, Truth.TRUE, position);
            } else if (tokens.accept("FALSE")) {
                condition = new Expression.Is(operand, Truth.FALSE, position);
            } else if (tokens.accept("UNKNOWN")) {
                condition = new Expression.Is(operand, Truth.UNKNOWN, position);
            } else if (tokens.peek().isWord("DISTINCT")) {
                throw unsupported("IS DISTINCT FROM", tokens.peek());
            } else {
                throw tokens.expected("NULL, TRUE, FALSE or UNKNOWN");
            }
            operand = node(isNegated ? new Expression.Not(node(condition), position) : condition);
        }
        return operand;
    }

    private Expression comparison() {
        Expression left = additive();
        int links = 0;
        while (true) {
            int position = tokens.peek().position();
            Optional<Comparison> operator = comparisonOperator();
            if (operator.isPresent()) {
                tokens.take();
                chain(++links);
                left = node(new Expression.Compare(left, operator.get(), additive(), position));
                continue;
            }
            boolean isNegated = tokens.peek().isWord("NOT") && isSearch(tokens.next());
            if (isNegated) {
                tokens.take();
            }
            if (!isSearch(tokens.peek())) {
                if (tokens.peek().isWord("NOT")) {
                    tokens.take();
                    throw tokens.expected("IN, BETWEEN, LIKE or ILIKE");
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
        if (tokens.accept("IN")) {
            tokens.expectSymbol("(");
            if (tokens.peek().isWord("SELECT")) {
                throw unsupported("a subquery", tokens.peek());
            }
            return new Expression.In(operand, items(")"), position);
        }
        if (tokens.accept("BETWEEN")) {
            Expression low = additive();
            if (!tokens.accept("AND")) {
                throw tokens.expected("AND");
            }
            return new Expression.Between(operand, low, additive(), position);
        }
        boolean ignoresCase = tokens.peek().isWord("ILIKE");
        tokens.take();
        Expression pattern = additive();
        Optional<Character> escape = Optional.empty();
        if (tokens.accept("ESCAPE")) {
            Token token = tokens.peek();
            if (token.kind() != Token.Kind.STRING || token.text().length() != 1) {
                throw tokens.expected("an escape of one character in quotes");
            }
            tokens.take();
            escape = Optional.of(token.text().charAt(0));
        }
        return new Expression.Like(operand, pattern, escape, ignoresCase, position);
    }

    private Optional<Comparison> comparisonOperator() {
        Token token = tokens.peek();
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
        while (tokens.peek().isSymbol("+") || tokens.peek().isSymbol("-")) {
            Token token = tokens.take();
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
            Token token = tokens.peek();
            if (token.kind() != Token.Kind.SYMBOL
                    || !Set.of("*", "/", "%", "||").contains(token.text())) {
                return left;
            }
            tokens.take();
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
        Token token = tokens.peek();
        if (!token.isSymbol("-") && !token.isSymbol("+")) {
            return postfixed();
        }
        tokens.take();
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
            Token token = tokens.peek();
            if (tokens.acceptSymbol("::")) {
                chain(++links);
                operand = node(new Expression.Cast(operand, type(), false, token.position()));
            } else if (tokens.acceptSymbol("[")) {
                chain(++links);
                Expression index = nested(this::or);
                tokens.expectSymbol("]");
                operand = node(new Expression.Subscript(operand, index, token.position()));
            } else {
                return operand;
            }
        }
    }

    private Expression primary() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case NUMBER -> {
                tokens.take();
                yield node(new Expression.Numeral(token.number(), token.text(), token.position()));
            }
            case STRING -> {
                tokens.take();
                yield node(new Expression.Text(token.text(), token.position()));
            }
            case HEX_STRING -> {
                tokens.take();
                yield node(new Expression.Bytes(token.bytes(), token.position()));
            }
            case SYMBOL -> bracketed(token);
            case QUOTED_NAME, DOUBLE_QUOTED_NAME -> name();
            case WORD -> word(token);
            case END -> throw tokens.expected("a column, a value or a condition");
        };
    }

    private Expression bracketed(Token token) {
        if (tokens.acceptSymbol("(")) {
            Expression inner = nested(this::or);
            if (tokens.peek().isSymbol(",")) {
                throw unsupported("a row of several values", token);
            }
            tokens.expectSymbol(")");
            return inner;
        }
        if (tokens.acceptSymbol("[")) {
            return node(new Expression.ListOf(tokens.peek().isSymbol("]") ? closed() : items("]"), token.position()));
        }
        throw tokens.expected("a column, a value or a condition");
    }

    private List<Expression> closed() {
        tokens.take();
        return List.of();
    }

    /// Expressions with commas between them, up to `close`.
    private List<Expression> items(String close) {
        List<Expression> items = new ArrayList<>();
        do {
            items.add(nested(this::or));
        } while (tokens.acceptSymbol(","));
        tokens.expectSymbol(close);
        return items;
    }

    private Expression word(Token token) {
        String word = token.text().toUpperCase(Locale.ROOT);
        Token next = tokens.next();
        switch (word) {
            case "TRUE", "FALSE" -> {
                tokens.take();
                return node(new Expression.Bool(word.equals("TRUE"), token.position()));
            }
            case "NULL" -> {
                tokens.take();
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
            throw tokens.expected("a column, a value or a condition");
        }
        if (next.kind() == Token.Kind.STRING || (next.isSymbol("(") && tokens.isTypedText())) {
            DataType type = type();
            Token text = tokens.take();
            return node(new Expression.TypedText(type, text.text(), token.position()));
        }
        if (next.isSymbol("(")) {
            tokens.take();
            tokens.take();
            return node(new Expression.Call(
                    token.text(), tokens.peek().isSymbol(")") ? closed() : items(")"), token.position()));
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

    private Expression cast(Token token, boolean isTrying) {
        tokens.take();
        tokens.take();
        Expression operand = nested(this::or);
        if (!tokens.accept("AS")) {
            throw tokens.expected("AS");
        }
        DataType type = type();
        tokens.expectSymbol(")");
        return node(new Expression.Cast(operand, type, isTrying, token.position()));
    }

    private Expression name() {
        int position = tokens.peek().position();
        List<Expression.NamePart> parts = new ArrayList<>(List.of(namePart()));
        while (tokens.acceptSymbol(".")) {
            parts.add(namePart());
        }
        return node(new Expression.Name(parts, position));
    }

    private Expression.NamePart namePart() {
        Token token = tokens.peek();
        char quote = switch (token.kind()) {
            case WORD -> Expression.NamePart.NO_QUOTE;
            case QUOTED_NAME -> '`';
            case DOUBLE_QUOTED_NAME -> '"';
            case NUMBER, STRING, HEX_STRING, SYMBOL, END -> throw tokens.expected("a name");
        };
        tokens.take();
        return new Expression.NamePart(token.text(), quote);
    }

    private DataType type() {
        Token token = tokens.peek();
        if (token.kind() != Token.Kind.WORD) {
            throw tokens.expected("a type");
        }
        tokens.take();
        List<Integer> parameters = new ArrayList<>();
        if (tokens.acceptSymbol("(")) {
            do {
                Token parameter = tokens.peek();
                if (parameter.kind() != Token.Kind.NUMBER || !parameter.text().matches("[0-9]{1,4}")) {
                    throw tokens.expected("a number of digits");
                }
                tokens.take();
                parameters.add(Integer.valueOf(parameter.text()));
            } while (tokens.acceptSymbol(","));
            tokens.expectSymbol(")");
        }
        boolean isUnsigned = tokens.accept("UNSIGNED");
        return SqlTypes.parse(token.text(), parameters, isUnsigned)
                .orElseThrow(() -> unsupported(
                        "type " + token.text()
                                + (parameters.isEmpty() ? "" : parameters.toString())
                                + (isUnsigned ? " unsigned" : ""),
                        token));
    }

    /// Says what is known of operators that this language does not have.
    private void refuseOperators() {
        Token token = tokens.peek();
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

    private Expression node(Expression expression) {
        nodes++;
        if (nodes > Filter.MAX_NODES) {
            throw new LimitExceededException("filter nodes", Filter.MAX_NODES, nodes);
        }
        return expression;
    }

    static UnsupportedFeatureException unsupported(String what, Token token) {
        return unsupported(what, token.position());
    }

    static UnsupportedFeatureException unsupported(String what, int position) {
        return new UnsupportedFeatureException(
                FEATURE, "with " + what + " at position " + position, ACCEPTED, Location.of("filter"));
    }
}
