package dev.evodb.rivals;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The rivals suite; `bench/README.md` has the commands.
@Command(
        name = "rivals",
        mixinStandardHelpOptions = true,
        description = "Measures other vector libraries beside EvoDB, in one interleaved run, behind a gate.",
        subcommands = {CompareCommand.class, LanceCommand.class, KernelsCommand.class})
public final class Rivals {
    /// Exit code of a run whose gate did not open.
    static final int GATE_CLOSED = 4;

    private static final int BAD_DATA = 3;

    /// Runs a command and ends the process with its exit code.
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        int code = new CommandLine(new Rivals())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof GateClosedException || failure instanceof IllegalArgumentException) {
                        err.println(failure.getMessage());
                        return failure instanceof GateClosedException ? GATE_CLOSED : 2;
                    }
                    if (failure instanceof NoSuchFileException missing) {
                        err.println("no such file: " + missing.getFile());
                        return BAD_DATA;
                    }
                    throw failure;
                })
                .execute(arguments);
        out.flush();
        System.exit(code);
    }
}
