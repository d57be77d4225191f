package dev.evodb.rivals.judge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/// Rates over recall of one peer in one round.
///
/// Only points that no other beats in both count. Between two neighbouring ones the logarithm of the rate
/// is taken to fall linearly with recall. Nothing is extrapolated: below the least recall that was
/// measured the rate is that of the first point, which is a lower bound; above the greatest there is
/// none.
public record Curve(List<Point> points) {
    /// One setting: `rate` is by CPU time.
    public record Point(
            String setting, double recall, double rate, double wallRate, double p50Micros, double p99Micros) {}

    public Curve {
        points = List.copyOf(points);
    }

    /// The points that no other beats, by ascending recall and descending rate.
    public List<Point> frontier() {
        List<Point> sorted = new ArrayList<>(points);
        sorted.sort(Comparator.comparingDouble(Point::recall)
                .reversed()
                .thenComparing(Comparator.comparingDouble(Point::rate).reversed()));
        List<Point> best = new ArrayList<>();
        double fastest = 0;
        for (Point point : sorted) {
            if (point.rate() > fastest) {
                fastest = point.rate();
                best.addFirst(point);
            }
        }
        return best;
    }

    /// The rate at a recall; none if no setting reaches it.
    public OptionalDouble rateAt(double recall) {
        List<Point> frontier = frontier();
        for (int i = 0; i < frontier.size(); i++) {
            Point right = frontier.get(i);
            if (right.recall() >= recall) {
                return OptionalDouble.of(i == 0 ? right.rate() : between(frontier.get(i - 1), right, recall));
            }
        }
        return OptionalDouble.empty();
    }

    private static double between(Point left, Point right, double recall) {
        double part = (recall - left.recall()) / (right.recall() - left.recall());
        return Math.exp(Math.log(left.rate()) * (1 - part) + Math.log(right.rate()) * part);
    }

    /// Whether the first point already has more than this recall, so that the rate at it is a lower
    /// bound.
    public boolean startsAbove(double recall) {
        List<Point> frontier = frontier();
        return !frontier.isEmpty() && frontier.getFirst().recall() > recall;
    }

    /// The point of the frontier with the least recall that is at least `recall`, or else the last.
    ///
    /// @throws IllegalStateException if there are no points
    public Point near(double recall) {
        List<Point> frontier = frontier();
        if (frontier.isEmpty()) {
            throw new IllegalStateException("a curve without points");
        }
        return frontier.stream()
                .filter(point -> point.recall() >= recall)
                .findFirst()
                .orElse(frontier.getLast());
    }
}
