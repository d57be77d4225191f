package dev.evodb.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.index.AnnSpec;
import dev.evodb.ann.index.IndexKind;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.source.FvecsFile;
import dev.evodb.ann.source.IvecsFile;
import dev.evodb.cli.bench.AnnMeasurement;
import dev.evodb.cli.bench.CurvePlot;
import dev.evodb.cli.bench.CurvePoint;
import dev.evodb.cli.bench.Effort;
import dev.evodb.cli.input.IndexOptions;
import dev.evodb.cli.output.IndexReport;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.Progress;
import dev.evodb.cli.output.TextTable;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb bench ann`: recall, rate and latency of our indices on any vectors.
@Command(name = "ann", description = "Prints recall, queries a second, p50 and p99 of an index, and tunes it.")
final class BenchAnnCommand implements Callable<Integer> {
    @Option(names = "--base", required = true, paramLabel = "FILE", description = "Vectors to index, .fvecs.")
    private Path base = Path.of("");

    @Option(names = "--queries", required = true, paramLabel = "FILE", description = "Queries, .fvecs.")
    private Path queries = Path.of("");

    @Option(
            names = "--truth",
            required = true,
            paramLabel = "FILE",
            description = "Numbers of the nearest rows of each query, nearest first, .ivecs.")
    private Path truth = Path.of("");

    @Option(
            names = "--index",
            paramLabel = "I",
            description =
                    "ivf_pq, ivf_rq, ivf_flat, ivf_sq or hnsw, which is built; or the folder of an index of the base "
                            + "vectors. Default: ${DEFAULT-VALUE}.")
    private String index = IndexKind.IVF_PQ.wireName();

    @Option(names = "--metric", paramLabel = "M", description = "l2, cosine or dot. Default: ${DEFAULT-VALUE}.")
    private String metric = Metric.L2.wireName();

    @Mixin
    private IndexOptions options = new IndexOptions();

    @Option(names = "-k", paramLabel = "N", description = "Rows to find. Default: ${DEFAULT-VALUE}.")
    private int k = 10;

    @Option(
            names = "--nprobes",
            split = ",",
            paramLabel = "N",
            description = "Partitions to visit, one point each. Default: 8 to 256, doubled each time.")
    private List<Integer> nprobes = List.of();

    @Option(
            names = "--patience",
            split = ",",
            paramLabel = "N",
            description =
                    "Visit partitions until N in a row bring no candidate, one point each, in place of --nprobes.")
    private List<Integer> patiences = List.of();

    @Option(
            names = "--ef",
            split = ",",
            paramLabel = "N",
            description = "Beam in the graph of hnsw, one point each. Default: 32 to 512, doubled each time.")
    private List<Integer> beams = List.of();

    @Option(
            names = "--refine",
            paramLabel = "N",
            description = "Compare the best N x k candidates. Default: 16, 3 for hnsw.")
    private @Nullable Integer refine;

    @Option(
            names = "--recall",
            split = ",",
            paramLabel = "R",
            description = "Find the fastest setting that reaches this recall, by measuring, and print it instead.")
    private List<Double> targets = List.of();

    @Option(names = "--passes", paramLabel = "N", description = "Passes over the queries. Default: ${DEFAULT-VALUE}.")
    private int passes = 3;

    @Option(names = "--plot", paramLabel = "FILE", description = "Write the curve as .svg or .html.")
    private @Nullable Path plot;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (passes < 1 || k < 1) {
            throw new IllegalArgumentException("--passes and -k must be positive, got " + passes + " and " + k);
        }
        if (plot != null
                && !plot.toString().endsWith(".svg")
                && !plot.toString().endsWith(".html")) {
            throw new IllegalArgumentException("--plot must be a .svg or .html file, got " + plot);
        }
        Path given = Path.of(index);
        if (AnnIndex.isIndex(given)) {
            return measure(given);
        }
        Path folder = Files.createTempDirectory("evodb-bench");
        try {
            FvecsFile vectors = FvecsFile.open(base);
            AnnSpec built = options.spec(
                    IndexKind.ofWireName(index), Metric.ofWireName(metric), vectors.rows(), vectors.dims());
            try (Progress progress = new Progress("index", spec.commandLine().getErr())) {
                AnnIndex.build(folder, vectors, built, IndexBuildCommand.progress(progress));
            }
            return measure(folder);
        } finally {
            remove(folder);
        }
    }

    private int measure(Path folder) throws IOException {
        try (AnnIndex opened = AnnIndex.open(folder)) {
            boolean isGraph = opened.describe().kind().isGraph();
            if (isGraph && !patiences.isEmpty()) {
                throw new IllegalArgumentException("--patience is for inverted files, the index is a graph");
            }
            int most = isGraph
                    ? (int) Math.min(Integer.MAX_VALUE, opened.rows())
                    : opened.describe().partitions();
            AnnMeasurement measurement =
                    new AnnMeasurement(opened, most, FvecsFile.read(queries), IvecsFile.read(truth), k, passes);
            List<CurvePoint> points = new ArrayList<>();
            List<Double> missed = new ArrayList<>();
            if (targets.isEmpty()) {
                int factor = refine != null ? refine : isGraph ? 3 : 16;
                Effort effort = isGraph ? Effort.BEAM : patiences.isEmpty() ? Effort.PROBES : Effort.PATIENCE;
                for (int amount : amounts(effort, factor, most)) {
                    points.add(measurement.measure(effort, amount, factor));
                }
            }
            for (double target : targets) {
                Optional<CurvePoint> tuned = measurement.tune(
                        target, isGraph ? List.of(Effort.BEAM) : List.of(Effort.PROBES, Effort.PATIENCE));
                tuned.ifPresentOrElse(points::add, () -> missed.add(target));
            }
            if (plot != null) {
                writePlot(plot, opened, points);
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                JsonOutput.line(out, generator -> write(generator, opened, points));
            } else {
                print(out, opened, points);
            }
            for (double target : missed) {
                spec.commandLine().getErr().println("no setting reaches a recall of " + target);
            }
            return (missed.isEmpty() ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
        }
    }

    private List<Integer> amounts(Effort effort, int factor, int partitions) {
        return switch (effort) {
            case PROBES -> probes(partitions);
            case PATIENCE -> patiences;
            case BEAM -> beams(factor);
        };
    }

    private List<Integer> probes(int partitions) {
        if (!nprobes.isEmpty()) {
            return nprobes;
        }
        List<Integer> probes = new ArrayList<>();
        for (int n = 8; n <= 256 && n < 2 * partitions; n *= 2) {
            probes.add(Math.min(n, partitions));
        }
        return probes;
    }

    private List<Integer> beams(int factor) {
        if (!beams.isEmpty()) {
            return beams;
        }
        List<Integer> found = new ArrayList<>();
        for (int n = Math.max(32, k * factor); n <= 512; n *= 2) {
            found.add(n);
        }
        return found;
    }

    private String title(AnnIndex opened) {
        return opened.describe().kind().wireName() + ", " + base.getFileName() + ", recall@" + k + ", kernels "
                + KernelSet.best().name();
    }

    private void print(PrintWriter out, AnnIndex opened, List<CurvePoint> points) throws IOException {
        IndexReport.print(out, opened.describe(), false);
        out.println();
        out.println(title(opened) + "; one query at a time, one thread, queries a second of its CPU time, median of "
                + passes + " passes; latency is wall time");
        TextTable table = new TextTable(
                List.of("setting", ">refine", ">recall", ">queries/s", ">p50 us", ">p99 us", ">codes scored"));
        for (CurvePoint point : points) {
            table.add(
                    point.effort().wireName() + " " + point.amount(),
                    Integer.toString(point.refine()),
                    String.format(Locale.ROOT, "%.4f", point.recall()),
                    String.format(Locale.ROOT, "%.0f", point.queriesPerSecond()),
                    String.format(Locale.ROOT, "%.1f", point.p50()),
                    String.format(Locale.ROOT, "%.1f", point.p99()),
                    String.format(Locale.ROOT, "%.0f", point.codesScored()));
        }
        table.print(out, "");
    }

    private void write(JsonGenerator out, AnnIndex opened, List<CurvePoint> points) throws IOException {
        out.writeStartObject();
        out.writeStringField("data", String.valueOf(base.getFileName()));
        out.writeStringField("kernels", KernelSet.best().name());
        out.writeObjectFieldStart("index");
        IndexReport.writeFields(out, opened.describe());
        out.writeEndObject();
        out.writeNumberField("k", k);
        out.writeNumberField("passes", passes);
        out.writeArrayFieldStart("points");
        for (CurvePoint point : points) {
            out.writeStartObject();
            out.writeNumberField(point.effort().wireName(), point.amount());
            out.writeNumberField("refine", point.refine());
            out.writeNumberField("recall", point.recall());
            out.writeNumberField("queriesPerCpuSecond", point.queriesPerSecond());
            out.writeNumberField("p50Micros", point.p50());
            out.writeNumberField("p99Micros", point.p99());
            out.writeNumberField("codesScored", point.codesScored());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void writePlot(Path file, AnnIndex opened, List<CurvePoint> points) throws IOException {
        String svg = CurvePlot.svg(title(opened), points);
        Files.writeString(
                file,
                file.toString().endsWith(".html")
                        ? "<!doctype html>\n<meta charset=\"utf-8\">\n<title>evodb bench ann</title>\n" + svg
                        : svg);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
