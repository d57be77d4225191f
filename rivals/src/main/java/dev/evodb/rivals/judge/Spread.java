package dev.evodb.rivals.judge;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/// The median of rounds and their range.
public record Spread(double median, double least, double most, int rounds) {
    /// Rounds of an anchor that differ by more than this share of their median carry no verdict.
    public static final double MOST = 0.20;

    /// Of the rounds that have a value; all zero if none has.
    public static Spread of(List<OptionalDouble> values) {
        double[] sorted = values.stream()
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .sorted()
                .toArray();
        return of(sorted);
    }

    /// Of values in any order.
    public static Spread of(double... values) {
        if (values.length == 0) {
            return new Spread(0, 0, 0, 0);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    public boolean isEmpty() {
        return rounds == 0;
    }

    /// The range as a share of the median.
    public double relative() {
        return (most - least) / median;
    }

    public boolean isTooWide() {
        return relative() > MOST;
    }
}
