package dev.evodb.lance.filter;

import java.math.BigDecimal;

/// A value in the text of a filter; `token` is where it stands.
sealed interface Literal {
    Token token();

    /// Exactly what the text says.
    record Numeric(BigDecimal value, Token token) implements Literal {}

    record Text(String value, Token token) implements Literal {}

    record Truth(boolean value, Token token) implements Literal {}

    record Null(Token token) implements Literal {}
}
