package dev.evodb.chain.run;

/// Whole numbers that JavaScript holds exactly, as doubles.
final class WholeNumber {
    /// Smaller ones are exact.
    static final double BOUND = 9007199254740992.0;

    private WholeNumber() {}

    /// Whether `number` is whole and between -2^53 and 2^53.
    static boolean is(double number) {
        return number > -BOUND && number < BOUND && Math.floor(number) == number;
    }
}
