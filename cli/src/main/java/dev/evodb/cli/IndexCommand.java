package dev.evodb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `evodb index`: EvoDB's own vector indices.
@Command(
        name = "index",
        description = "Builds and inspects EvoDB's own vector indices.",
        subcommands = {IndexBuildCommand.class, IndexInspectCommand.class})
final class IndexCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: build or inspect");
    }
}
