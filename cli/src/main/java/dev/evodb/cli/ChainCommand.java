package dev.evodb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `evodb chain`: chains of snippets.
@Command(
        name = "chain",
        description = "Plans chains of snippets.",
        subcommands = {ChainPlanCommand.class, ChainShapeCommand.class})
final class ChainCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: plan or shape");
    }
}
