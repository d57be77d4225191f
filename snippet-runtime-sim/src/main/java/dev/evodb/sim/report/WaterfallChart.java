package dev.evodb.sim.report;

import dev.evodb.sim.Hop;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Margin;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.CacheStatus;
import dev.evodb.sim.net.Url;
import java.util.List;

/// One request on the virtual clock, as SVG: a row per snippet with its turns, and a row per subrequest
/// with the wait for its head and the arrival of its body. What a snippet calls stands below it,
/// indented: a chain is one waterfall. Each snippet has its CPU time and subrequests beside its limits,
/// and a meter of the CPU time, because each has a budget of its own.
///
/// On a clock that CPU time does not move, a turn has no length; it is drawn as long as it was billed,
/// behind the moment at which it began.
final class WaterfallChart {
    private static final int WIDTH = 720;
    private static final int LABEL = 214;
    private static final int RIGHT = 212;
    private static final int METER = 52;
    private static final int ROW = 22;
    private static final int TOP = 24;
    private static final int INDENT = 12;
    private static final int MOST_LABEL = 34;

    private final StringBuilder svg = new StringBuilder();
    private final Invocation root;
    private final Profile limits;
    private final double micros;
    private int row;

    private WaterfallChart(Invocation root, Profile limits) {
        this.root = root;
        this.limits = limits;
        this.micros = Math.max(1, end(root) - root.startMicros());
    }

    /// Draws the request that `root` is, every hop of which ran under `limits`.
    static String draw(Invocation root, Profile limits) {
        WaterfallChart chart = new WaterfallChart(root, limits);
        chart.add(root, 0);
        int height = TOP + chart.row * ROW + 6;
        String axis = chart.axis(height);
        return "<svg class=\"chart waterfall\" viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\""
                + Markup.escape("waterfall of a request to " + root.host()) + "\">" + axis + chart.svg + "</svg>";
    }

    /// The last moment of anything in the tree, turns drawn at their billed length.
    private static long end(Invocation invocation) {
        long end = invocation.endMicros();
        for (Invocation.TurnSpan turn : invocation.turns()) {
            end = Math.max(end, turn.startMicros() + turn.cpuNanos() / 1000);
        }
        for (Hop hop : invocation.hops()) {
            end = Math.max(end, hop.endMicros());
            end = Math.max(end, hop.invocation().map(WaterfallChart::end).orElse(0L));
        }
        return end;
    }

    private String axis(int height) {
        StringBuilder axis = new StringBuilder();
        for (int i = 0; i <= 4; i++) {
            double x = LABEL + (WIDTH - LABEL - RIGHT) * i / 4.0;
            axis.append("<line class=\"grid\" x1=\"")
                    .append(Markup.px(x))
                    .append("\" x2=\"")
                    .append(Markup.px(x));
            axis.append("\" y1=\"")
                    .append(TOP - 4)
                    .append("\" y2=\"")
                    .append(height - 4)
                    .append("\"/>");
            axis.append("<text class=\"tick\" text-anchor=\"middle\" x=\"")
                    .append(Markup.px(x))
                    .append("\" y=\"12\">");
            axis.append(Markup.micros((long) (micros * i / 4))).append("</text>");
        }
        return axis.toString();
    }

    private void add(Invocation invocation, int depth) {
        String outcome = switch (invocation.outcome()) {
            case Outcome.Answered answered -> Integer.toString(answered.status());
            case Outcome.Refused refused -> "error " + refused.code().number();
        };
        label(invocation.host() + (invocation.isCold() ? " (cold)" : ""), depth, "snippet");
        bar("span", invocation.startMicros(), invocation.endMicros(), invocation.host() + ": " + outcome);
        for (Invocation.TurnSpan turn : invocation.turns()) {
            bar(
                    "turn",
                    turn.startMicros(),
                    turn.startMicros() + turn.cpuNanos() / 1000,
                    "turn, " + Markup.micros(turn.cpuNanos() / 1000) + " of CPU");
        }
        boolean isRefused = invocation.outcome() instanceof Outcome.Refused;
        meter(invocation, outcome);
        trailing(outcome, isRefused);
        for (Hop hop : invocation.hops()) {
            if (hop.invocation().isPresent()) {
                // The way there and back, behind what ran.
                String title = hop.method() + " " + hop.url() + ": " + hop.status() + " " + hop.error();
                bar("wait", hop.startMicros(), hop.endMicros(), title.strip());
                add(hop.invocation().get(), depth + 1);
            } else {
                add(hop, depth + 1);
            }
        }
    }

    private void add(Hop hop, int depth) {
        Url url = Url.parse(hop.url());
        String name = url.path().substring(url.path().lastIndexOf('/') + 1);
        label(hop.method() + " " + (name.isEmpty() ? url.host() : name), depth, "hop");
        String title = hop.method() + " " + hop.url() + ": " + hop.status() + " " + hop.error();
        bar("wait", hop.startMicros(), hop.headMicros(), title);
        boolean isBad = !hop.error().isEmpty() || !hop.fault().isEmpty();
        String kind = isBad ? "bad" : hop.cache() == CacheStatus.HIT ? "hit" : "body";
        bar(kind, hop.headMicros(), hop.endMicros(), title);
        String what = hop.status() == 0 ? "failed" : hop.status() + ", " + Markup.bytes(hop.bytes());
        trailing(hop.isBypassed() ? what + ", snippet bypassed" : what, isBad || hop.isBypassed());
    }

    private void label(String text, int depth, String kind) {
        String shown = text.length() <= MOST_LABEL ? text : text.substring(0, MOST_LABEL - 1) + "…";
        svg.append("<text class=\"label ").append(kind).append("\" x=\"").append(4 + depth * INDENT);
        svg.append("\" y=\"").append(TOP + row * ROW + 14).append("\"><title>").append(Markup.escape(text));
        svg.append("</title>").append(Markup.escape(shown)).append("</text>");
    }

    /// CPU time beside its limit, as a bar in the colour of its margin and as text; and the subrequests.
    private void meter(Invocation invocation, String outcome) {
        double used = invocation.cpuNanos() / 1e6;
        double allowed = limits.cpuMicros() / 1e3;
        Margin margin = Margin.of(used, allowed);
        int x = WIDTH - METER;
        int y = TOP + row * ROW + 8;
        String title = invocation.host() + ": " + outcome + ", CPU " + Markup.millis(used) + " of "
                + Markup.millis(allowed) + ", " + invocation.subrequests() + " of " + limits.subrequests()
                + " subrequests"
                + (invocation.liveMemoryBytes().isPresent()
                        ? ", live memory "
                                + Markup.bytes(invocation.liveMemoryBytes().getAsLong()) + " of "
                                + Markup.bytes(limits.memoryBytes())
                        : "");
        svg.append("<g><title>").append(Markup.escape(title)).append("</title>");
        svg.append("<text class=\"tick\" text-anchor=\"end\" x=\"")
                .append(x - 6)
                .append("\" y=\"");
        svg.append(TOP + row * ROW + 14).append("\">");
        svg.append(Markup.escape(Markup.figure(used) + " / " + Markup.millis(allowed) + ", " + invocation.subrequests()
                + "/" + limits.subrequests()));
        svg.append("</text><rect class=\"behind\" rx=\"2\" x=\"")
                .append(x)
                .append("\" y=\"")
                .append(y);
        svg.append("\" width=\"").append(METER - 6).append("\" height=\"6\"/>");
        svg.append("<rect class=\"")
                .append(margin.wireName())
                .append("\" rx=\"2\" x=\"")
                .append(x);
        svg.append("\" y=\"").append(y).append("\" width=\"");
        svg.append(Markup.px(Math.max(1.5, (METER - 6) * Math.min(1, used / allowed))));
        svg.append("\" height=\"6\"/></g>");
    }

    private void trailing(String text, boolean isBad) {
        svg.append("<text class=\"tick")
                .append(isBad ? " bad-text" : "")
                .append("\" x=\"")
                .append(WIDTH - RIGHT + 6);
        svg.append("\" y=\"")
                .append(TOP + row * ROW + 14)
                .append("\">")
                .append(Markup.escape(text))
                .append("</text>");
        row++;
    }

    private void bar(String kind, long fromMicros, long toMicros, String title) {
        double scale = (WIDTH - LABEL - RIGHT) / micros;
        double x = LABEL + (fromMicros - root.startMicros()) * scale;
        double width = Math.max(kind.equals("wait") ? 0 : 1.5, (toMicros - fromMicros) * scale);
        int inset = List.of("turn", "body", "hit", "bad", "wait").contains(kind) ? 5 : 3;
        svg.append("<rect class=\"")
                .append(kind)
                .append("\" rx=\"2\" x=\"")
                .append(Markup.px(x))
                .append("\" y=\"");
        svg.append(TOP + row * ROW + inset)
                .append("\" width=\"")
                .append(Markup.px(width))
                .append("\" height=\"");
        svg.append(ROW - 2 * inset)
                .append("\"><title>")
                .append(Markup.escape(title))
                .append("</title></rect>");
    }
}
