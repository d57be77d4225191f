package dev.evodb.sim.report;

import dev.evodb.sim.Hop;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.LevelSummary;
import dev.evodb.sim.Margin;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Summary;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.calibration.Calibration;
import dev.evodb.sim.calibration.CpuModel;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A report as one HTML page that needs nothing beside itself: no script, no font, no other file. Light
/// or dark, as the reader's system is.
public final class HtmlReport {
    private static final String STYLE = "report.css";

    /// Requests that are shown one by one: those that were ended, the slowest, and the first.
    private static final int MOST_DETAILS = 12;

    private final RunReport report;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(RunReport report) {
        this.report = report;
    }

    /// Writes the page; `out` stays open.
    public static void write(Writer out, RunReport report) throws IOException {
        HtmlReport page = new HtmlReport(report);
        page.head();
        page.budget();
        page.levels();
        page.charts();
        page.requests();
        page.foot();
        out.write(page(Markup.escape(report.title()), style(), page.html.toString()));
        out.flush();
    }

    private static String page(String title, String style, String body) {
        return String.format(Locale.ROOT, """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>
                %s</style>
                </head>
                <body>
                <main>
                %s</main>
                </body>
                </html>
                """, title, style, body);
    }

    private static String style() {
        try (InputStream in = HtmlReport.class.getResourceAsStream(STYLE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + STYLE + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void head() {
        Verdict verdict = report.verdict();
        Summary summary = verdict.summary();
        html.append("<header>\n<div><h1>").append(Markup.escape(report.title())).append("</h1>\n<p class=\"sub\">");
        html.append("profile <b>")
                .append(Markup.escape(verdict.limits().name()))
                .append("</b> · ");
        html.append(Markup.escape(summary.mode())).append(" · ").append(Markup.escape(summary.engine()));
        html.append(" · ").append(summary.queries()).append(summary.queries() == 1 ? " request" : " requests");
        if (report.recallAtK().isPresent()) {
            html.append(String.format(
                    Locale.ROOT, " · recall@k %.4f", report.recallAtK().getAsDouble()));
        }
        html.append("</p></div>\n<span class=\"verdict ")
                .append(verdict.isPass() ? "green" : "red")
                .append("\">");
        html.append(verdict.isPass() ? "within budget" : "over budget").append("</span>\n</header>\n");
        if (!verdict.isPass()) {
            html.append("<ul class=\"violations\">\n");
            verdict.violations()
                    .forEach(line ->
                            html.append("<li>").append(Markup.escape(line)).append("</li>\n"));
            html.append("</ul>\n");
        }
    }

    private void budget() {
        Verdict verdict = report.verdict();
        Summary summary = verdict.summary();
        Profile limits = verdict.limits();
        String figure = switch (Mode.of(summary.mode())) {
            case INTERPRETER -> "highest, without a compiler";
            case COLD -> "median of fresh isolates";
            case WARM -> "99th percentile, warm";
        };
        html.append("<section class=\"cards\">\n");
        double cpuLimit = limits.cpuMicros() / 1000.0;
        card(
                "CPU time",
                verdict.cpu(),
                Markup.millis(verdict.decisiveCpuMillis()),
                Markup.millis(cpuLimit),
                verdict.decisiveCpuMillis() / cpuLimit,
                figure);
        long live = summary.liveMemoryBytes().orElse(0);
        card(
                "Live memory",
                verdict.memory(),
                summary.liveMemoryBytes().isPresent() ? Markup.bytes(live) : "not measured",
                Markup.bytes(limits.memoryBytes()),
                (double) live / limits.memoryBytes(),
                "after a collection; peak " + Markup.bytes(summary.peakMemoryBytes()));
        card(
                "Subrequests",
                verdict.subrequests(),
                Integer.toString(summary.subrequests()),
                Integer.toString(limits.subrequests()),
                (double) summary.subrequests() / Math.max(1, limits.subrequests()),
                "most in one request; " + Markup.bytes(summary.bytesFetched().p50()) + " fetched at p50");
        card(
                "Package",
                verdict.packageSize(),
                Markup.bytes(summary.packageBytes()),
                Markup.bytes(limits.packageBytes()),
                (double) summary.packageBytes() / limits.packageBytes(),
                "the largest snippet, UTF-8");
        html.append("</section>\n");
    }

    private void card(String name, Margin margin, String value, String limit, double share, String note) {
        html.append("<div class=\"card\"><h2>").append(name).append("</h2><p class=\"value ");
        html.append(margin.wireName()).append("-text\">").append(Markup.escape(value));
        html.append("</p><p class=\"of\">of ").append(Markup.escape(limit)).append(" · ");
        html.append(Math.round(share * 100)).append(" %</p><div class=\"meter\"><i class=\"");
        html.append(margin.wireName()).append("\" style=\"width:").append(Markup.px(Math.min(100, share * 100)));
        html.append("%\"></i><b></b></div><p class=\"note\">")
                .append(Markup.escape(note))
                .append("</p></div>\n");
    }

    /// What the invocations of each level of a chain used; nothing where snippets ask no snippets.
    private void levels() {
        List<LevelSummary> levels = LevelSummary.of(report.measurement());
        if (levels.size() < 2) {
            return;
        }
        Profile limits = report.verdict().limits();
        html.append("<section class=\"panel\"><h2>Levels of the chain</h2>\n<div class=\"scroll\"><table><thead><tr>");
        html.append("<th>level</th><th class=\"n\">snippets</th><th class=\"n\">invocations</th>");
        html.append("<th class=\"n\">CPU p50</th><th class=\"n\">p99</th><th class=\"n\">max</th>");
        html.append("<th class=\"n\">live memory</th><th class=\"n\">subrequests</th><th class=\"n\">bytes p50</th>");
        html.append("<th class=\"n\">ended</th><th class=\"n\">bypassed</th></tr></thead><tbody>\n");
        for (LevelSummary level : levels) {
            html.append("<tr><td>").append(level.level()).append("</td>");
            cell(Integer.toString(level.snippets()), "");
            cell(Integer.toString(level.invocations()), "");
            double limit = limits.cpuMicros() / 1000.0;
            cell(Markup.millis(level.cpuMillis().p50()), "");
            cell(
                    Markup.millis(level.cpuMillis().p99()),
                    Margin.of(level.cpuMillis().p99(), limit).wireName() + "-text");
            cell(Markup.millis(level.cpuMillis().max()), "");
            cell(
                    level.liveMemoryBytes().isPresent()
                            ? Markup.bytes(level.liveMemoryBytes().getAsLong())
                            : "–",
                    "");
            cell(level.subrequests() + " of " + limits.subrequests(), "");
            cell(Markup.bytes(level.bytesFetched().p50()), "");
            cell(Integer.toString(level.refused()), level.refused() == 0 ? "" : "red-text");
            cell(Integer.toString(level.bypassed()), level.bypassed() == 0 ? "" : "red-text");
            html.append("</tr>\n");
        }
        html.append("</tbody></table></div>\n<p class=\"note\">Of one invocation: each has a budget of its own.</p>");
        html.append("</section>\n");
    }

    private void cell(String text, String kind) {
        html.append("<td class=\"n ")
                .append(kind)
                .append("\">")
                .append(Markup.escape(text))
                .append("</td>");
    }

    private void charts() {
        List<Invocation> timed = report.measurement().timed();
        List<LimitChart.Column> cpu = new ArrayList<>();
        for (int i = 0; i < timed.size(); i++) {
            double millis = mostCpu(timed.get(i)) / 1e6;
            cpu.add(new LimitChart.Column(millis, millis, "request " + (i + 1) + ": " + Markup.millis(millis)));
        }
        List<Invocation> collected = report.measurement().collected();
        List<LimitChart.Column> memory = new ArrayList<>();
        for (int i = 0; i < collected.size(); i++) {
            Invocation request = collected.get(i);
            long live = request.tree()
                    .mapToLong(hop -> hop.liveMemoryBytes().orElse(0))
                    .max()
                    .orElse(0);
            long peak =
                    request.tree().mapToLong(Invocation::peakMemoryBytes).max().orElse(0);
            memory.add(new LimitChart.Column(
                    live,
                    peak,
                    "request " + (i + 1) + ": live " + Markup.bytes(live) + ", peak " + Markup.bytes(peak)));
        }
        Profile limits = report.verdict().limits();
        html.append("<section class=\"panel\"><h2>CPU time per request</h2>\n");
        html.append(LimitChart.draw("CPU time per request", cpu, limits.cpuMicros() / 1000.0, 1, Markup::millis));
        Summary.CpuMillis figures = report.verdict().summary().cpuMillis();
        html.append("<p class=\"note\">p50 ")
                .append(Markup.millis(figures.p50()))
                .append(" · p99 ");
        html.append(Markup.millis(figures.p99())).append(" · max ").append(Markup.millis(figures.max()));
        html.append(" · of the snippet that needs most, where a request sets off several</p></section>\n");
        html.append("<section class=\"panel\"><h2>Memory per request</h2>\n");
        html.append(LimitChart.draw(
                "memory per request",
                memory,
                (double) limits.memoryBytes(),
                1 << 20,
                (double value) -> Markup.bytes(value)));
        html.append("<p class=\"note\">Solid: live after a forced collection. Pale: the highest total seen, garbage"
                + " included, which is not what the limit counts.</p></section>\n");
    }

    private static long mostCpu(Invocation request) {
        return request.tree().mapToLong(Invocation::cpuNanos).max().orElse(0);
    }

    private void requests() {
        List<Invocation> timed = report.measurement().timed();
        html.append("<section class=\"panel\"><h2>Requests</h2>\n<p class=\"legend\"><i class=\"turn\"></i>CPU");
        html.append("<i class=\"wait\"></i>waiting for the head<i class=\"body\"></i>body from the origin");
        html.append("<i class=\"hit\"></i>from the CDN<i class=\"bad\"></i>fault or error</p>\n");
        boolean isFirst = true;
        for (int index : chosen(timed)) {
            request(timed.get(index), index, isFirst);
            isFirst = false;
        }
        if (timed.size() > MOST_DETAILS) {
            html.append("<p class=\"note\">")
                    .append(MOST_DETAILS)
                    .append(" of ")
                    .append(timed.size());
            html.append(" requests: those that were ended, the slowest, and the first.</p>\n");
        }
        html.append("</section>\n");
    }

    /// At most [#MOST_DETAILS] requests, in their order.
    private static List<Integer> chosen(List<Invocation> timed) {
        Set<Integer> chosen = new LinkedHashSet<>();
        chosen.add(0);
        for (int i = 0; i < timed.size(); i++) {
            if (timed.get(i).tree().anyMatch(hop -> hop.outcome() instanceof Outcome.Refused)) {
                chosen.add(i);
            }
        }
        List<Integer> slowest = new ArrayList<>();
        for (int i = 0; i < timed.size(); i++) {
            slowest.add(i);
        }
        slowest.sort(Comparator.comparingLong((Integer i) -> -mostCpu(timed.get(i))));
        chosen.addAll(slowest);
        return chosen.stream().limit(MOST_DETAILS).sorted().toList();
    }

    private void request(Invocation request, int index, boolean isOpen) {
        String outcome = switch (request.outcome()) {
            case Outcome.Answered answered -> "status " + answered.status();
            case Outcome.Refused refused -> refused.code().number() + " " + refused.message();
        };
        boolean isRefused = request.outcome() instanceof Outcome.Refused;
        html.append("<details")
                .append(isOpen ? " open" : "")
                .append("><summary><b>#")
                .append(index + 1);
        html.append("</b> <span").append(isRefused ? " class=\"red-text\"" : "").append('>');
        html.append(Markup.escape(outcome)).append("</span><span class=\"right\">");
        html.append(Markup.millis(mostCpu(request) / 1e6)).append(" CPU · ").append(request.subrequests());
        html.append(request.subrequests() == 1 ? " subrequest · " : " subrequests · ")
                .append(Markup.micros(request.endMicros() - request.startMicros()));
        html.append(" on the virtual clock</span></summary>\n")
                .append(WaterfallChart.draw(request, report.verdict().limits()))
                .append('\n');
        html.append(
                "<div class=\"scroll\"><table><thead><tr><th>from</th><th>subrequest</th><th class=\"n\">status</th>");
        html.append(
                "<th>cache</th><th class=\"n\">bytes</th><th class=\"n\">from origin</th><th class=\"n\">start</th>");
        html.append("<th class=\"n\">head</th><th class=\"n\">end</th><th>note</th></tr></thead><tbody>\n");
        request.tree().forEach(invocation -> invocation.hops().forEach(hop -> row(invocation, hop)));
        html.append("</tbody></table></div>\n");
        request.tree()
                .flatMap(invocation -> invocation.console().stream())
                .forEach(
                        line -> html.append("<pre>").append(Markup.escape(line)).append("</pre>\n"));
        html.append("</details>\n");
    }

    private void row(Invocation from, Hop hop) {
        String note =
                hop.fault().isEmpty() ? hop.error() : hop.fault() + (hop.error().isEmpty() ? "" : ": " + hop.error());
        html.append("<tr><td>").append(Markup.escape(from.host())).append("</td><td class=\"url\">");
        html.append(Markup.escape(hop.method() + " " + hop.url())).append("</td><td class=\"n\">");
        html.append(hop.status() == 0 ? "–" : Integer.toString(hop.status())).append("</td><td>");
        html.append(
                hop.invocation().isPresent()
                        ? "snippet"
                        : hop.isBypassed()
                                ? "snippet bypassed"
                                : hop.cache().name().toLowerCase(Locale.ROOT));
        html.append("</td><td class=\"n\">").append(Markup.bytes(hop.bytes())).append("</td><td class=\"n\">");
        html.append(Markup.bytes(hop.originBytes())).append("</td>");
        for (long micros : new long[] {hop.startMicros(), hop.headMicros(), hop.endMicros()}) {
            html.append("<td class=\"n\">").append(Markup.micros(micros)).append("</td>");
        }
        html.append("<td").append(note.isEmpty() ? "" : " class=\"red-text\"").append('>');
        html.append(Markup.escape(note)).append("</td></tr>\n");
    }

    private void foot() {
        html.append("<footer>");
        if (report.calibration().isPresent()) {
            Calibration calibration = report.calibration().get();
            html.append("<p><b>Calibrated</b> against ").append(Markup.escape(calibration.workerd()));
            html.append(
                    report.forecastMillis().isPresent()
                            ? ": the decisive request would take "
                                    + Markup.millis(report.forecastMillis().getAsDouble())
                                    + " there, on this machine and without the evaluation of its module"
                            : ": no forecast for warm requests");
            html.append(String.format(
                    Locale.ROOT,
                    " (%.2f × simulator %+.2f ms, %+.2f ms if it fetches and %+.2f ms a subrequest; worst residual"
                            + " %.0f %%).</p>",
                    calibration.factor(),
                    calibration.requestMillis(),
                    calibration.fetchingMillis(),
                    calibration.subrequestMillis(),
                    calibration.worstResidual() * 100));
        } else {
            html.append("<p><b>Not calibrated</b>: the figures are this simulator's on this machine, and no forecast"
                    + " of another runtime. <code>evodb sim calibrate</code> compares it with workerd.</p>");
        }
        html.append("<p>Green up to 60 % of a limit, amber up to the limit, red above. Milliseconds are of ");
        html.append(Markup.escape(CpuModel.current())).append(". Nothing was measured on Cloudflare.</p></footer>\n");
    }
}
