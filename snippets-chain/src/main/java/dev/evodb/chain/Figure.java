package dev.evodb.chain;

/// The range of the figures of a [Cost]. Apart from it, because its parts check theirs while it is being
/// initialised.
final class Figure {
    private Figure() {}

    /// @throws IllegalArgumentException if `value` is not in `0..=Cost.MAX_FIGURE`
    static void requireInRange(String name, long value) {
        if (value < 0 || value > Cost.MAX_FIGURE) {
            throw new IllegalArgumentException(name + " must be in 0..=" + Cost.MAX_FIGURE + ", got " + value);
        }
    }
}
