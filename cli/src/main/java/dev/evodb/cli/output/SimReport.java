package dev.evodb.cli.output;

import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.Waterfall;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.LevelSummary;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Summary;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.report.RunReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// A measured run of the simulator for a person.
public final class SimReport {
    private SimReport() {}

    /// Prints `report`; of a pack the hits of a single request too. `recall` is the line about recall,
    /// with `%s` where the figure goes.
    public static void print(PrintWriter out, RunReport result, boolean isPack, String recall) throws IOException {
        Verdict verdict = result.verdict();
        Profile limits = verdict.limits();
        Summary summary = verdict.summary();
        out.println("profile " + limits.name() + ", " + summary.engine() + ", " + summary.mode() + ", "
                + summary.queries() + " requests");
        TextTable figures = new TextTable(List.of("", ">p50", ">p99", ">max", ">limit", "margin"));
        figures.add(
                "CPU ms",
                millis(summary.cpuMillis().p50()),
                millis(summary.cpuMillis().p99()),
                millis(summary.cpuMillis().max()),
                millis(limits.cpuMicros() / 1000.0),
                verdict.cpu().wireName());
        figures.add(
                "live memory bytes",
                "",
                "",
                summary.liveMemoryBytes().isPresent()
                        ? Long.toString(summary.liveMemoryBytes().getAsLong())
                        : "-",
                Long.toString(limits.memoryBytes()),
                verdict.memory().wireName());
        figures.add("peak memory bytes", "", "", Long.toString(summary.peakMemoryBytes()), "", "");
        figures.add(
                "subrequests",
                "",
                "",
                Integer.toString(summary.subrequests()),
                Integer.toString(limits.subrequests()),
                verdict.subrequests().wireName());
        figures.add(
                "bytes fetched",
                Long.toString(summary.bytesFetched().p50()),
                "",
                Long.toString(summary.bytesFetched().max()),
                "",
                "");
        figures.add(
                "package bytes",
                "",
                "",
                Integer.toString(summary.packageBytes()),
                Integer.toString(limits.packageBytes()),
                verdict.packageSize().wireName());
        figures.print(out, "  ");
        List<LevelSummary> levels = LevelSummary.of(result.measurement());
        if (levels.size() > 1) {
            printLevels(out, levels);
        }
        if (result.recallAtK().isPresent()) {
            out.println(recall.replace(
                    "%s", String.format(Locale.ROOT, "%.4f", result.recallAtK().getAsDouble())));
        }
        Invocation last = result.measurement().timed().getLast();
        if (result.workload().requests().size() == 1 && last.outcome() instanceof Outcome.Answered answered) {
            if (isPack && answered.status() == 200) {
                if (EdgeAnswer.isRanked(answered)) {
                    printHits(out, EdgeAnswer.of(last).orElseThrow());
                } else {
                    out.println(new String(answered.body(), StandardCharsets.UTF_8).strip());
                }
            }
            Waterfall.print(out, result.measurement().collected().getLast(), "  ");
        }
        out.println(
                result.forecastMillis().isPresent()
                        ? "calibrated: workerd would take "
                                + millis(result.forecastMillis().getAsDouble()) + " ms on this machine"
                        : "not calibrated: no forecast (evodb sim calibrate)");
        verdict.violations().forEach(violation -> out.println("violation: " + violation));
        out.println("verdict: " + verdict.wireName());
    }

    private static void printLevels(PrintWriter out, List<LevelSummary> levels) {
        TextTable table = new TextTable(List.of(
                ">level",
                ">snippets",
                ">invocations",
                ">CPU ms p50",
                ">p99",
                ">max",
                ">live KiB",
                ">peak KiB",
                ">subrequests",
                ">bytes p50",
                ">max",
                ">ended",
                ">bypassed"));
        for (LevelSummary level : levels) {
            table.add(
                    Integer.toString(level.level()),
                    Integer.toString(level.snippets()),
                    Integer.toString(level.invocations()),
                    millis(level.cpuMillis().p50()),
                    millis(level.cpuMillis().p99()),
                    millis(level.cpuMillis().max()),
                    level.liveMemoryBytes().isPresent()
                            ? Long.toString(level.liveMemoryBytes().getAsLong() >> 10)
                            : "-",
                    Long.toString(level.peakMemoryBytes() >> 10),
                    Integer.toString(level.subrequests()),
                    Long.toString(level.bytesFetched().p50()),
                    Long.toString(level.bytesFetched().max()),
                    Integer.toString(level.refused()),
                    Integer.toString(level.bypassed()));
        }
        out.println("of one invocation, by level:");
        table.print(out, "  ");
    }

    private static void printHits(PrintWriter out, EdgeAnswer answer) {
        TextTable hits = new TextTable(List.of(">_rowid", ">distance", "payload"));
        for (int i = 0; i < answer.rowIds().length; i++) {
            hits.add(
                    Long.toString(answer.rowIds()[i]),
                    Float.toString((float) answer.distances()[i]),
                    answer.payloads()[i].toString());
        }
        hits.print(out, "  ");
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
