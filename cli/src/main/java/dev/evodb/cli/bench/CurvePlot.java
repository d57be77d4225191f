package dev.evodb.cli.bench;

import java.util.List;
import java.util.Locale;

/// Queries a second over recall as an SVG document, rates on a logarithmic axis.
public final class CurvePlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 440;
    private static final int LEFT = 80;
    private static final int RIGHT = 24;
    private static final int TOP = 48;
    private static final int BOTTOM = 56;

    private CurvePlot() {}

    /// `points` in any order; `title` is plain text.
    public static String svg(String title, List<CurvePoint> points) {
        double least = points.stream().mapToDouble(CurvePoint::recall).min().orElse(0);
        double from = Math.min(0.99, Math.floor(least * 20) / 20);
        double low =
                points.stream().mapToDouble(CurvePoint::queriesPerSecond).min().orElse(1);
        double high =
                points.stream().mapToDouble(CurvePoint::queriesPerSecond).max().orElse(10);
        double bottom = Math.floor(Math.log10(Math.max(low, 1e-3)));
        double top = Math.max(bottom + 1, Math.ceil(Math.log10(Math.max(high, 1e-3))));
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"24\" font-size=\"15\">%s</text>%n",
                WIDTH,
                HEIGHT,
                LEFT,
                escape(title)));
        for (int i = 0; i <= 5; i++) {
            double recall = from + (1 - from) * i / 5;
            line(svg, x(recall, from), TOP, x(recall, from), HEIGHT - BOTTOM);
            text(svg, x(recall, from), HEIGHT - BOTTOM + 18, "middle", String.format(Locale.ROOT, "%.3f", recall));
        }
        for (int power = (int) bottom; power <= top; power++) {
            double y = y(power, bottom, top);
            line(svg, LEFT, y, WIDTH - RIGHT, y);
            text(svg, LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%,.0f", Math.pow(10, power)));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle", "recall");
        text(svg, LEFT, TOP - 8, "start", "queries a second of one thread's CPU time");
        StringBuilder path = new StringBuilder();
        List<CurvePoint> sorted = points.stream()
                .sorted((a, b) -> Double.compare(a.recall(), b.recall()))
                .toList();
        for (CurvePoint point : sorted) {
            double x = x(point.recall(), from);
            double y = y(Math.log10(Math.max(point.queriesPerSecond(), 1e-3)), bottom, top);
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            svg.append(String.format(
                    Locale.ROOT,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"#1f5fa8\"><title>%s %d, refine %d: recall %.4f,"
                            + " %.0f queries/s</title></circle>%n",
                    x,
                    y,
                    point.effort().wireName(),
                    point.amount(),
                    point.refine(),
                    point.recall(),
                    point.queriesPerSecond()));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.5\"/>%n</svg>%n",
                path.toString().strip()));
        return svg.toString();
    }

    private static double x(double recall, double from) {
        return LEFT + (recall - from) / (1 - from) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double power, double bottom, double top) {
        return HEIGHT - BOTTOM - (power - bottom) / (top - bottom) * (HEIGHT - TOP - BOTTOM);
    }

    private static void line(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escape(text)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
