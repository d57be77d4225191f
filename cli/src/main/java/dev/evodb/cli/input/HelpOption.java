package dev.evodb.cli.input;

import picocli.CommandLine.Option;

/// `--help` alone: the standard mixin would bring a `--version` that means the program's, where commands
/// have one that means the table's.
public final class HelpOption {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    private boolean isAsked;

    /// Whether the help was asked for.
    public boolean isAsked() {
        return isAsked;
    }
}
