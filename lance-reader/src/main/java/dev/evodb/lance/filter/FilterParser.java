package dev.evodb.lance.filter;

import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.filter.Condition.And;
import dev.evodb.lance.filter.Condition.Constant;
import dev.evodb.lance.filter.Condition.IsNull;
import dev.evodb.lance.filter.Condition.Not;
import dev.evodb.lance.filter.Condition.Or;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads the words of one filter by recursive descent. For one use.
final class FilterParser {
    private static final String ACCEPTED = "comparisons, IN, BETWEEN, IS NULL, AND, OR and NOT";
    private static final Set<String> RESERVED = Set.of("AND", "OR", "NOT", "IN", "BETWEEN", "IS", "LIKE", "ILIKE");
    private static final Set<String> TYPED_LITERALS = Set.of("DATE", "TIME", "TIMESTAMP", "INTERVAL");
    private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "/", "%", "||");

    /// Exponents of more digits than this are far beyond every column type, and big numbers are slow to make.
    private static final int MAX_EXPONENT_DIGITS = 3;

    private final List<Token> tokens;
    private final Operands operands;
    private int at;
    private int nodes;
    private int depth;

    FilterParser(List<Token> tokens, Operands operands) {
        this.tokens = tokens;
        this.operands = operands;
    }

    Condition parse() {
        Condition condition = or();
        if (peek().kind() != Token.Kind.END) {
            throw expected("AND, OR or the end");
        }
        return condition;
    }

    private Condition or() {
        List<Condition> parts = new ArrayList<>(List.of(and()));
        while (accept("OR")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : node(new Or(parts));
    }

    private Condition and() {
        List<Condition> parts = new ArrayList<>(List.of(not()));
        while (accept("AND")) {
            parts.add(not());
        }
        return parts.size() == 1 ? parts.getFirst() : node(new And(parts));
    }

    private Condition not() {
        if (!accept("NOT")) {
            return primary();
        }
        enter();
        Condition part = not();
        depth--;
        return node(new Not(part));
    }

    private Condition primary() {
        if (peek().isSymbol("(")) {
            at++;
            enter();
            Condition inner = or();
            depth--;
            expectSymbol(")");
            return inner;
        }
        Token start = peek();
        Optional<Literal> literal = literal();
        return literal.isPresent() ? startingWith(literal.get()) : startingWith(column(), start.position());
    }

    /// What follows a column that starts at `position`.
    private Condition startingWith(Operand column, int position) {
        refuseArithmetic();
        Optional<Comparison> comparison = comparison();
        if (comparison.isPresent()) {
            return node(Conditions.compare(column, comparison.get(), operandLiteral()));
        }
        if (accept("IS")) {
            boolean isNegated = accept("NOT");
            if (!accept("NULL")) {
                throw expected("NULL");
            }
            Condition isNull = node(new IsNull(column));
            return isNegated ? node(new Not(isNull)) : isNull;
        }
        boolean isNegated = accept("NOT");
        Condition condition;
        if (accept("IN")) {
            condition = node(Conditions.in(column, literals()));
        } else if (accept("BETWEEN")) {
            Literal from = operandLiteral();
            if (!accept("AND")) {
                throw expected("AND");
            }
            Condition lower = node(Conditions.compare(column, Comparison.GREATER_OR_EQUAL, from));
            Condition upper = node(Conditions.compare(column, Comparison.LESS_OR_EQUAL, operandLiteral()));
            condition = new And(List.of(lower, upper));
        } else if (peek().isWord("LIKE") || peek().isWord("ILIKE")) {
            throw unsupported(peek().text().toUpperCase(Locale.ROOT), peek());
        } else if (isNegated) {
            throw expected("IN or BETWEEN");
        } else {
            return node(Conditions.isTrue(column, position));
        }
        return isNegated ? node(new Not(condition)) : condition;
    }

    /// What follows a literal: a comparison with a column, or nothing for a condition that is a literal itself.
    private Condition startingWith(Literal literal) {
        Optional<Comparison> comparison = comparison();
        if (comparison.isPresent()) {
            Operand column = column();
            refuseArithmetic();
            return node(Conditions.compare(column, comparison.get().mirrored(), literal));
        }
        return node(
                switch (literal) {
                    case Literal.Truth(boolean value, var _) -> new Constant(value ? Selection.TRUE : Selection.FALSE);
                    case Literal.Null _ -> new Constant(Selection.UNKNOWN);
                    case Literal.Numeric _, Literal.Text _ -> throw expected("a comparison");
                });
    }

    private Optional<Comparison> comparison() {
        Token token = peek();
        if (token.kind() != Token.Kind.SYMBOL) {
            return Optional.empty();
        }
        Optional<Comparison> comparison = switch (token.text()) {
            case "=" -> Optional.of(Comparison.EQUAL);
            case "!=", "<>" -> Optional.of(Comparison.NOT_EQUAL);
            case "<" -> Optional.of(Comparison.LESS);
            case "<=" -> Optional.of(Comparison.LESS_OR_EQUAL);
            case ">" -> Optional.of(Comparison.GREATER);
            case ">=" -> Optional.of(Comparison.GREATER_OR_EQUAL);
            default -> Optional.empty();
        };
        if (comparison.isPresent()) {
            at++;
        }
        return comparison;
    }

    private Operand column() {
        int position = peek().position();
        StringBuilder path = new StringBuilder(name());
        while (peek().isSymbol(".")) {
            at++;
            path.append('.').append(name());
        }
        return operands.find(path.toString(), position);
    }

    private String name() {
        Token token = peek();
        boolean isReserved = RESERVED.contains(token.text().toUpperCase(Locale.ROOT));
        boolean isName = token.kind() == Token.Kind.QUOTED_NAME || (token.kind() == Token.Kind.WORD && !isReserved);
        if (!isName) {
            throw expected("a column");
        }
        at++;
        if (token.kind() == Token.Kind.WORD && peek().isSymbol("(")) {
            throw unsupported(token.isWord("CAST") ? "CAST" : "function " + token.text(), token);
        }
        if (peek().kind() == Token.Kind.STRING
                && TYPED_LITERALS.contains(token.text().toUpperCase(Locale.ROOT))) {
            throw unsupported(token.text().toUpperCase(Locale.ROOT) + " literal", token);
        }
        return token.text();
    }

    /// The literal on the right side of an operator.
    private Literal operandLiteral() {
        Token token = peek();
        Optional<Literal> literal = literal();
        if (literal.isPresent()) {
            return literal.get();
        }
        if (token.kind() == Token.Kind.WORD || token.kind() == Token.Kind.QUOTED_NAME) {
            // Tells functions and unknown columns apart from the comparison of columns.
            column();
            throw unsupported("comparison with another column", token);
        }
        throw expected("a literal");
    }

    private List<Literal> literals() {
        expectSymbol("(");
        List<Literal> literals = new ArrayList<>();
        do {
            literals.add(operandLiteral());
        } while (acceptSymbol(","));
        expectSymbol(")");
        return literals;
    }

    private Optional<Literal> literal() {
        Token token = peek();
        boolean isSigned = token.isSymbol("-") || token.isSymbol("+");
        Token unsigned = isSigned ? tokens.get(at + 1) : token;
        Literal literal;
        if (unsigned.kind() == Token.Kind.NUMBER) {
            BigDecimal magnitude = number(unsigned);
            Token whole = isSigned
                    ? new Token(Token.Kind.NUMBER, token.text() + unsigned.text(), token.position())
                    : unsigned;
            literal = new Literal.Numeric(token.isSymbol("-") ? magnitude.negate() : magnitude, whole);
        } else if (token.kind() == Token.Kind.STRING) {
            literal = new Literal.Text(token.text(), token);
        } else if (token.isWord("TRUE") || token.isWord("FALSE")) {
            literal = new Literal.Truth(token.isWord("TRUE"), token);
        } else if (token.isWord("NULL")) {
            literal = new Literal.Null(token);
        } else {
            return Optional.empty();
        }
        at += isSigned ? 2 : 1;
        count();
        refuseArithmetic();
        return Optional.of(literal);
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

    private void refuseArithmetic() {
        Token token = peek();
        if (token.kind() == Token.Kind.SYMBOL && ARITHMETIC.contains(token.text())) {
            throw unsupported("arithmetic " + token.text(), token);
        }
        if (token.isSymbol("::")) {
            throw unsupported("CAST", token);
        }
        if (token.isSymbol("[")) {
            throw unsupported("subscript", token);
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

    private Condition node(Condition condition) {
        count();
        return condition;
    }

    private void count() {
        nodes++;
        if (nodes > Filter.MAX_NODES) {
            throw new LimitExceededException("filter nodes", Filter.MAX_NODES, nodes);
        }
    }

    private void enter() {
        depth++;
        if (depth > Filter.MAX_DEPTH) {
            throw new LimitExceededException("filter depth", Filter.MAX_DEPTH, depth);
        }
    }

    private FilterException expected(String what) {
        return new FilterException(peek().position(), "expected " + what + ", found " + peek().describe());
    }

    private static UnsupportedFeatureException unsupported(String what, Token token) {
        return new UnsupportedFeatureException(
                "filter", "with " + what + " at position " + token.position(), ACCEPTED, Location.of("filter"));
    }
}
