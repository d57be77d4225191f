package dev.evodb.lance.filter;

import java.util.ArrayList;
import java.util.List;

/// Cuts the text of a filter into words.
final class Lexer {
    private static final List<String> SYMBOLS = List.of(
            "==", "!=", "<>", "<=", ">=", "||", "::", "<", ">", "=", "(", ")", ",", ".", "+", "-", "*", "/", "%", "[",
            "]");

    private final String text;
    private int at;

    private Lexer(String text) {
        this.text = text;
    }

    /// The words of `text`; the last one, and only that, is [Token.Kind#END].
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        List<Token> tokens = new ArrayList<>();
        do {
            tokens.add(lexer.next());
        } while (tokens.getLast().kind() != Token.Kind.END);
        return tokens;
    }

    private Token next() {
        skipSpace();
        int start = at;
        if (start == text.length()) {
            return new Token(Token.Kind.END, "", start + 1);
        }
        char first = text.charAt(start);
        if (isDigit(start) || (first == '.' && isDigit(start + 1))) {
            skipNumber();
            return new Token(Token.Kind.NUMBER, text.substring(start, at), start + 1);
        }
        if ((first == 'x' || first == 'X') && text.startsWith("'", start + 1)) {
            at++;
            return new Token(Token.Kind.HEX_STRING, quoted('\''), start + 1);
        }
        int point = text.codePointAt(start);
        if (Character.isUnicodeIdentifierStart(point) || point == '_') {
            while (at < text.length() && Character.isUnicodeIdentifierPart(text.codePointAt(at))) {
                at += Character.charCount(text.codePointAt(at));
            }
            return new Token(Token.Kind.WORD, text.substring(start, at), start + 1);
        }
        return switch (first) {
            case '\'' -> new Token(Token.Kind.STRING, quoted(first), start + 1);
            case '`' -> new Token(Token.Kind.QUOTED_NAME, quoted(first), start + 1);
            case '"' -> new Token(Token.Kind.DOUBLE_QUOTED_NAME, quoted(first), start + 1);
            default -> symbol();
        };
    }

    /// White space, `-- to the end of the line` and `/* … */`.
    private void skipSpace() {
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                if (end < 0) {
                    throw new FilterException(at + 1, "the comment /* is never closed");
                }
                at = end + 2;
            } else {
                return;
            }
        }
    }

    private Token symbol() {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                return new Token(Token.Kind.SYMBOL, symbol, at - symbol.length() + 1);
            }
        }
        throw new FilterException(
                at + 1, "unexpected character " + Character.toString(text.codePointAt(at)) + " outside quotes");
    }

    /// Digits with at most one point among or beside them, and an exponent.
    private void skipNumber() {
        skipDigits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            skipDigits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int digits = at + 1;
            if (digits < text.length() && (text.charAt(digits) == '+' || text.charAt(digits) == '-')) {
                digits++;
            }
            if (isDigit(digits)) {
                at = digits;
                skipDigits();
            }
        }
    }

    private void skipDigits() {
        while (isDigit(at)) {
            at++;
        }
    }

    private boolean isDigit(int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    /// What is between two quotes; a doubled quote stands for one.
    private String quoted(char quote) {
        int start = at++;
        StringBuilder content = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != quote) {
                content.append(c);
            } else if (at < text.length() && text.charAt(at) == quote) {
                content.append(quote);
                at++;
            } else {
                return content.toString();
            }
        }
        throw new FilterException(start + 1, "the quote " + quote + " is never closed");
    }
}
