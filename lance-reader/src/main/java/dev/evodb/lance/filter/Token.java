package dev.evodb.lance.filter;

/// A word of a filter's text. `position` counts characters from 1; `text` is without quotes.
record Token(Kind kind, String text, int position) {
    enum Kind {
        /// A key word or the name of a column.
        WORD,
        /// A name of a column in back quotes.
        QUOTED_NAME,
        /// A name of a column in double quotes.
        DOUBLE_QUOTED_NAME,
        NUMBER,
        STRING,
        /// `x'00ff'`; the text is the digits.
        HEX_STRING,
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
            case QUOTED_NAME -> '`' + shorten(text) + '`';
            case DOUBLE_QUOTED_NAME -> '"' + shorten(text) + '"';
            case STRING -> "'" + shorten(text) + "'";
            case HEX_STRING -> "x'" + shorten(text) + "'";
            case END -> "the end";
        };
    }

    static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
