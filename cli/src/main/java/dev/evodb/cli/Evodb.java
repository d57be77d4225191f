package dev.evodb.cli;

import dev.evodb.cli.cloudflare.ApiRefusedException;
import dev.evodb.cli.deploy.UnconfirmedException;
import dev.evodb.cli.input.HelpOption;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.NotATableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The `evodb` command.
@Command(
        name = "evodb",
        mixinStandardHelpOptions = true,
        version = "evodb 0.1.0-SNAPSHOT",
        description = "Opens Lance tables, searches them, packs them for the edge, and proves the edge budget.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0  done",
            "  2  bad usage",
            "  3  bad data: corrupt or unsupported, with its location; or a remote side that refuses",
            "  4  a budget or gate was missed",
            "  1  anything else",
        },
        subcommands = {
            DemoCommand.class,
            InspectCommand.class,
            ScanCommand.class,
            TakeCommand.class,
            FingerprintCommand.class,
            VerifyCommand.class,
            SearchCommand.class,
            IndexCommand.class,
            BenchCommand.class,
            PackCommand.class,
            SimCommand.class,
            ChainCommand.class,
            DeployCommand.class,
            ServeCommand.class,
            ApiKeyCommand.class,
            AutoComplete.GenerateCompletion.class,
        })
public final class Evodb {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Print the stack trace of a failure as well.")
    private boolean verbose;

    /// Runs the command line and ends the process with its exit code.
    public static void main(String[] args) {
        // Table contents are UTF-8 whatever the terminal's locale says.
        PrintWriter out = new PrintWriter(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintWriter err =
                new PrintWriter(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = run(out, err, args);
        out.flush();
        System.exit(code);
    }

    /// Runs the command line with its output going to `out` and everything else to `err`; answers the
    /// exit code.
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(out, err, System.getenv(), args);
    }

    /// As above; `environment` is where a command that is given a secret looks for it.
    static int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... args) {
        Evodb top = new Evodb();
        CommandLine line = new CommandLine(top, new Commands(environment))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> top.report(failure, command));
        addHelp(line);
        line.setParameterExceptionHandler((failure, arguments) -> {
            CommandLine command = failure.getCommandLine();
            command.getErr()
                    .println(command.getCommandName() + ": " + oneLine(failure) + " (see "
                            + command.getCommandSpec().qualifiedName() + " --help)");
            return ExitCode.BAD_USAGE.number();
        });
        if (args.length == 0) {
            line.usage(err);
            return ExitCode.BAD_USAGE.number();
        }
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    /// Makes commands; those that look there are told the environment.
    private record Commands(Map<String, String> environment) implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == DeployCommand.class) {
                return type.cast(new DeployCommand(environment));
            }
            if (type == ServeCommand.class) {
                return type.cast(new ServeCommand(environment));
            }
            return type == ChainServeLocalCommand.class
                    ? type.cast(new ChainServeLocalCommand(environment))
                    : CommandLine.defaultFactory().create(type);
        }
    }

    /// Gives `--help` to all commands below `parent` that have none.
    private static void addHelp(CommandLine parent) {
        for (CommandLine command : parent.getSubcommands().values()) {
            if (command.getCommandSpec().findOption("--help") == null) {
                command.addMixin("help", new HelpOption());
            }
            addHelp(command);
        }
    }

    private int report(Exception failure, CommandLine command) {
        command.getOut().flush();
        command.getErr().println(command.getCommandName() + ": " + oneLine(failure));
        if (verbose) {
            failure.printStackTrace(command.getErr());
        }
        return codeOf(failure).number();
    }

    private static ExitCode codeOf(Exception failure) {
        return switch (failure) {
            case CorruptFileException _, UnsupportedFeatureException _, LimitExceededException _ -> ExitCode.BAD_DATA;
            case NotATableException _, NoSuchFileException _ -> ExitCode.BAD_DATA;
            case ApiRefusedException _, UnconfirmedException _ -> ExitCode.BAD_DATA;
            case IllegalArgumentException _ -> ExitCode.BAD_USAGE;
            case IOException _, UncheckedIOException _ -> ExitCode.FAILED;
            default -> ExitCode.FAILED;
        };
    }

    private static String oneLine(Exception failure) {
        String message = failure.getMessage();
        String text = switch (failure) {
            case NoSuchFileException e ->
                e.getReason() == null ? "no such file: " + e.getFile() : String.valueOf(e.getReason());
            default -> message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
        };
        return text.replaceFirst("^Error: ", "").replaceAll("\\s*\\R\\s*", "; ");
    }
}
