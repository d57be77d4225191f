package dev.evodb.sim.report;

import dev.evodb.sim.Margin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// A column per request against a limit, as SVG. More requests than columns fit share one, which shows
/// the highest of them.
final class LimitChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 190;
    private static final int LEFT = 64;
    private static final int RIGHT = 12;
    private static final int TOP = 14;
    private static final int BOTTOM = 26;
    private static final int MOST_COLUMNS = 160;
    private static final double COMFORTABLE = 0.6;

    /// Room above the highest value or the limit.
    private static final double HEADROOM = 1.15;

    /// One request.
    ///
    /// @param value  what is drawn
    /// @param behind a lighter column behind it, at least as high; the same as `value` for none
    record Column(double value, double behind, String label) {}

    private LimitChart() {}

    /// Draws `columns`. `format` writes a value with its unit.
    ///
    /// `unit` is what round values are multiples of: 1, or 1 MiB for bytes.
    static String draw(String name, List<Column> columns, double limit, double unit, DoubleFunction<String> format) {
        List<Column> shown = merged(columns);
        double highest = shown.stream().mapToDouble(Column::behind).max().orElse(0);
        // A column far above the limit must not flatten the rest: it is cut at three limits, and says its value.
        double top = Math.min(Math.max(highest, limit), 3 * limit) * HEADROOM;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg class=\"chart\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(HEIGHT);
        svg.append("\" role=\"img\" aria-label=\"").append(Markup.escape(name)).append("\">");
        for (double tick : ticks(top / unit)) {
            double y = y(tick * unit, top);
            svg.append("<line class=\"grid\" x1=\"")
                    .append(LEFT)
                    .append("\" x2=\"")
                    .append(WIDTH - RIGHT);
            svg.append("\" y1=\"")
                    .append(Markup.px(y))
                    .append("\" y2=\"")
                    .append(Markup.px(y))
                    .append("\"/>");
            svg.append("<text class=\"tick\" text-anchor=\"end\" x=\"")
                    .append(LEFT - 8)
                    .append("\" y=\"");
            svg.append(Markup.px(y + 3.5))
                    .append("\">")
                    .append(Markup.escape(format.apply(tick * unit)))
                    .append("</text>");
        }
        double step = (double) (WIDTH - LEFT - RIGHT) / Math.max(shown.size(), 12);
        double width = Math.max(1.5, step * 0.72);
        for (int i = 0; i < shown.size(); i++) {
            Column column = shown.get(i);
            double x = LEFT + i * step + (step - width) / 2;
            svg.append("<g><title>").append(Markup.escape(column.label())).append("</title>");
            if (column.behind() > column.value()) {
                bar(svg, "behind", x, width, Math.min(column.behind(), top), top);
            }
            bar(svg, Margin.of(column.value(), limit).wireName(), x, width, Math.min(column.value(), top), top);
            svg.append("</g>");
        }
        rule(svg, "comfort", COMFORTABLE * limit, top, "60 %");
        rule(svg, "limit", limit, top, "limit " + format.apply(limit));
        svg.append("<text class=\"tick\" x=\"")
                .append(LEFT)
                .append("\" y=\"")
                .append(HEIGHT - 8)
                .append("\">");
        svg.append(columns.size()).append(columns.size() == 1 ? " request" : " requests");
        svg.append(shown.size() < columns.size() ? ", each column the highest of several" : "")
                .append("</text>");
        return svg.append("</svg>").toString();
    }

    private static void bar(StringBuilder svg, String kind, double x, double width, double value, double top) {
        double y = y(value, top);
        double height = Math.max(1, HEIGHT - BOTTOM - y);
        svg.append("<rect class=\"").append(kind).append("\" rx=\"").append(Markup.px(Math.min(2, width / 3)));
        svg.append("\" x=\"").append(Markup.px(x)).append("\" y=\"").append(Markup.px(HEIGHT - BOTTOM - height));
        svg.append("\" width=\"")
                .append(Markup.px(width))
                .append("\" height=\"")
                .append(Markup.px(height));
        svg.append("\"/>");
    }

    private static void rule(StringBuilder svg, String kind, double value, double top, String label) {
        double y = y(value, top);
        svg.append("<line class=\"")
                .append(kind)
                .append("\" x1=\"")
                .append(LEFT)
                .append("\" x2=\"");
        svg.append(WIDTH - RIGHT)
                .append("\" y1=\"")
                .append(Markup.px(y))
                .append("\" y2=\"")
                .append(Markup.px(y));
        svg.append("\"/><text class=\"rule ").append(kind).append("-text\" text-anchor=\"end\" x=\"");
        svg.append(WIDTH - RIGHT).append("\" y=\"").append(Markup.px(y - 4)).append("\">");
        svg.append(Markup.escape(label)).append("</text>");
    }

    private static double y(double value, double top) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
    }

    private static List<Column> merged(List<Column> columns) {
        if (columns.size() <= MOST_COLUMNS) {
            return columns;
        }
        List<Column> merged = new ArrayList<>();
        for (int i = 0; i < MOST_COLUMNS; i++) {
            int from = (int) ((long) i * columns.size() / MOST_COLUMNS);
            int to = (int) ((long) (i + 1) * columns.size() / MOST_COLUMNS);
            Column highest = columns.get(from);
            for (Column column : columns.subList(from, to)) {
                highest = column.value() > highest.value() ? column : highest;
            }
            merged.add(highest);
        }
        return merged;
    }

    /// At most five round values from 0 to `top`.
    private static List<Double> ticks(double top) {
        double rough = top / 4;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * (rough / power < 1.5 ? 1 : rough / power < 3.5 ? 2 : rough / power < 7.5 ? 5 : 10);
        List<Double> ticks = new ArrayList<>();
        for (double tick = 0; tick < top; tick += step) {
            ticks.add(Double.parseDouble(String.format(Locale.ROOT, "%.6g", tick)));
        }
        return ticks;
    }
}
