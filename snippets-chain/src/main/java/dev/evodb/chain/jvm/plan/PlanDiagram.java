package dev.evodb.chain.jvm.plan;

import dev.evodb.chain.Chain;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A plan as an SVG document: callers on the left of what they call, a box a step, dashed if it runs in
/// line, red if it breaks its budget, with a heavy outline if it is on the critical path.
///
/// All text is of ids, hosts and figures, which have no character that SVG would have to escape.
public final class PlanDiagram {
    private static final int BOX_WIDTH = 210;
    private static final int BOX_HEIGHT = 52;
    private static final int COLUMN = 270;
    private static final int ROW = 62;
    private static final int MARGIN = 16;
    private static final int TOP = 56;
    private static final int MOST_LABEL = 30;

    private final ChainPlan plan;
    private final Map<StepId, Invocation> invocations = new HashMap<>();
    private final Map<StepId, Integer> columns = new HashMap<>();
    /// Upper edge of the box of each step, in the order in which they are met from the entry.
    private final Map<StepId, Integer> tops = new LinkedHashMap<>();
    private int rows;

    private PlanDiagram(ChainPlan plan) {
        this.plan = plan;
        for (Invocation invocation : plan.invocations()) {
            invocations.put(invocation.step().id(), invocation);
        }
        Chain chain = plan.chain();
        columns.put(chain.entry(), 0);
        for (Step step : chain.callersFirst()) {
            int column = Objects.requireNonNull(columns.get(step.id()));
            step.calls().forEach(called -> columns.merge(called, column + 1, Math::max));
        }
        place(chain.entry());
    }

    /// Draws `plan`.
    public static String svg(ChainPlan plan) {
        return new PlanDiagram(plan).draw();
    }

    /// What a step calls is placed first, and the step in the middle of what it was the first to place.
    private void place(StepId id) {
        int from = rows;
        for (StepId called : plan.chain().step(id).calls()) {
            if (!tops.containsKey(called)) {
                place(called);
            }
        }
        if (rows == from) {
            rows++;
        }
        tops.put(id, TOP + (from + rows - 1) * ROW / 2);
    }

    private String draw() {
        int columnCount =
                columns.values().stream().mapToInt(column -> column).max().orElse(0) + 1;
        int width = 2 * MARGIN + (columnCount - 1) * COLUMN + BOX_WIDTH;
        int height = TOP + rows * ROW + MARGIN;
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(width + " " + height + "\" width=\"" + width + "\" height=\"" + height)
                .append("\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n<title>")
                .append(title())
                .append("</title>\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n")
                .append("<text x=\"" + MARGIN + "\" y=\"22\" font-size=\"15\">" + title() + "</text>\n")
                .append("<text x=\"" + MARGIN + "\" y=\"40\" fill=\"#555555\">" + summary() + "</text>\n");
        for (Step step : plan.chain().callersFirst()) {
            step.calls().stream().distinct().forEach(called -> edge(svg, step.id(), called));
        }
        for (Step step : plan.chain().callersFirst()) {
            box(svg, step);
        }
        return svg.append("</svg>\n").toString();
    }

    private String title() {
        long runs = plan.invocations().stream().mapToLong(Invocation::runs).sum();
        return "chain " + plan.chain().id() + ": " + runs + (runs == 1 ? " invocation in " : " invocations in ")
                + plan.levels() + (plan.levels() == 1 ? " level" : " levels")
                + (plan.isLegal() ? "" : ", refused");
    }

    private String summary() {
        return "total " + plan.total().subrequests() + " subrequests"
                + millis(", ", plan.total().cpuMicros(), " ms CPU")
                + millis("; critical path ", plan.criticalPath().micros(), " ms");
    }

    private void edge(StringBuilder svg, StepId from, StepId to) {
        int x1 = left(from) + BOX_WIDTH;
        int y1 = top(from) + BOX_HEIGHT / 2;
        int x2 = left(to);
        int y2 = top(to) + BOX_HEIGHT / 2;
        int bend = (COLUMN - BOX_WIDTH) / 2;
        svg.append("<path d=\"M" + x1 + " " + y1 + " C" + (x1 + bend) + " " + y1 + " " + (x2 - bend) + " " + y2 + " "
                + x2 + " " + y2 + "\" fill=\"none\" stroke=\"#999999\"/>\n");
    }

    private void box(StringBuilder svg, Step step) {
        Invocation invocation = invocations.get(step.id());
        boolean isOver = plan.violations().stream()
                .anyMatch(violation -> violation.step().equals(step.id()));
        int x = left(step.id());
        int y = top(step.id());
        svg.append("<g><title>" + step.id()
                + step.snippet().map(at -> " at " + at.host()).orElse(" in line"));
        for (Violation violation : plan.violations()) {
            svg.append(violation.step().equals(step.id()) ? "\n" + violation.message() : "");
        }
        svg.append("</title>\n<rect x=\"" + x + "\" y=\"" + y + "\" width=\"" + BOX_WIDTH + "\" height=\"" + BOX_HEIGHT
                + "\" rx=\"6\" fill=\"" + (isOver ? "#fdecea" : invocation == null ? "white" : "#eef4fb")
                + "\" stroke=\"" + (isOver ? "#b3261e" : "#1f5fa8") + "\" stroke-width=\""
                + (plan.criticalPath().steps().contains(step.id()) ? "2.5" : "1") + "\""
                + (invocation == null ? " stroke-dasharray=\"4 3\"" : "") + "/>\n");
        line(svg, x, y + 16, " font-weight=\"bold\"", step.id().text());
        line(svg, x, y + 31, "", kind(step));
        line(svg, x, y + 46, isOver ? " fill=\"#b3261e\"" : " fill=\"#555555\"", figures(invocation));
        svg.append("</g>\n");
    }

    private static void line(StringBuilder svg, int x, int y, String style, String text) {
        String label = text.length() <= MOST_LABEL ? text : text.substring(0, MOST_LABEL - 1) + "…";
        svg.append("<text x=\"" + (x + 10) + "\" y=\"" + y + "\"" + style + ">" + label + "</text>\n");
    }

    private static String kind(Step step) {
        return switch (step) {
            case Step.Invoke _ -> "invoke";
            case Step.Sequential sequential ->
                "sequential, " + sequential.calls().size() + " steps";
            case Step.Parallel parallel ->
                parallel.calls().size() + " branches, "
                        + parallel.fanOut().combiner().kind();
            case Step.Conditional conditional -> "if " + conditional.condition().kind();
        };
    }

    private static String figures(@Nullable Invocation invocation) {
        if (invocation == null) {
            return "in line";
        }
        Load load = invocation.load();
        return load.subrequests() + " of " + invocation.budget().subrequests() + " subrequests"
                + millis(", ", load.cpuMicros(), " ms")
                + (invocation.runs() == 1 ? "" : ", ×" + invocation.runs());
    }

    private static String millis(String before, OptionalLong micros, String after) {
        return micros.isEmpty()
                ? ""
                : before + String.format(Locale.ROOT, "%.2f", micros.getAsLong() / 1_000.0) + after;
    }

    private int left(StepId id) {
        return MARGIN + Objects.requireNonNull(columns.get(id)) * COLUMN;
    }

    private int top(StepId id) {
        return Objects.requireNonNull(tops.get(id));
    }
}
