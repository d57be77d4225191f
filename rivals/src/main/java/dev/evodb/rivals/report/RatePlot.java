package dev.evodb.rivals.report;

import dev.evodb.rivals.judge.Curve;
import dev.evodb.rivals.report.Comparison.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Rates over recall as an SVG element: a line a peer through the points that no other of its settings
/// beats, ours thicker, rates on a logarithmic axis. Colours are CSS variables `--c0` to `--c7`, `--ink`,
/// `--grid` and `--paper` of the page.
final class RatePlot {
    static final int COLOURS = 8;

    private static final int WIDTH = 960;
    private static final int HEIGHT = 560;
    private static final int LEFT = 72;
    private static final int RIGHT = 170;
    private static final int TOP = 28;
    private static final int BOTTOM = 52;
    private static final int LABEL = 17;

    private final StringBuilder svg = new StringBuilder();
    private final double from;
    private final double low;
    private final double high;

    private RatePlot(double from, double low, double high) {
        this.from = from;
        this.low = low;
        this.high = high;
    }

    /// A line of the plot and where its label would be.
    private record Line(int number, Result result, List<Curve.Point> points, double labelAt) {}

    static String svg(Comparison comparison) {
        double from = 0.8;
        List<Curve.Point> all = comparison.results().stream()
                .flatMap(result -> result.median().frontier().stream())
                .filter(point -> point.recall() >= from)
                .toList();
        double least = all.stream().mapToDouble(Curve.Point::rate).min().orElse(100);
        double most = all.stream().mapToDouble(Curve.Point::rate).max().orElse(1000);
        return new RatePlot(from, Math.log10(least / 1.15), Math.log10(most * 1.15)).draw(comparison);
    }

    private String draw(Comparison comparison) {
        svg.append(String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                                + " aria-label=\"queries a second over recall\">",
                        WIDTH,
                        HEIGHT))
                .append('\n');
        axes();
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < comparison.results().size(); i++) {
            Result result = comparison.results().get(i);
            List<Curve.Point> points = result.median().frontier().stream()
                    .filter(point -> point.recall() >= from)
                    .toList();
            if (!points.isEmpty()) {
                lines.add(new Line(i, result, points, y(points.getLast().rate())));
            }
        }
        lines.forEach(this::line);
        labels(lines);
        svg.append("</svg>\n");
        return svg.toString();
    }

    private void axes() {
        for (int i = 0; i <= 20; i += 2) {
            double recall = from + i / 100.0;
            svg.append(String.format(
                            Locale.ROOT,
                            "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/><text x=\"%.1f\" y=\"%d\""
                                    + " text-anchor=\"middle\">%.2f</text>",
                            x(recall),
                            TOP,
                            x(recall),
                            HEIGHT - BOTTOM,
                            x(recall),
                            HEIGHT - BOTTOM + 18,
                            recall))
                    .append('\n');
        }
        for (int power = (int) Math.floor(low); power <= high; power++) {
            for (int digit : new int[] {1, 2, 5}) {
                double rate = digit * Math.pow(10, power);
                if (Math.log10(rate) >= low && Math.log10(rate) <= high) {
                    svg.append(String.format(
                                    Locale.ROOT,
                                    "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/><text x=\"%d\" y=\"%.1f\""
                                            + " text-anchor=\"end\">%,.0f</text>",
                                    LEFT,
                                    y(rate),
                                    WIDTH - RIGHT,
                                    y(rate),
                                    LEFT - 8,
                                    y(rate) + 4,
                                    rate))
                            .append('\n');
                }
            }
        }
        svg.append(String.format(
                        Locale.ROOT, "<text x=\"%d\" y=\"16\">queries a second of CPU time, one thread</text>", LEFT))
                .append('\n');
        svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">recall</text>",
                        (LEFT + WIDTH - RIGHT) / 2,
                        HEIGHT - 12))
                .append('\n');
    }

    private void line(Line line) {
        StringBuilder path = new StringBuilder();
        for (Curve.Point point : line.points()) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.recall()), y(point.rate())));
        }
        String dash = line.number() >= COLOURS ? " stroke-dasharray=\"6 4\"" : "";
        svg.append(String.format(
                        Locale.ROOT,
                        "<polyline points=\"%s\" fill=\"none\" stroke=\"var(--c%d)\" stroke-width=\"%s\"%s/>",
                        path.toString().strip(),
                        line.number() % COLOURS,
                        line.result().isOurs() ? "3" : "1.6",
                        dash))
                .append('\n');
        for (Curve.Point point : line.points()) {
            svg.append(String.format(
                            Locale.ROOT,
                            "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" fill=\"var(--c%d)\"><title>%s at %s: recall %.4f, %,.0f"
                                    + " queries/s</title></circle>",
                            x(point.recall()),
                            y(point.rate()),
                            line.result().isOurs() ? "4" : "3",
                            line.number() % COLOURS,
                            line.result().peer(),
                            point.setting(),
                            point.recall(),
                            point.rate()))
                    .append('\n');
        }
    }

    /// Names beside the right ends of the lines, moved apart.
    private void labels(List<Line> lines) {
        List<Line> sorted = new ArrayList<>(lines);
        sorted.sort(Comparator.comparingDouble(Line::labelAt));
        double[] at = new double[sorted.size()];
        double next = TOP + 8;
        for (int i = 0; i < at.length; i++) {
            at[i] = Math.max(next, sorted.get(i).labelAt());
            next = at[i] + LABEL;
        }
        double limit = HEIGHT - BOTTOM;
        for (int i = at.length - 1; i >= 0; i--) {
            at[i] = Math.min(at[i], limit);
            limit = at[i] - LABEL;
        }
        for (int i = 0; i < at.length; i++) {
            Line line = sorted.get(i);
            Curve.Point last = line.points().getLast();
            svg.append(String.format(
                            Locale.ROOT,
                            "<line class=\"lead\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                            x(last.recall()) + 6,
                            y(last.rate()),
                            WIDTH - RIGHT + 22,
                            at[i]))
                    .append('\n');
            svg.append(String.format(
                            Locale.ROOT,
                            "<text x=\"%d\" y=\"%.1f\" class=\"name%s\" style=\"fill:var(--c%d)\">%s</text>",
                            WIDTH - RIGHT + 28,
                            at[i] + 4,
                            line.result().isOurs() ? " ours" : "",
                            line.number() % COLOURS,
                            line.result().peer()))
                    .append('\n');
        }
    }

    private double x(double recall) {
        return LEFT + (recall - from) / (1 - from) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double rate) {
        return HEIGHT - BOTTOM - (Math.log10(rate) - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    }
}
