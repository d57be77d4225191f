package dev.evodb.cli;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.lance.LanceVectorSearch;
import dev.evodb.cli.demo.DemoPacks;
import dev.evodb.cli.demo.DemoReport;
import dev.evodb.cli.demo.DemoRun;
import dev.evodb.cli.demo.WordTable;
import dev.evodb.cli.output.Progress;
import dev.evodb.lance.LanceDataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb demo`: the sample table, searched on the JVM, inside the simulated snippet and by a chain of
/// snippets, with the budget verdict beside the answers.
@Command(
        name = "demo",
        description = "Searches the bundled table of 20,000 words on the JVM and inside simulated snippets.")
final class DemoCommand implements Callable<Integer> {
    private static final String TABLE = "samples/words.lance";

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "WORD",
            defaultValue = "coffee",
            description = "Whose neighbours to find. Default: ${DEFAULT-VALUE}.")
    private String word = "coffee";

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where the packs are kept between runs. Default: cli/target/demo of the installation.")
    private @Nullable Path work;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Path home = Installation.home();
        DemoReport report = new DemoReport(spec.commandLine().getOut());
        try (LanceDataset dataset = LanceDataset.open(home.resolve(TABLE));
                LanceVectorSearch search = LanceVectorSearch.open(dataset, WordTable.VECTOR, KernelSet.plain());
                Progress progress = new Progress("demo", spec.commandLine().getErr())) {
            WordTable words = WordTable.read(dataset);
            int asked = words.row(word);
            report.printTable(
                    TABLE,
                    dataset,
                    "IVF_PQ, " + search.indexType().orElseThrow().wireName() + ", " + search.partitions()
                            + " partitions");
            DemoPacks packs =
                    DemoPacks.prepare(dataset, work == null ? home.resolve("cli/target/demo") : work, progress);
            DemoRun run = DemoRun.of(words, asked, search, packs, progress);
            report.printNeighbours(word, words, run);
            report.printRecall(run);
            report.printBudget(run);
            report.printWaterfall(run);
            return (report.printVerdict(run) ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
        }
    }
}
