package dev.evodb.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.ann.source.IvecsFile;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.edge.PackFacts;
import dev.evodb.cli.edge.Recall;
import dev.evodb.cli.edge.Waterfall;
import dev.evodb.cli.input.QueryLine;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.TextTable;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Summary;
import dev.evodb.sim.Workload;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb sim`: a pack's snippet on real V8, under the limits.
@Command(
        name = "sim",
        description = "Runs the snippet of a pack, or the chain of a sharded one, under the limits of a profile.",
        footer = {
            "",
            "CPU is that of the snippet in the chain that needs most. In mode interpreter the CPU limit ends no request",
            "(the figure would be cut off): it is compared with the limit afterwards.",
            "A violated limit ends the command with exit code 4.",
        })
final class SimCommand implements Callable<Integer> {
    private static final int WARM_UPS = 200;
    private static final Duration FORK_DEADLINE = Duration.ofMinutes(5);

    /// With the limit out of the way the interpreter still has one, so that a loop ends.
    private static final long INTERPRETER_CPU_FACTOR = 40;

    @Parameters(index = "0", paramLabel = "PACK_DIR", description = "A folder that 'evodb pack' wrote.")
    private Path folder = Path.of("");

    @ArgGroup(multiplicity = "1")
    private Queries queries = new Queries();

    /// Exactly one of these.
    private static final class Queries {
        @Option(names = "--query", paramLabel = "'[…]'", description = "One vector as a JSON array.")
        private @Nullable String query;

        @Option(names = "--queries", paramLabel = "FILE", description = "A .fvecs file, or a .jsonl file of vectors.")
        private @Nullable Path file;
    }

    @Option(
            names = "--truth",
            paramLabel = "FILE",
            description = "A .ivecs file: the row ids of the exact nearest rows of each query, nearest first.")
    private @Nullable Path truth;

    @Option(names = "-k", paramLabel = "N", description = "Rows to find. Default: that of the pack.")
    private @Nullable Integer k;

    @Option(names = "--nprobes", paramLabel = "N", description = "Partitions to visit. Default: that of the pack.")
    private @Nullable Integer nprobes;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "evodb, pro, business or enterprise. Default: ${DEFAULT-VALUE}.")
    private String profile = "evodb";

    @Option(names = "--engine", paramLabel = "E", description = "javet. Default: ${DEFAULT-VALUE}.")
    private String engine = "javet";

    @Option(
            names = "--mode",
            paramLabel = "M",
            description =
                    "cold: a fresh isolate each request; warm: after " + WARM_UPS
                            + " warm-up requests; interpreter: cold without compilation, repeatable. Default: ${DEFAULT-VALUE}.")
    private String mode = "warm";

    @Option(names = "--samples", paramLabel = "N", description = "Passes over the queries. Default: ${DEFAULT-VALUE}.")
    private int samples = 1;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (!engine.equals("javet")) {
            throw new UnsupportedFeatureException("engine", engine, "javet", Location.of("--engine"));
        }
        EdgeFolder edge = EdgeFolder.open(folder);
        Profile limits = Profile.of(profile);
        PackFacts facts = edge.objects().getFirst();
        int probes = nprobes == null ? facts.nprobes() : nprobes;
        try {
            edge.plan(limits, Math.max(0, probes));
        } catch (LimitExceededException e) {
            // Not bad data, but a budget that the deployment would miss.
            spec.commandLine().getErr().println("sim: " + e.getMessage());
            return ExitCode.BUDGET_MISSED.number();
        }
        List<float[]> vectors = vectors(facts);
        Workload workload = workload(edge, limits, vectors);
        Measurement measurement =
                workload.mode() == Mode.INTERPRETER ? ForkedRun.run(workload, FORK_DEADLINE) : workload.run();
        Report report = new Report(
                limits.name(),
                Summary.of(workload, measurement),
                recall(measurement, vectors.size()),
                violations(limits, workload, measurement));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonOutput.line(out, report::write);
        } else {
            print(out, report, limits, measurement, vectors.size() == 1);
        }
        return (report.isPass() ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
    }

    private List<float[]> vectors(PackFacts facts) throws IOException {
        List<QueryLine> lines = queries.query != null
                ? List.of(QueryLine.ofVector(queries.query))
                : QueryLine.readFile(java.util.Objects.requireNonNull(queries.file));
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("there are no queries in " + queries.file);
        }
        for (QueryLine line : lines) {
            if (line.vector().length != facts.dims()) {
                throw new IllegalArgumentException(
                        "query has " + line.vector().length + " dims, the pack has " + facts.dims());
            }
        }
        return lines.stream().map(QueryLine::vector).toList();
    }

    private Workload workload(EdgeFolder edge, Profile limits, List<float[]> vectors) throws IOException {
        PackFacts facts = edge.objects().getFirst();
        int wanted = k == null ? facts.k() : k;
        int probes = nprobes == null ? facts.nprobes() : nprobes;
        if (wanted < 1 || probes < 1) {
            throw new IllegalArgumentException("k and nprobes must be at least 1, got " + wanted + " and " + probes);
        }
        List<SnippetRequest> requests = vectors.stream()
                .map(vector -> edge.request(vector, wanted, probes))
                .toList();
        Mode chosen = Mode.of(mode);
        return new Workload(
                chosen == Mode.INTERPRETER ? limits.withCpuMicros(limits.cpuMicros() * INTERPRETER_CPU_FACTOR) : limits,
                chosen,
                edge.snippets(),
                edge.origins(),
                requests,
                samples,
                WARM_UPS,
                0);
    }

    private OptionalDouble recall(Measurement measurement, int queryCount) throws IOException {
        if (truth == null) {
            return OptionalDouble.empty();
        }
        int[][] nearest = IvecsFile.read(truth);
        if (nearest.length != queryCount) {
            throw new IllegalArgumentException(
                    truth + " has " + nearest.length + " rows for " + queryCount + " queries");
        }
        Recall recall = new Recall();
        for (int i = 0; i < measurement.timed().size(); i++) {
            long[] wanted = IntStream.of(nearest[i % queryCount]).asLongStream().toArray();
            Invocation request = measurement.timed().get(i);
            boolean isEnded = request.tree().anyMatch(hop -> hop.outcome() instanceof Outcome.Refused);
            Optional<EdgeAnswer> answer = isEnded ? Optional.empty() : EdgeAnswer.of(request);
            int depth = k == null ? 10 : k;
            // A request that was ended found nothing.
            recall.add(wanted, answer.map(EdgeAnswer::rowIds).orElse(new long[0]), depth);
        }
        return OptionalDouble.of(recall.mean());
    }

    private static List<String> violations(Profile limits, Workload workload, Measurement measurement) {
        List<String> found =
                new java.util.ArrayList<>(Summary.of(workload, measurement).violations());
        long mostCpu = measurement.timed().stream()
                .flatMap(Invocation::tree)
                .mapToLong(Invocation::cpuNanos)
                .max()
                .orElse(0);
        if (workload.mode() == Mode.INTERPRETER && mostCpu > limits.cpuMicros() * 1000) {
            found.add("1203 without a compiler: CPU microseconds limit is " + limits.cpuMicros() + ", needed "
                    + mostCpu / 1000);
        }
        return List.copyOf(found);
    }

    /// What is printed.
    private record Report(String profile, Summary summary, OptionalDouble recall, List<String> violations) {
        boolean isPass() {
            return violations.isEmpty();
        }

        void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("profile", profile);
            out.writeStringField("engine", summary.engine());
            out.writeStringField("mode", summary.mode());
            out.writeNumberField("queries", summary.queries());
            if (recall.isPresent()) {
                out.writeNumberField("recallAtK", recall.getAsDouble());
            } else {
                out.writeNullField("recallAtK");
            }
            out.writeObjectFieldStart("cpuMs");
            out.writeNumberField("p50", summary.cpuMillis().p50());
            out.writeNumberField("p99", summary.cpuMillis().p99());
            out.writeNumberField("max", summary.cpuMillis().max());
            out.writeEndObject();
            out.writeObjectFieldStart("liveMemoryBytes");
            out.writeNumberField("max", summary.liveMemoryBytes().orElse(0));
            out.writeEndObject();
            out.writeObjectFieldStart("peakMemoryBytes");
            out.writeNumberField("max", summary.peakMemoryBytes());
            out.writeEndObject();
            out.writeObjectFieldStart("subrequests");
            out.writeNumberField("max", summary.subrequests());
            out.writeEndObject();
            out.writeObjectFieldStart("bytesFetched");
            out.writeNumberField("p50", summary.bytesFetched().p50());
            out.writeNumberField("max", summary.bytesFetched().max());
            out.writeEndObject();
            out.writeNumberField("packageBytes", summary.packageBytes());
            out.writeArrayFieldStart("violations");
            for (String violation : violations) {
                out.writeString(violation);
            }
            out.writeEndArray();
            out.writeStringField("verdict", isPass() ? "pass" : "fail");
            out.writeEndObject();
        }
    }

    private void print(PrintWriter out, Report report, Profile limits, Measurement measurement, boolean isOneQuery)
            throws IOException {
        Summary summary = report.summary();
        out.println("profile " + report.profile() + ", " + summary.engine() + ", " + summary.mode() + ", "
                + summary.queries() + " requests");
        TextTable figures = new TextTable(List.of("", ">p50", ">p99", ">max", ">limit"));
        figures.add(
                "CPU ms",
                millis(summary.cpuMillis().p50()),
                millis(summary.cpuMillis().p99()),
                millis(summary.cpuMillis().max()),
                millis(limits.cpuMicros() / 1000.0));
        figures.add(
                "live memory bytes",
                "",
                "",
                summary.liveMemoryBytes().isPresent()
                        ? Long.toString(summary.liveMemoryBytes().getAsLong())
                        : "-",
                Long.toString(limits.memoryBytes()));
        figures.add("peak memory bytes", "", "", Long.toString(summary.peakMemoryBytes()), "");
        figures.add(
                "subrequests", "", "", Integer.toString(summary.subrequests()), Integer.toString(limits.subrequests()));
        figures.add(
                "bytes fetched",
                Long.toString(summary.bytesFetched().p50()),
                "",
                Long.toString(summary.bytesFetched().max()),
                "");
        figures.add(
                "package bytes",
                "",
                "",
                Integer.toString(summary.packageBytes()),
                Integer.toString(limits.packageBytes()));
        figures.print(out, "  ");
        if (report.recall().isPresent()) {
            out.println("recall@" + (k == null ? 10 : k) + " "
                    + String.format(Locale.ROOT, "%.4f", report.recall().getAsDouble()) + " against " + truth);
        }
        if (isOneQuery && measurement.timed().getLast().outcome() instanceof Outcome.Answered) {
            printHits(out, EdgeAnswer.of(measurement.timed().getLast()).orElseThrow());
            Waterfall.print(out, measurement.collected().getLast(), "  ");
        }
        report.violations().forEach(violation -> out.println("violation: " + violation));
        out.println("verdict: " + (report.isPass() ? "pass" : "fail"));
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
