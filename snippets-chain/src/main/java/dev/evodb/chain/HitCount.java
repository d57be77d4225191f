package dev.evodb.chain;

/// The query parameter `k`: how many hits are asked for.
public final class HitCount {
    /// Asked for where a request does not say.
    public static final int DEFAULT = 10;

    /// The most that may be asked for.
    public static final int MAX = 1_000;

    private HitCount() {}

    /// Reads decimal digits.
    ///
    /// @throws IllegalArgumentException if `text` is not a whole number in `1..=1000`
    public static int parse(String text) {
        int k = read(text);
        if (k == 0) {
            throw new IllegalArgumentException(refusal(text));
        }
        return k;
    }

    /// Reads decimal digits; 0 if `text` is not a whole number in `1..=1000`.
    public static int read(String text) {
        double k = Digits.parse(text);
        return k >= 1 && k <= MAX ? (int) k : 0;
    }

    /// What is wrong with a text that cannot be read.
    public static String refusal(String text) {
        return "k must be a whole number in 1..=" + MAX + ", got " + text;
    }
}
