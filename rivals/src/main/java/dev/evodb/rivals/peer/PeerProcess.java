package dev.evodb.rivals.peer;

import dev.evodb.rivals.driver.DriverReply;
import dev.evodb.rivals.driver.DriverRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs a driver to its end.
public final class PeerProcess {
    private PeerProcess() {}

    /// Starts `command` with `build` or `measure` and the request, and waits for its answer; its standard
    /// error goes to `log`.
    ///
    /// @throws IOException if it fails, with the last of its words
    public static DriverReply run(List<String> command, String what, DriverRequest request, Path log)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.add(what);
        words.addAll(request.arguments());
        return DriverReply.parse(lines(words, log));
    }

    /// The lines that a command writes to its standard output.
    ///
    /// @throws IOException if it fails, with the last of its words
    public static List<String> lines(List<String> command, Path log) throws IOException, InterruptedException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        // One thread of work for each of the driver's own.
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        Process process = builder.start();
        Thread end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        try {
            List<String> lines = process.inputReader(StandardCharsets.UTF_8).readAllLines();
            int exit = process.waitFor();
            if (exit != 0) {
                List<String> words = Files.readAllLines(log);
                throw new IOException("exit code " + exit + ", "
                        + String.join(" / ", words.subList(Math.max(0, words.size() - 3), words.size())) + " (" + log
                        + ")");
            }
            return lines;
        } finally {
            if (process.isAlive()) {
                process.destroyForcibly();
            }
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }
}
