package dev.evodb.rivals.report;

import dev.evodb.rivals.judge.Curve;
import dev.evodb.rivals.judge.Spread;
import dev.evodb.rivals.judge.Verdict;
import dev.evodb.rivals.report.Comparison.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The cells of a report's tables as text, the head row first.
final class Cells {
    private Cells() {}

    static List<List<String>> rates(Comparison comparison) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "peer",
                "q/s at .90",
                "q/s at .95",
                "q/s at .99",
                "p50 / p99 us at",
                "recall",
                "bytes/vector",
                "RSS MB",
                "build CPU s"));
        for (Result result : comparison.results()) {
            Curve.Point near = result.median().near(0.95);
            List<String> row = new ArrayList<>();
            row.add(result.peer());
            for (double recall : Comparison.RECALLS) {
                row.add(rate(result, recall));
            }
            row.add(String.format(
                    Locale.ROOT, "%.0f / %.0f at %s", near.p50Micros(), near.p99Micros(), near.setting()));
            row.add(String.format(Locale.ROOT, "%.4f", near.recall()));
            row.add(String.format(Locale.ROOT, "%.0f", result.bytesPerVector().median()));
            row.add(String.format(
                    Locale.ROOT, "%.0f", result.residentMegabytes().median()));
            row.add(result.built()
                    .map(built -> String.format(Locale.ROOT, "%.1f", built.cpuSeconds()))
                    .orElse("-"));
            table.add(row);
        }
        return table;
    }

    private static String rate(Result result, double recall) {
        Spread rate = result.rate(recall);
        if (rate.isEmpty()) {
            return "not reached";
        }
        return String.format(
                Locale.ROOT,
                "%,.0f%s (%,.0f-%,.0f)",
                rate.median(),
                result.isLowerBound(recall) ? "+" : "",
                rate.least(),
                rate.most());
    }

    static List<List<String>> verdicts(Comparison comparison) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("ours / rival", "at .90", "at .95", "at .99"));
        List<List<Verdict>> columns =
                Comparison.RECALLS.stream().map(comparison::verdicts).toList();
        for (int i = 0; i < columns.getFirst().size(); i++) {
            Verdict first = columns.getFirst().get(i);
            List<String> row = new ArrayList<>();
            row.add(first.ours() + " / " + first.rival());
            for (List<Verdict> column : columns) {
                row.add(column.get(i).text());
            }
            table.add(row);
        }
        return table;
    }

    static List<String> legend(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        lines.add("One query at a time on one thread, k = " + comparison.k()
                + "; queries a second of CPU time: median of the rounds (least-most). p50 and p99 are wall time.");
        lines.add(
                "Between neighbouring settings the logarithm of the rate is taken as linear in recall; + marks a lower"
                        + " bound, the first setting having more recall. Ratios are taken round by round.");
        lines.add("RSS is the whole process after the sweep; Java's depends on its largest heap. bytes/vector holds the"
                + " index and the rows it needs.");
        for (Result result : comparison.results()) {
            lines.add(result.peer() + ": " + result.note() + "; " + result.gate());
        }
        lines.addAll(comparison.missing());
        return lines;
    }
}
