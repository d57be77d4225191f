package dev.evodb.bench.kernel;

/// Stops a benchmark whose contenders do not give the same answer.
final class Gate {
    private Gate() {}

    /// @throws IllegalStateException if `found` is farther from `expected` than `tolerance`, relative to 1 + |expected|
    static void equal(String what, double expected, double found, double tolerance) {
        if (!(Math.abs(expected - found) <= tolerance * (1 + Math.abs(expected)))) {
            throw new IllegalStateException(what + ": expected " + expected + ", found " + found);
        }
    }
}
