package dev.evodb.cli;

import dev.evodb.cli.edge.ChainCosts;
import dev.evodb.cli.edge.EdgeFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb chain sim`: a chain on real V8, every hop under limits of its own.
@Command(
        name = "sim",
        description = {
            "Runs a chain in the simulator: every hop in an isolate of its own, under limits of its own, on a virtual",
            "clock. Of a folder it is 'evodb sim'; of a file it runs the chain that the file says."
        },
        footer = {
            "",
            "A violated limit or a request that is not answered ends the command with exit code 4, a chain that is none",
            "with 2.",
        })
final class ChainSimCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "FOLDER|FILE",
            description = "A folder that 'evodb pack --shards' wrote, or a chain as JSON with its shards in folders"
                    + " beside it.")
    private Path target = Path.of("");

    @Option(
            names = "--costs",
            paramLabel = "FILE",
            description = "Write the chain with the costs that were measured, for 'evodb chain plan'.")
    private @Nullable Path costs;

    @Mixin
    private Simulation simulation = new Simulation();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        simulation.requireEngine();
        EdgeFolder edge = EdgeFolder.open(target);
        return simulation.run(spec, target, edge, measurement -> {
            if (costs != null) {
                ChainCosts.of(edge, measurement).write(costs);
            }
        });
    }
}
