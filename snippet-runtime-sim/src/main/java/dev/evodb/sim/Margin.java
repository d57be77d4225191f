package dev.evodb.sim;

import java.util.Locale;

/// How much of a limit is used, in the colours of the reports.
public enum Margin {
    /// At most 60 percent: a slower machine or a busier day changes nothing.
    GREEN,
    /// Within the limit.
    AMBER,
    /// Above the limit.
    RED;

    private static final double COMFORTABLE = 0.6;

    /// The margin of `used` against `limit`, in the same unit.
    public static Margin of(double used, double limit) {
        return used > limit ? RED : used > COMFORTABLE * limit ? AMBER : GREEN;
    }

    /// The name in reports.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
