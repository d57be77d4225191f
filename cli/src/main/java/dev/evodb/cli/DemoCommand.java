package dev.evodb.cli;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.cli.demo.DemoPacks;
import dev.evodb.cli.demo.EdgeRun;
import dev.evodb.cli.demo.WordTable;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.Recall;
import dev.evodb.cli.edge.Waterfall;
import dev.evodb.cli.output.Progress;
import dev.evodb.cli.output.TextTable;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Summary;
import dev.evodb.sim.limit.Profile;
import dev.evodb.vector.Metric;
import dev.evodb.vector.ScalarKernels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb demo`: the sample table, searched on the JVM, inside the simulated snippet and by a chain of snippets, with
/// the
/// budget verdict beside the answers.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Searches the bundled table of 20,000 words on the JVM and inside simulated snippets.")
final class DemoCommand implements Callable<Integer> {
    private static final int K = 10;
    private static final int QUERIES = 200;
    private static final int COLD_SAMPLES = 15;
    private static final int NPROBES = 20;
    private static final int REFINE = 10;
    private static final double LEAST_RECALL = 0.90;
    private static final Profile PROFILE = Profile.EVODB;

    @Parameters(index = "0", arity = "0..1", paramLabel = "WORD", description = "Default: ${DEFAULT-VALUE}.")
    private String word = "coffee";

    @Option(names = "--work", paramLabel = "DIR", description = "Where the packs are kept between runs.")
    private Path work = Installation.home().resolve("cli/target/demo");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path table = Installation.home().resolve("samples/words.lance");
        try (LanceDataset dataset = LanceDataset.open(table);
                LanceVectorSearch search = LanceVectorSearch.open(dataset, WordTable.VECTOR, new ScalarKernels());
                Progress progress = new Progress("demo", spec.commandLine().getErr())) {
            WordTable words = WordTable.read(dataset);
            int asked = words.row(word);
            printTable(out, dataset, search);

            DemoPacks packs = DemoPacks.prepare(dataset, work, progress);
            packs.single().plan(PROFILE);
            packs.chain().plan(PROFILE);
            List<float[]> queries = new ArrayList<>();
            for (int i = 0; i < QUERIES; i++) {
                queries.add(words.vectors()[i * (words.vectors().length / QUERIES)]);
            }
            queries.add(words.vectors()[asked]);
            progress.at("JVM", 0, 0);
            List<Hits> exact = search.exact(Metric.COSINE, requests(queries));
            List<Hits> jvm = new ArrayList<>();
            for (SearchRequest request : requests(queries)) {
                jvm.add(search.search(request));
            }
            progress.at("snippet, warm", 0, 0);
            EdgeRun snippet = EdgeRun.of(packs.single(), PROFILE, Mode.WARM, queries, K);
            progress.at("chain, warm", 0, 0);
            EdgeRun chain = EdgeRun.of(packs.chain(), PROFILE, Mode.WARM, queries, K);
            progress.at("snippet and chain, cold", 0, 0);
            List<float[]> few = queries.subList(QUERIES - COLD_SAMPLES, QUERIES);
            EdgeRun snippetCold = EdgeRun.of(packs.single(), PROFILE, Mode.COLD, few, K);
            EdgeRun chainCold = EdgeRun.of(packs.chain(), PROFILE, Mode.COLD, few, K);
            progress.at("snippet, interpreter", 0, 0);
            EdgeRun snippetInterpreted = EdgeRun.of(packs.single(), PROFILE, Mode.INTERPRETER, few, K);
            progress.finishStage();

            printNeighbours(out, words, jvm.getLast(), snippet, chain);
            double[] recalls = {
                recall(exact, jvm.stream().map(Hits::rowIds).map(Optional::of).toList()),
                recall(exact, rowIds(snippet)),
                recall(exact, rowIds(chain)),
            };
            printRecall(out, recalls);
            printBudget(out, List.of(snippet, chain), List.of(snippetCold, chainCold), snippetInterpreted);
            out.println();
            out.println("One request of the chain, hop by hop (virtual clock: CPU only, the network takes no time)");
            Waterfall.print(out, chain.measurement().collected().getLast(), "  ");
            return verdict(out, recalls, List.of(snippet, chain), List.of(snippetCold, chainCold))
                    .number();
        }
    }

    private static List<SearchRequest> requests(List<float[]> queries) {
        return queries.stream()
                .map(query -> new SearchRequest(query, K, NPROBES, REFINE, RowMask.all()))
                .toList();
    }

    private static void printTable(PrintWriter out, LanceDataset dataset, LanceVectorSearch search) {
        Manifest manifest = dataset.manifest();
        out.println("samples/words.lance: version " + dataset.version() + ", file version "
                + dataset.fileFormatVersion() + ", " + dataset.countRows() + " rows in "
                + manifest.fragments().size() + " fragment"
                + manifest.writerVersion()
                        .map(writer -> ", written by " + writer.library() + " " + writer.version())
                        .orElse(""));
        out.println("  columns  " + String.join(", ", columns(dataset)));
        out.println("  index    IVF_PQ, " + search.indexMetric().orElseThrow().wireName() + ", " + search.partitions()
                + " partitions");
        out.flush();
    }

    private static List<String> columns(LanceDataset dataset) {
        return dataset.schema().fields().stream()
                .map(field -> field.name() + " " + field.logicalType())
                .toList();
    }

    private void printNeighbours(PrintWriter out, WordTable words, Hits jvm, EdgeRun snippet, EdgeRun chain)
            throws IOException {
        out.println();
        out.println("Nearest to \"" + word + "\" (cosine distance)");
        TextTable table = new TextTable(List.of(
                ">", "JVM, Lance's index", ">", "snippet, V8", ">", "chain of " + DemoPacks.SHARDS + ", V8", ">"));
        Optional<EdgeAnswer> single = snippet.answers().getLast();
        Optional<EdgeAnswer> gathered = chain.answers().getLast();
        for (int i = 0; i < K; i++) {
            table.add(
                    Integer.toString(i + 1),
                    i < jvm.size() ? words.wordOfRowId().getOrDefault(jvm.rowIds()[i], "?") : "",
                    i < jvm.size() ? distance(jvm.distances()[i]) : "",
                    payload(single, i),
                    payloadDistance(single, i),
                    payload(gathered, i),
                    payloadDistance(gathered, i));
        }
        table.print(out, "  ");
    }

    private static String payload(Optional<EdgeAnswer> answer, int hit) {
        return answer.filter(found -> hit < found.rowIds().length)
                .map(found -> found.payload(hit, WordTable.WORD))
                .orElse("");
    }

    private static String payloadDistance(Optional<EdgeAnswer> answer, int hit) {
        return answer.filter(found -> hit < found.rowIds().length)
                .map(found -> distance(found.distances()[hit]))
                .orElse("");
    }

    private static List<Optional<long[]>> rowIds(EdgeRun run) throws IOException {
        return run.answers().stream()
                .map(answer -> answer.map(EdgeAnswer::rowIds))
                .toList();
    }

    /// Over the first [#QUERIES] queries; the word asked for is not one of them.
    private static double recall(List<Hits> exact, List<Optional<long[]>> found) {
        Recall recall = new Recall();
        for (int i = 0; i < QUERIES; i++) {
            recall.add(exact.get(i).rowIds(), found.get(i).orElse(new long[0]), K);
        }
        return recall.mean();
    }

    private static void printRecall(PrintWriter out, double[] recalls) {
        out.println();
        out.println("recall@" + K + " against exact search, " + QUERIES
                + " words of the table, each its own nearest: JVM (nprobes " + NPROBES + ", refine " + REFINE + ") "
                + share(recalls[0]) + ", snippet " + share(recalls[1]) + ", chain " + share(recalls[2]));
    }

    private static void printBudget(PrintWriter out, List<EdgeRun> warm, List<EdgeRun> cold, EdgeRun interpreted) {
        Summary snippet = warm.get(0).summary();
        Summary chain = warm.get(1).summary();
        Summary snippetCold = cold.get(0).summary();
        Summary chainCold = cold.get(1).summary();
        out.println();
        out.println("Budget: profile " + PROFILE.name() + ", " + snippet.engine()
                + "; of a chain, the hop that needs most");
        TextTable table = new TextTable(List.of("", ">limit", ">snippet", ">chain"));
        table.add(
                "CPU ms warm, p50",
                millis(PROFILE.cpuMicros() / 1000.0),
                millis(snippet.cpuMillis().p50()),
                millis(chain.cpuMillis().p50()));
        table.add(
                "CPU ms warm, p99",
                "",
                millis(snippet.cpuMillis().p99()),
                millis(chain.cpuMillis().p99()));
        table.add(
                "CPU ms cold, p50 of " + snippetCold.queries(),
                "",
                millis(snippetCold.cpuMillis().p50()),
                millis(chainCold.cpuMillis().p50()));
        table.add(
                "CPU ms interpreter only, p50",
                "",
                millis(interpreted.summary().cpuMillis().p50()),
                "");
        table.add(
                "live memory KiB",
                kib(PROFILE.memoryBytes()),
                kib(snippet.liveMemoryBytes().orElse(0)),
                kib(chain.liveMemoryBytes().orElse(0)));
        table.add("peak memory KiB", "", kib(snippet.peakMemoryBytes()), kib(chain.peakMemoryBytes()));
        table.add(
                "subrequests, cold",
                Integer.toString(PROFILE.subrequests()),
                Integer.toString(snippetCold.subrequests()),
                Integer.toString(chainCold.subrequests()));
        table.add(
                "KiB fetched a query, p50",
                "",
                kib(snippet.bytesFetched().p50()),
                kib(chain.bytesFetched().p50()));
        table.add(
                "package bytes",
                Integer.toString(PROFILE.packageBytes()),
                Integer.toString(snippet.packageBytes()),
                Integer.toString(chain.packageBytes()));
        table.print(out, "  ");
    }

    private static ExitCode verdict(PrintWriter out, double[] recalls, List<EdgeRun> warm, List<EdgeRun> cold) {
        List<String> missed = new ArrayList<>();
        warm.forEach(run -> missed.addAll(run.summary().violations()));
        for (double recall : recalls) {
            if (recall < LEAST_RECALL) {
                missed.add("recall " + share(recall) + " is below " + share(LEAST_RECALL));
            }
        }
        out.println();
        missed.forEach(line -> out.println("missed: " + line));
        out.println("verdict: " + (missed.isEmpty() ? "pass" : "fail") + ", warm: " + QUERIES
                + " queries within every limit at recall " + share(recalls[1]) + " (snippet) and " + share(recalls[2])
                + " (chain); cold: " + cold.get(0).withinCpu() + " of " + COLD_SAMPLES + " (snippet) and "
                + cold.get(1).withinCpu() + " of " + COLD_SAMPLES + " (chain) within " + PROFILE.cpuMicros() / 1000
                + " ms");
        return missed.isEmpty() ? ExitCode.DONE : ExitCode.BUDGET_MISSED;
    }

    private static String distance(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String kib(long bytes) {
        return Long.toString(bytes >> 10);
    }
}
