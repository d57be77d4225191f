package dev.evodb.chain;

/// Decimal digits, as parameters, headers and messages have them.
public final class Digits {
    private static final int BASE = 10;

    private Digits() {}

    /// The number that decimal digits are, rounded above 2^53; NaN for any other text.
    public static double parse(String text) {
        double number = text.isEmpty() ? Double.NaN : 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            number = c < '0' || c > '9' ? Double.NaN : 10 * number + (c - '0');
        }
        return number;
    }

    /// The decimal digits of a whole number between -2^53 and 2^53. For numbers in texts as well, which
    /// would otherwise bring a conversion of their own into every snippet.
    public static String text(double number) {
        double left = Math.abs(number);
        String text = "";
        do {
            double rest = Math.floor(left / BASE);
            text = (char) ('0' + (int) (left - rest * BASE)) + text;
            left = rest;
        } while (left > 0);
        return number < 0 ? "-" + text : text;
    }
}
