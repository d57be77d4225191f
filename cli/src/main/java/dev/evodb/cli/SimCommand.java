package dev.evodb.cli;

import dev.evodb.ann.source.IvecsFile;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.edge.PackFacts;
import dev.evodb.cli.edge.Recall;
import dev.evodb.cli.edge.SnippetFile;
import dev.evodb.cli.edge.Waterfall;
import dev.evodb.cli.input.NetworkOptions;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb sim`: a snippet on real V8, under the limits.
@Command(
        name = "sim",
        description = {
            "Runs snippets under the limits of a profile: that of a pack, the chain of a sharded one, or any other",
            "snippet (a file with a module) with --request."
        },
        subcommands = SimCalibrateCommand.class,
        footer = {
            "",
            "CPU is that of the snippet in the chain that needs most. In the modes cold and interpreter the CPU limit ends",
            "no request (the figure would be cut off): the median of cold isolates, the highest without a compiler, is",
            "compared with it afterwards. A violated limit ends the command with exit code 4.",
        })
final class SimCommand implements Callable<Integer> {
    private static final int WARM_UPS = 200;
    private static final Duration FORK_DEADLINE = Duration.ofMinutes(5);

    /// With the limit out of the way there still is one, so that a loop ends.
    private static final long UNHURRIED_CPU_FACTOR = 40;

    private static final int MOST_CPU_MILLIS = 60_000;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PACK_DIR|FILE",
            description = "A folder that 'evodb pack' wrote, or the file of any snippet.")
    private @Nullable Path target;

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
            names = "--request",
            paramLabel = "'[METHOD] URL'",
            description = "For a snippet file: a request to it. Can be repeated. Default: https://snippet.example/.")
    private List<String> requests = List.of();

    @Option(
            names = "--origin",
            paramLabel = "HOST=DIR",
            description = "For a snippet file: the folder that answers a hostname. Can be repeated.")
    private List<String> origins = List.of();

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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (!engine.equals("javet") && !engine.equals("workerd")) {
            throw new UnsupportedFeatureException("engine", engine, "javet, workerd", Location.of("--engine"));
        }
        if (target == null) {
            throw new IllegalArgumentException("a pack folder or a snippet file is missing");
        }
        Profile limits = limits();
        boolean isPack = !Files.isRegularFile(target);
        Workload workload;
        if (isPack) {
            EdgeFolder edge = EdgeFolder.open(target);
            PackFacts facts = edge.objects().getFirst();
            try {
                edge.plan(limits, nprobes == null ? facts.nprobes() : Math.max(0, nprobes));
            } catch (LimitExceededException e) {
                // Not bad data, but a budget that the deployment would miss.
                spec.commandLine().getErr().println("sim: " + e.getMessage());
                return ExitCode.BUDGET_MISSED.number();
            }
            workload = workload(limits, edge.snippets(), edge.origins(), requests(edge, facts));
        } else {
            SnippetFile file = SnippetFile.of(target, requests, origins);
            workload = workload(limits, file.snippets(), file.origins(), file.requests());
        }
        Measurement measurement = measure(workload);
        RunReport result = new RunReport(
                title(target),
                workload,
                measurement,
                Verdict.of(limits, workload, measurement),
                Calibration.load(calibration == null ? Calibration.standardFile() : calibration),
                isPack ? recall(measurement, workload.requests().size()) : OptionalDouble.empty());
        PrintWriter out = spec.commandLine().getOut();
        if (report != null) {
            try (Writer page = Files.newBufferedWriter(report)) {
                HtmlReport.write(page, result);
            }
        }
        if (json) {
            JsonOutput.line(out, generator -> JsonReport.write(generator, result));
        } else {
            print(out, result, isPack);
        }
        return (result.verdict().isPass() ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
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
                .map(vector -> edge.request(vector, wanted, nprobes == null ? 0 : nprobes))
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
                .withNetwork(network.plan());
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
            Optional<EdgeAnswer> answer = isEnded ? Optional.empty() : EdgeAnswer.of(request);
            int depth = k == null ? 10 : k;
            // A request that was ended found nothing.
            recall.add(wanted, answer.map(EdgeAnswer::rowIds).orElse(new long[0]), depth);
        }
        return OptionalDouble.of(recall.mean());
    }

    private void print(PrintWriter out, RunReport result, boolean isPack) throws IOException {
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
        if (result.recallAtK().isPresent()) {
            out.println("recall@" + (k == null ? 10 : k) + " "
                    + String.format(Locale.ROOT, "%.4f", result.recallAtK().getAsDouble()) + " against " + truth);
        }
        Invocation last = result.measurement().timed().getLast();
        if (result.workload().requests().size() == 1 && last.outcome() instanceof Outcome.Answered) {
            if (isPack) {
                printHits(out, EdgeAnswer.of(last).orElseThrow());
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
