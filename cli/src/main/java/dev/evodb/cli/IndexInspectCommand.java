package dev.evodb.cli;

import dev.evodb.ann.index.AnnIndex;
import dev.evodb.cli.output.IndexReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb index inspect`: what an index is.
@Command(name = "inspect", description = "Shows kind, partitions, rows, and bytes of an index.")
final class IndexInspectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder of the index.")
    private Path folder = Path.of("");

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (AnnIndex index = AnnIndex.open(folder)) {
            IndexReport.print(spec.commandLine().getOut(), index.describe(), json);
        }
        return ExitCode.DONE.number();
    }
}
