package dev.evodb.cli;

import dev.evodb.ann.source.IvecsFile;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.edge.PackFacts;
import dev.evodb.cli.edge.Recall;
import dev.evodb.cli.edge.SnippetFile;
import dev.evodb.cli.input.NetworkOptions;
import dev.evodb.cli.input.QueryLine;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.SimReport;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.Workload;
import dev.evodb.sim.calibration.Calibration;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.report.HtmlReport;
import dev.evodb.sim.report.JsonReport;
import dev.evodb.sim.report.RunReport;
import dev.evodb.sim.workerd.Workerd;
import dev.evodb.sim.workerd.WorkerdRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What `evodb sim` and `evodb chain sim` have in common: how requests are made, measured, judged and
/// reported.
final class Simulation {
    private static final int WARM_UPS = 200;
    private static final Duration FORK_DEADLINE = Duration.ofMinutes(5);

    /// With the limit out of the way there still is one, so that a loop ends.
    private static final long UNHURRIED_CPU_FACTOR = 40;

    private static final int MOST_CPU_MILLIS = 60_000;

    @ArgGroup(multiplicity = "0..1")
    private Queries queries = new Queries();

    /// At most one of these.
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
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "For a pack or chain: a further parameter of each request. Can be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "evodb, pro, business or enterprise. Default: ${DEFAULT-VALUE}.")
    private String profile = "evodb";

    @Option(
            names = "--cpu-millis",
            paramLabel = "MS",
            description = "Another limit of CPU time than the profile's, for example to see what requests would take.")
    private @Nullable Double cpuMillis;

    @Option(
            names = "--engine",
            paramLabel = "E",
            description = "javet, or workerd: the binary that EVODB_WORKERD names. Default: ${DEFAULT-VALUE}.")
    private String engine = "javet";

    @Option(
            names = "--mode",
            paramLabel = "M",
            description =
                    "cold: a fresh isolate each request, at least " + Workload.LEAST_COLD_SAMPLES + "; warm: after "
                            + WARM_UPS
                            + " warm-up requests; interpreter: cold without compilation, repeatable. Default: ${DEFAULT-VALUE}.")
    private String mode = "warm";

    @Option(names = "--samples", paramLabel = "N", description = "Passes over the queries. Default: ${DEFAULT-VALUE}.")
    private int samples = 1;

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Option(
            names = "--calibration",
            paramLabel = "FILE",
            description =
                    "What 'evodb sim calibrate' wrote. Default: .evodb/calibration.properties in the home folder.")
    private @Nullable Path calibration;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Option(names = "--report", paramLabel = "FILE.html", description = "Write a page with charts and waterfalls.")
    private @Nullable Path report;

    /// Measures the pack or chain that was opened from `target`, and says how the command ends.
    int run(CommandSpec spec, Path target, EdgeFolder edge, Costs costs) throws IOException {
        Profile limits = limits();
        PackFacts facts = edge.objects().getFirst();
        requireOneProfile(edge);
        try {
            edge.plan(limits, nprobes == null ? 0 : Math.max(0, nprobes));
        } catch (LimitExceededException e) {
            // Not bad data, but a budget that the deployment would miss.
            spec.commandLine().getErr().println("sim: " + e.getMessage());
            return ExitCode.BUDGET_MISSED.number();
        }
        Workload workload = workload(limits, edge.snippets(), edge.origins(), requests(edge, facts));
        Measurement measurement = measure(workload);
        Verdict verdict = Verdict.of(limits, workload, measurement);
        List<String> violations = new ArrayList<>(verdict.violations());
        unanswered(measurement).ifPresent(violations::add);
        costs.measured(measurement);
        return report(
                spec,
                new RunReport(
                        title(target),
                        workload,
                        measurement,
                        verdict.withViolations(violations),
                        calibration(),
                        recall(measurement, workload.requests().size())),
                true);
    }

    /// Measures any snippet.
    int run(CommandSpec spec, Path target, SnippetFile file) throws IOException {
        Profile limits = limits();
        Workload workload = workload(limits, file.snippets(), file.origins(), file.requests());
        Measurement measurement = measure(workload);
        return report(
                spec,
                new RunReport(
                        title(target),
                        workload,
                        measurement,
                        Verdict.of(limits, workload, measurement),
                        calibration(),
                        OptionalDouble.empty()),
                false);
    }

    /// Hears what a chain was measured to need.
    @FunctionalInterface
    interface Costs {
        void measured(Measurement measurement) throws IOException;

        /// Nobody hears it.
        static Costs unheard() {
            return measurement -> {};
        }
    }

    /// @throws UnsupportedFeatureException if there is no engine of the name that was given
    void requireEngine() {
        if (!engine.equals("javet") && !engine.equals("workerd")) {
            throw new UnsupportedFeatureException("engine", engine, "javet, workerd", Location.of("--engine"));
        }
    }

    private void requireOneProfile(EdgeFolder edge) {
        for (Step step : edge.chain().steps()) {
            Optional<String> named = step.snippet().flatMap(Snippet::profile);
            if (named.isPresent() && !named.get().equals(profile)) {
                StepId id = step.id();
                throw new IllegalArgumentException("step " + id + " names profile " + named.get()
                        + ", and all snippets run under one: give --profile " + named.get());
            }
        }
    }

    private int report(CommandSpec spec, RunReport result, boolean isPack) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (report != null) {
            try (Writer page = Files.newBufferedWriter(report)) {
                HtmlReport.write(page, result);
            }
        }
        if (json) {
            JsonOutput.line(out, generator -> JsonReport.write(generator, result));
        } else {
            SimReport.print(out, result, isPack, "recall@" + depth() + " %s against " + truth);
        }
        return (result.verdict().isPass() ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
    }

    private Optional<Calibration> calibration() throws IOException {
        return Calibration.load(calibration == null ? Calibration.standardFile() : calibration);
    }

    private int depth() {
        return k == null ? 10 : k;
    }

    /// Answers of a pack that are none, if there are any. What a limit ended is not among them: that is a
    /// violation already.
    private static Optional<String> unanswered(Measurement measurement) {
        int count = 0;
        String first = "";
        for (Invocation request : measurement.timed()) {
            boolean isEnded = request.tree().anyMatch(hop -> hop.outcome() instanceof Outcome.Refused);
            if (!isEnded && request.outcome() instanceof Outcome.Answered answered && answered.status() != 200) {
                first = count++ > 0
                        ? first
                        : request.host() + " answered status " + answered.status() + ": "
                                + new String(answered.body(), StandardCharsets.UTF_8).strip();
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(count + " of " + measurement.timed().size() + " requests failed, the first: " + first);
    }

    private Profile limits() {
        Profile limits = Profile.of(profile);
        if (cpuMillis == null) {
            return limits;
        }
        if (!(cpuMillis >= 0.001 && cpuMillis <= MOST_CPU_MILLIS)) {
            throw new IllegalArgumentException(
                    "--cpu-millis must be from 0.001 to " + MOST_CPU_MILLIS + ", got " + cpuMillis);
        }
        return limits.withCpuMicros(Math.round(cpuMillis * 1_000));
    }

    private Measurement measure(Workload workload) throws IOException {
        if (engine.equals("workerd")) {
            return new WorkerdRun(Workerd.find()).run(workload);
        }
        return workload.mode() == Mode.INTERPRETER ? ForkedRun.run(workload, FORK_DEADLINE) : workload.run();
    }

    private static String title(Path target) {
        Path name = target.toAbsolutePath().normalize().getFileName();
        return name == null ? target.toString() : name.toString();
    }

    private List<SnippetRequest> requests(EdgeFolder edge, PackFacts facts) throws IOException {
        int wanted = k == null ? facts.k() : k;
        if (wanted < 1 || (nprobes != null && nprobes < 1)) {
            throw new IllegalArgumentException("k and nprobes must be at least 1, got " + wanted + " and "
                    + (nprobes == null ? facts.nprobes() : nprobes));
        }
        return vectors(facts).stream()
                .map(vector -> edge.request(vector, wanted, nprobes == null ? 0 : nprobes, parameters))
                .toList();
    }

    private Workload workload(
            Profile limits, Map<String, SnippetModule> snippets, Map<String, Path> folders, List<SnippetRequest> sent) {
        Mode chosen = Mode.of(mode);
        return new Workload(
                        chosen == Mode.WARM ? limits : limits.withCpuMicros(limits.cpuMicros() * UNHURRIED_CPU_FACTOR),
                        chosen,
                        snippets,
                        folders,
                        sent,
                        Workload.samples(chosen, samples, sent.size()),
                        WARM_UPS,
                        0)
                .withNetwork(network.plan())
                .withZones(network.zones());
    }

    private List<float[]> vectors(PackFacts facts) throws IOException {
        if (queries.query == null && queries.file == null) {
            throw new IllegalArgumentException("a pack needs --query or --queries");
        }
        List<QueryLine> lines = queries.query != null
                ? List.of(QueryLine.ofVector(queries.query))
                : QueryLine.readFile(Objects.requireNonNull(queries.file));
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
            boolean isAnswer = !isEnded && request.answered().status() == 200;
            Optional<EdgeAnswer> answer = isAnswer ? EdgeAnswer.of(request) : Optional.empty();
            // A request that was ended or failed found nothing.
            recall.add(wanted, answer.map(EdgeAnswer::rowIds).orElse(new long[0]), depth());
        }
        return OptionalDouble.of(recall.mean());
    }
}
