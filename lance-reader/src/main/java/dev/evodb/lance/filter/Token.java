package dev.evodb.lance.filter;

/// A word of a filter's text. `position` counts characters from 1; `text` is without quotes.
record Token(Kind kind, String text, int position) {
    enum Kind {
        /// A key word or the name of a column.
        WORD,
        /// A quoted name of a column.
        QUOTED_NAME,
        NUMBER,
        STRING,
        SYMBOL,
        END
    }

    boolean isWord(String keyWord) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyWord);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /// As the text of an error names it.
    String describe() {
        return switch (kind) {
            case WORD, NUMBER, SYMBOL -> shorten(text);
            case QUOTED_NAME -> '"' + shorten(text) + '"';
            case STRING -> "'" + shorten(text) + "'";
            case END -> "the end";
        };
    }

    private static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
