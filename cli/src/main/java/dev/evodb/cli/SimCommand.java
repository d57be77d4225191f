package dev.evodb.cli;

import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.edge.SnippetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PACK_DIR|FILE",
            description = "A folder that 'evodb pack' wrote, or the file of any snippet.")
    private @Nullable Path target;

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

    @Mixin
    private Simulation simulation = new Simulation();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        simulation.requireEngine();
        if (target == null) {
            throw new IllegalArgumentException("a pack folder or a snippet file is missing");
        }
        return Files.isRegularFile(target)
                ? simulation.run(spec, target, SnippetFile.of(target, requests, origins))
                : simulation.run(spec, target, EdgeFolder.open(target), Simulation.Costs.unheard());
    }
}
