package dev.evodb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `evodb chain`: chains of snippets.
@Command(
        name = "chain",
        description = "Plans chains of snippets, runs them in the simulator and on this machine.",
        subcommands = {
            ChainPlanCommand.class,
            ChainShapeCommand.class,
            ChainSimCommand.class,
            ChainServeLocalCommand.class
        })
final class ChainCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: plan, shape, sim or serve-local");
    }
}
