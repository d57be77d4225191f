package dev.evodb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `evodb bench`: measurements.
@Command(
        name = "bench",
        description = "Measures recall and latency.",
        subcommands = {BenchAnnCommand.class})
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing subcommand: ann");
    }
}
