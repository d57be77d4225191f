package dev.evodb.chain.run;

/// Whole numbers that JavaScript holds exactly, as doubles.
final class WholeNumber {
    /// Smaller ones are exact.
    static final double BOUND = 9007199254740992.0;

    private static final int DIGITS = 10;

    private WholeNumber() {}

    /// Whether `number` is whole and between -2^53 and 2^53.
    static boolean is(double number) {
        return number > -BOUND && number < BOUND && Math.floor(number) == number;
    }

    /// The decimal digits of a whole number. Without the conversion of doubles, which is 6 KB of
    /// JavaScript.
    static String text(double number) {
        double left = Math.abs(number);
        String text = "";
        do {
            double rest = Math.floor(left / DIGITS);
            text = (char) ('0' + (int) (left - rest * DIGITS)) + text;
            left = rest;
        } while (left > 0);
        return number < 0 ? "-" + text : text;
    }
}
