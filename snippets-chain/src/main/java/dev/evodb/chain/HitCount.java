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
        int k = 0;
        for (int i = 0; i < text.length() && k >= 0; i++) {
            char c = text.charAt(i);
            k = c < '0' || c > '9' || k > MAX ? -1 : 10 * k + (c - '0');
        }
        if (k < 1 || k > MAX) {
            throw new IllegalArgumentException("k must be a whole number in 1..=" + MAX + ", got " + text);
        }
        return k;
    }
}
