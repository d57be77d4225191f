package dev.evodb.rivals;

import dev.evodb.rivals.driver.DriverRequest;
import dev.evodb.rivals.judge.Truth;
import dev.evodb.rivals.peer.Installation;
import dev.evodb.rivals.peer.Peer;
import dev.evodb.rivals.report.Comparison;
import dev.evodb.rivals.report.HtmlReport;
import dev.evodb.rivals.report.JsonReport;
import dev.evodb.rivals.report.TextReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `rivals compare`: all peers on one set of vectors.
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Compares vector indices at equal recall on base.fvecs, query.fvecs and truth.ivecs.")
final class CompareCommand implements Callable<Integer> {
    @Option(
            names = "--set",
            required = true,
            paramLabel = "FOLDER",
            description = "base.fvecs, query.fvecs, truth.ivecs.")
    private Path set = Path.of("");

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "NAME",
            description = "Who takes part, ours first; all for everybody. Default: ${DEFAULT-VALUE}.")
    private List<String> names = List.of("evodb", "faiss-fastscan", "hnswlib", "lucene");

    @Option(names = "--rounds", paramLabel = "N", description = "Interleaved rounds. Default: ${DEFAULT-VALUE}.")
    private int rounds = 5;

    @Option(
            names = "--cache",
            paramLabel = "FOLDER",
            description = "Where indices are kept. Default: ${DEFAULT-VALUE}.")
    private Path cache = Path.of("target", "rivals");

    @Option(names = "--rebuild", split = ",", paramLabel = "NAME", description = "Build the index of these anew.")
    private List<String> rebuild = List.of();

    @Option(
            names = "--python",
            paramLabel = "FILE",
            description = "Interpreter that may have the FAISS package. Default: ${DEFAULT-VALUE}.")
    private String python = "python3";

    @Option(names = "--partitions", paramLabel = "N", description = "Of inverted files. Default: by rows.")
    private int partitions;

    @Option(names = "--subvectors", paramLabel = "N", description = "4-bit codes a row. Default: by dims.")
    private int subvectors;

    @Option(names = "-k", paramLabel = "N", description = "Neighbours to find. Default: ${DEFAULT-VALUE}.")
    private int k = 10;

    @Option(names = "--queries", paramLabel = "N", description = "Queries of a pass. Default: ${DEFAULT-VALUE}.")
    private int queries = 1000;

    @Option(names = "--passes", paramLabel = "N", description = "Passes of a round. Default: ${DEFAULT-VALUE}.")
    private int passes = 3;

    @Option(names = "--warmup", paramLabel = "S", description = "Seconds before a round. Default: ${DEFAULT-VALUE}.")
    private double warmup = 5;

    @Option(
            names = "--limit",
            paramLabel = "S",
            description = "Seconds of a setting, after which it gets no further pass. Default: ${DEFAULT-VALUE}.")
    private double limit = 3;

    @Option(names = "--build-threads", paramLabel = "N", description = "Threads of a build. Default: all.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of a Java peer. Default: ${DEFAULT-VALUE}.")
    private String heap = "3g";

    @Option(
            names = "--gate-queries",
            paramLabel = "N",
            description = "Queries that are searched exhaustively first. Default: ${DEFAULT-VALUE}.")
    private int gateQueries = 20;

    @Option(names = "--scaling", description = "Also batches of 100 queries and two threads against one, of ours.")
    private boolean isScaling;

    @Option(
            names = "--scaling-setting",
            paramLabel = "NPROBES/REFINE",
            description = "Setting of that. Default: the first with a recall of .95.")
    private @Nullable String scalingSetting;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all points of all rounds.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with a plot.")
    private @Nullable Path html;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Truth truth =
                Truth.open(set.resolve("base.fvecs"), set.resolve("query.fvecs"), set.resolve("truth.ivecs"), queries);
        DriverRequest template = new DriverRequest(
                "",
                set.resolve("base.fvecs").toAbsolutePath(),
                set.resolve("query.fvecs").toAbsolutePath(),
                cache.toAbsolutePath(),
                cache.toAbsolutePath(),
                k,
                truth.queries(),
                partitions > 0 ? partitions : Shapes.partitions(truth.rows()),
                subvectors > 0 ? subvectors : Shapes.subvectors(truth.dims()),
                threads,
                List.of(),
                passes,
                warmup,
                limit);
        Path work = cache.resolve(set.toAbsolutePath().getFileName() + "-" + truth.rows() + "x" + truth.dims())
                .toAbsolutePath();
        Installation installation = new Installation(cache.resolve("drivers"), python, heap);
        ComparisonRun run = new ComparisonRun(
                template, truth, installation, work, spec.commandLine().getErr());
        Comparison comparison = run.run(
                chosen(), rounds, gateQueries, rebuild, isScaling, scalingSetting == null ? "" : scalingSetting);
        TextReport.print(spec.commandLine().getOut(), comparison);
        if (json != null) {
            JsonReport.write(parent(json), comparison);
        }
        if (html != null) {
            HtmlReport.write(parent(html), comparison);
        }
        return 0;
    }

    private static Path parent(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        return file;
    }

    private List<Peer> chosen() {
        if (names.equals(List.of("all"))) {
            return Peer.all();
        }
        List<Peer> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(Peer.all().stream()
                    .filter(peer -> peer.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no peer is called " + name + ", there are "
                            + Peer.all().stream().map(Peer::name).toList())));
        }
        return chosen;
    }
}
