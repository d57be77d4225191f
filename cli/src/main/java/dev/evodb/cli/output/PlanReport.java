package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.jvm.plan.Budget;
import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.chain.jvm.plan.CriticalPath;
import dev.evodb.chain.jvm.plan.Invocation;
import dev.evodb.chain.jvm.plan.Load;
import dev.evodb.chain.jvm.plan.TreeAdvice;
import dev.evodb.chain.jvm.plan.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/// The plan of a chain, as a table and as JSON.
public final class PlanReport {
    private static final String UNKNOWN = "-";

    private PlanReport() {}

    /// Prints invocations, sums, the critical path, and what is refused.
    public static void print(PrintWriter out, ChainPlan plan) {
        out.println("chain " + plan.chain().id() + ", entry " + plan.chain().entry() + ": "
                + count(plan.invocations().size(), "snippet") + " in " + count(plan.levels(), "level"));
        TextTable table = new TextTable(List.of(
                "step",
                ">level",
                ">runs",
                "kind",
                "profile",
                ">subrequests",
                ">CPU ms",
                ">memory KiB",
                ">package bytes",
                "verdict"));
        for (Invocation invocation : plan.invocations()) {
            Load load = invocation.load();
            Budget budget = invocation.budget();
            table.add(
                    invocation.step().id().text(),
                    Integer.toString(invocation.level()),
                    Integer.toString(invocation.runs()),
                    kind(invocation.step()),
                    budget.profile(),
                    load.subrequests() + " of " + budget.subrequests(),
                    figure(load.cpuMicros(), budget.cpuMicros(), PlanReport::millis),
                    figure(load.memoryBytes(), budget.memoryBytes(), PlanReport::kibibytes),
                    figure(load.packageBytes(), budget.packageBytes(), Long::toString),
                    verdict(plan, invocation.step().id()));
        }
        table.print(out, "  ");
        out.println("total: " + count(plan.total().invocations(), "invocation") + ", "
                + count(plan.total().subrequests(), "subrequest") + ", CPU "
                + time(plan.total().cpuMicros()));
        CriticalPath path = plan.criticalPath();
        out.println("critical path: " + path.steps().stream().map(StepId::text).collect(Collectors.joining(" > "))
                + ", " + time(path.micros()));
        for (Violation violation : plan.violations()) {
            out.println("refused: " + violation.message());
        }
        suggestions(plan)
                .forEach((step, shape) -> out.println("suggested: step " + step + " as a tree, " + shape.text() + ": "
                        + shape.steps() + " steps like it in " + shape.levels() + " levels"));
    }

    /// Writes one object.
    public static void write(JsonGenerator out, ChainPlan plan) throws IOException {
        out.writeStartObject();
        out.writeStringField("chain", plan.chain().id().text());
        out.writeStringField("entry", plan.chain().entry().text());
        out.writeNumberField("levels", plan.levels());
        out.writeArrayFieldStart("invocations");
        for (Invocation invocation : plan.invocations()) {
            write(out, invocation);
        }
        out.writeEndArray();
        out.writeObjectFieldStart("total");
        out.writeNumberField("invocations", plan.total().invocations());
        out.writeNumberField("subrequests", plan.total().subrequests());
        number(out, "cpuMicros", plan.total().cpuMicros());
        out.writeEndObject();
        out.writeObjectFieldStart("criticalPath");
        out.writeArrayFieldStart("steps");
        for (StepId step : plan.criticalPath().steps()) {
            out.writeString(step.text());
        }
        out.writeEndArray();
        number(out, "wallMicros", plan.criticalPath().micros());
        out.writeEndObject();
        out.writeArrayFieldStart("violations");
        for (Violation violation : plan.violations()) {
            out.writeStartObject();
            out.writeStringField("step", violation.step().text());
            out.writeStringField("limit", violation.limit().unit());
            out.writeStringField("source", violation.source());
            out.writeNumberField("allowed", violation.allowed());
            out.writeNumberField("needed", violation.needed());
            out.writeStringField("message", violation.message());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("suggestions");
        for (Map.Entry<StepId, TreeShape> suggestion : suggestions(plan).entrySet()) {
            out.writeStartObject();
            out.writeStringField("step", suggestion.getKey().text());
            out.writeStringField("shape", suggestion.getValue().text());
            out.writeNumberField("levels", suggestion.getValue().levels());
            out.writeNumberField("steps", suggestion.getValue().steps());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeStringField("verdict", plan.isLegal() ? "pass" : "fail");
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Invocation invocation) throws IOException {
        Load load = invocation.load();
        Budget budget = invocation.budget();
        out.writeStartObject();
        out.writeStringField("step", invocation.step().id().text());
        out.writeStringField("kind", kind(invocation.step()));
        out.writeStringField("url", invocation.snippet().url());
        out.writeNumberField("level", invocation.level());
        out.writeNumberField("runs", invocation.runs());
        out.writeStringField("profile", budget.profile());
        out.writeObjectFieldStart("subrequests");
        out.writeNumberField("own", load.ownSubrequests());
        out.writeNumberField("calls", load.calls());
        out.writeNumberField("extra", load.extraRequests());
        out.writeNumberField("needed", load.subrequests());
        out.writeNumberField("allowed", budget.subrequests());
        out.writeEndObject();
        figure(out, "cpuMicros", load.cpuMicros(), budget.cpuMicros());
        figure(out, "memoryBytes", load.memoryBytes(), budget.memoryBytes());
        figure(out, "packageBytes", load.packageBytes(), budget.packageBytes());
        number(out, "wallMicros", load.wallMicros());
        out.writeEndObject();
    }

    private static void figure(JsonGenerator out, String name, OptionalLong needed, long allowed) throws IOException {
        out.writeObjectFieldStart(name);
        number(out, "needed", needed);
        out.writeNumberField("allowed", allowed);
        out.writeEndObject();
    }

    /// Unknown is null.
    private static void number(JsonGenerator out, String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            out.writeNumberField(name, value.getAsLong());
        } else {
            out.writeNullField(name);
        }
    }

    private static Map<StepId, TreeShape> suggestions(ChainPlan plan) {
        Map<StepId, TreeShape> shapes = new LinkedHashMap<>();
        for (Violation violation : plan.violations()) {
            TreeAdvice.insteadOf(plan, violation.step()).ifPresent(shape -> shapes.put(violation.step(), shape));
        }
        return shapes;
    }

    private static String kind(Step step) {
        return switch (step) {
            case Step.Invoke _ -> "invoke";
            case Step.Sequential _ -> "sequential";
            case Step.Parallel _ -> "parallel";
            case Step.Conditional _ -> "conditional";
        };
    }

    private static String verdict(ChainPlan plan, StepId step) {
        String over = plan.violations().stream()
                .filter(violation -> violation.step().equals(step))
                .map(violation -> violation.limit().unit())
                .collect(Collectors.joining(", "));
        return over.isEmpty() ? "ok" : "over: " + over;
    }

    private static String figure(OptionalLong needed, long allowed, LongFunction<String> text) {
        return needed.isEmpty() ? UNKNOWN : text.apply(needed.getAsLong()) + " of " + text.apply(allowed);
    }

    private static String time(OptionalLong micros) {
        return micros.isEmpty() ? "unknown" : millis(micros.getAsLong()) + " ms";
    }

    private static String millis(long micros) {
        return String.format(Locale.ROOT, "%.2f", micros / 1_000.0);
    }

    private static String kibibytes(long bytes) {
        return Long.toString(Math.ceilDiv(bytes, 1_024));
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
