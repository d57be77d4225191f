package dev.evodb.cli.demo;

import dev.evodb.ann.Hits;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.Waterfall;
import dev.evodb.cli.output.TextTable;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.sim.Summary;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The demonstration as text for a person.
public final class DemoReport {
    private static final double LEAST_RECALL = 0.90;

    /// Share of requests that may be ended: the promise is about the 99th percentile.
    private static final double MOST_ENDED = 0.01;

    private final PrintWriter out;

    public DemoReport(PrintWriter out) {
        this.out = out;
    }

    /// What the table consists of.
    public void printTable(String name, LanceDataset dataset, String index) throws IOException {
        Manifest manifest = dataset.manifest();
        out.println(name + ": version " + dataset.version() + ", file version " + dataset.fileFormatVersion() + ", "
                + dataset.countRows() + " rows in " + manifest.fragments().size() + " fragment"
                + manifest.writerVersion()
                        .map(writer -> ", written by " + writer.library() + " " + writer.version())
                        .orElse(""));
        List<String> columns = dataset.schema().fields().stream()
                .map(field -> field.name() + " " + field.logicalType())
                .toList();
        out.println("  columns  " + String.join(", ", columns));
        out.println("  index    " + index);
        out.flush();
    }

    /// The neighbours of `word` as the JVM, the snippet and the chain found them.
    public void printNeighbours(String word, WordTable words, DemoRun run) throws IOException {
        out.println();
        out.println("Nearest to \"" + word + "\" (cosine distance)");
        TextTable table = new TextTable(List.of(
                ">", "JVM, Lance's index", ">", "snippet, V8", ">", "chain of " + DemoPacks.SHARDS + ", V8", ">"));
        Hits jvm = run.jvm().getLast();
        Optional<EdgeAnswer> snippet = run.snippet().answers().getLast();
        Optional<EdgeAnswer> chain = run.chain().answers().getLast();
        for (int i = 0; i < DemoRun.K; i++) {
            table.add(
                    Integer.toString(i + 1),
                    i < jvm.size() ? words.wordOfRowId().getOrDefault(jvm.rowIds()[i], "?") : "",
                    i < jvm.size() ? fraction(jvm.distances()[i]) : "",
                    word(snippet, i),
                    distance(snippet, i),
                    word(chain, i),
                    distance(chain, i));
        }
        table.print(out, "  ");
    }

    /// Recall of all three, with what it is measured against.
    public void printRecall(DemoRun run) throws IOException {
        out.println();
        out.println("recall@" + DemoRun.K + " against exact search over " + DemoRun.QUERIES
                + " words of this table (a word is its own nearest)");
        TextTable table = new TextTable(List.of("", ">"));
        table.add("JVM, nprobes " + DemoRun.NPROBES + ", refine " + DemoRun.REFINE, fraction(run.jvmRecall()));
        table.add("snippet, " + DemoRun.PARTITIONS + " partitions", fraction(run.recall(run.snippet())));
        table.add(
                "chain, " + DemoRun.PARTITIONS + " partitions of each of " + DemoPacks.SHARDS + " shards",
                fraction(run.recall(run.chain())));
        table.print(out, "  ");
    }

    /// What the snippets used of their budget.
    public void printBudget(DemoRun run) {
        Profile profile = DemoRun.PROFILE;
        Summary snippet = run.snippet().summary();
        Summary chain = run.chain().summary();
        Summary snippetCold = run.snippetCold().summary();
        Summary chainCold = run.chainCold().summary();
        out.println();
        out.println("Budget: profile " + profile.name() + ", " + snippet.engine()
                + "; of a chain, the hop that needs most (" + snippet.queries() + " warm queries, "
                + snippetCold.queries() + " cold)");
        TextTable table = new TextTable(List.of("", ">limit", ">snippet", ">chain"));
        table.add(
                "CPU ms, warm, p50",
                millis(profile.cpuMicros() / 1000.0),
                millis(snippet.cpuMillis().p50()),
                millis(chain.cpuMillis().p50()));
        table.add(
                "CPU ms, warm, p99",
                "",
                millis(snippet.cpuMillis().p99()),
                millis(chain.cpuMillis().p99()));
        table.add(
                "CPU ms, cold, p50",
                "",
                millis(snippetCold.cpuMillis().p50()),
                millis(chainCold.cpuMillis().p50()));
        table.add(
                "CPU ms, cold, without a compiler, p50",
                "",
                millis(run.snippetInterpreted().summary().cpuMillis().p50()),
                "");
        table.add(
                "live memory KiB",
                kib(profile.memoryBytes()),
                kib(snippet.liveMemoryBytes().orElse(0)),
                kib(chain.liveMemoryBytes().orElse(0)));
        table.add("peak memory KiB, with garbage", "", kib(snippet.peakMemoryBytes()), kib(chain.peakMemoryBytes()));
        table.add(
                "subrequests, warm",
                Integer.toString(profile.subrequests()),
                Integer.toString(warmSubrequests(run.snippet())),
                Integer.toString(warmSubrequests(run.chain())));
        table.add(
                "subrequests, cold",
                "",
                Integer.toString(snippetCold.subrequests()),
                Integer.toString(chainCold.subrequests()));
        table.add(
                "KiB fetched, p50, of a chain the sum",
                "",
                kib(snippet.bytesFetched().p50()),
                kib(chain.bytesFetched().p50()));
        table.add(
                "package bytes",
                Integer.toString(profile.packageBytes()),
                Integer.toString(snippet.packageBytes()),
                Integer.toString(chain.packageBytes()));
        table.print(out, "  ");
    }

    /// The hops of the last request of the chain.
    public void printWaterfall(DemoRun run) {
        out.println();
        out.println("One request of the chain, hop by hop (virtual clock: the network takes no time; after a forced");
        out.println("collection, which costs machine code, so that live memory is known)");
        Waterfall.print(out, run.chain().measurement().collected().getLast(), "  ");
    }

    /// Says in one line whether the budget holds, and answers it.
    public boolean printVerdict(DemoRun run) throws IOException {
        out.println();
        List<String> missed = new ArrayList<>();
        for (EdgeRun edge : List.of(run.snippet(), run.chain())) {
            Summary summary = edge.summary();
            summary.violations().forEach(violation -> out.println("ended: " + violation));
            if (edge.ended() > MOST_ENDED * summary.queries()) {
                missed.add(edge.ended() + " of " + summary.queries() + " warm requests were ended");
            }
        }
        double snippet = run.recall(run.snippet());
        double chain = run.recall(run.chain());
        for (double recall : new double[] {run.jvmRecall(), snippet, chain}) {
            if (recall < LEAST_RECALL) {
                missed.add("recall@" + DemoRun.K + " " + fraction(recall) + " is below " + fraction(LEAST_RECALL));
            }
        }
        missed.forEach(line -> out.println("missed: " + line));
        String cold = "cold, " + run.snippetCold().withinCpu() + " of " + DemoRun.COLD_SAMPLES + " and "
                + run.chainCold().withinCpu() + " of " + DemoRun.COLD_SAMPLES + " within "
                + DemoRun.PROFILE.cpuMicros() / 1000 + " ms of CPU";
        out.println("verdict: " + (missed.isEmpty() ? "pass" : "fail") + " warm (snippet at recall " + fraction(snippet)
                + ", chain at " + fraction(chain) + "); " + cold);
        return missed.isEmpty();
    }

    private static int warmSubrequests(EdgeRun run) {
        return run.measurement().timed().stream()
                .flatMap(invocation -> invocation.tree())
                .mapToInt(invocation -> invocation.subrequests())
                .max()
                .orElse(0);
    }

    private static String word(Optional<EdgeAnswer> answer, int hit) {
        return answer.filter(found -> hit < found.rowIds().length)
                .map(found -> found.payload(hit, WordTable.WORD))
                .orElse("");
    }

    private static String distance(Optional<EdgeAnswer> answer, int hit) {
        return answer.filter(found -> hit < found.rowIds().length)
                .map(found -> fraction(found.distances()[hit]))
                .orElse("");
    }

    private static String fraction(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String kib(long bytes) {
        return Long.toString(bytes >> 10);
    }
}
