package dev.evodb.lance.filter;

import java.math.BigDecimal;
import java.util.HexFormat;

/// A word of a filter's text. `position` counts characters from 1; `text` is without quotes.
record Token(Kind kind, String text, int position) {
    /// Exponents of more digits than this are far beyond every column type, and big numbers are slow to
    /// make.
    private static final int MAX_EXPONENT_DIGITS = 3;

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

    /// What a [Kind#NUMBER] stands for.
    ///
    /// @throws FilterException if its exponent is too long
    BigDecimal number() {
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponent >= 0) {
            int digits = text.length() - exponent - 1;
            char sign = text.charAt(exponent + 1);
            if (digits - (sign == '+' || sign == '-' ? 1 : 0) > MAX_EXPONENT_DIGITS) {
                throw new FilterException(
                        position,
                        "the exponent of " + describe() + " has more than " + MAX_EXPONENT_DIGITS + " digits");
            }
        }
        return new BigDecimal(text);
    }

    /// What a [Kind#HEX_STRING] stands for.
    ///
    /// @throws FilterException if it is not made of pairs of hex digits
    byte[] bytes() {
        if (text.length() % 2 != 0 || !text.chars().allMatch(HexFormat::isHexDigit)) {
            throw new FilterException(position, describe() + " is not made of pairs of hex digits");
        }
        return HexFormat.of().parseHex(text);
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
