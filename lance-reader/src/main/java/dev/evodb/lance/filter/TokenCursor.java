package dev.evodb.lance.filter;

import java.util.List;

/// A place among the words of a filter, of which the last is [Token.Kind#END]. For one use.
final class TokenCursor {
    private final List<Token> tokens;
    private int at;

    TokenCursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    /// The word after the next one.
    Token next() {
        return tokens.get(at + 1);
    }

    /// The next word, which is passed.
    Token take() {
        return tokens.get(at++);
    }

    Token peek() {
        return tokens.get(at);
    }

    boolean accept(String keyWord) {
        if (!peek().isWord(keyWord)) {
            return false;
        }
        at++;
        return true;
    }

    boolean acceptSymbol(String symbol) {
        if (!peek().isSymbol(symbol)) {
            return false;
        }
        at++;
        return true;
    }

    void expectSymbol(String symbol) {
        if (!acceptSymbol(symbol)) {
            throw expected(symbol);
        }
    }

    /// Whether what follows is like `timestamp(3) '…'` or `decimal(5, 2) '…'`.
    boolean isTypedText() {
        int end = at + 2;
        while (tokens.get(end).kind() == Token.Kind.NUMBER || tokens.get(end).isSymbol(",")) {
            end++;
        }
        return end > at + 2
                && tokens.get(end).isSymbol(")")
                && tokens.get(end + 1).kind() == Token.Kind.STRING;
    }

    FilterException expected(String what) {
        return new FilterException(peek().position(), "expected " + what + ", found " + peek().describe());
    }
}
