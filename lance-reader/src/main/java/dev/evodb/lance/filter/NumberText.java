package dev.evodb.lance.filter;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/// Numbers and truth values as texts.
final class NumberText {
    /// More digits than any number type tells apart; longer texts are not numbers here.
    private static final int MAX_LENGTH = 512;

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

    private NumberText() {}

    static Optional<BigDecimal> integer(String text) {
        boolean isInteger = text.length() <= MAX_LENGTH && INTEGER.matcher(text).matches();
        return isInteger ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    static Optional<BigDecimal> number(String text) {
        boolean isNumber = text.length() <= MAX_LENGTH && NUMBER.matcher(text).matches();
        return isNumber ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /// The nearest float of that many bits; `inf`, `infinity` and `nan` are known in any case.
    static OptionalDouble floating(String text, int bits) {
        if (text.length() > MAX_LENGTH) {
            return OptionalDouble.empty();
        }
        if (NUMBER.matcher(text).matches()) {
            return OptionalDouble.of(bits == 64 ? Double.parseDouble(text) : Float.parseFloat(text));
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            case "nan", "+nan", "-nan" -> OptionalDouble.of(Double.NaN);
            default -> OptionalDouble.empty();
        };
    }

    static Optional<Boolean> truth(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return TRUE.contains(word) ? Optional.of(true) : FALSE.contains(word) ? Optional.of(false) : Optional.empty();
    }

    /// The shortest text that reads as the same float of that many bits: `2.5`, `1.0`, `1e-7`, `NaN`,
    /// `-inf`.
    static String of(double value, int bits) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String shortest = bits == 64 ? Double.toString(value) : Float.toString((float) value);
        if (value == 0) {
            return shortest;
        }
        BigDecimal digits = new BigDecimal(shortest).stripTrailingZeros();
        // The power of ten of the first digit, plus one.
        int point = digits.precision() - digits.scale();
        boolean isPlain = bits == 64 ? point > -5 && point <= 16 : point > -6 && point <= 13;
        if (isPlain) {
            return digits.scale() <= 0 ? digits.toPlainString() + ".0" : digits.toPlainString();
        }
        String all = digits.unscaledValue().abs().toString();
        return (value < 0 ? "-" : "")
                + all.charAt(0)
                + (all.length() == 1 ? "" : "." + all.substring(1))
                + "e"
                + (point - 1);
    }
}
