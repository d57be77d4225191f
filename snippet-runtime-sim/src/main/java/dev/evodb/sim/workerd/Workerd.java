package dev.evodb.sim.workerd;

import dev.evodb.sim.RunFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A workerd binary on this machine.
///
/// @param binary  the program
/// @param version what it says of itself, for example `workerd 2026-11-17`
public record Workerd(Path binary, String version) {
    /// The variable that names the binary, or a folder into which npm has installed the package
    /// `workerd`.
    public static final String VARIABLE = "EVODB_WORKERD";

    private static final long SECONDS = 20;

    /// The binary that the environment names.
    ///
    /// @throws IllegalArgumentException if it names none, or not a program that runs here
    public static Workerd find() throws IOException {
        return require(System.getenv());
    }

    /// The binary that `environment` names.
    ///
    /// @throws IllegalArgumentException if it names none, or not a program that runs here
    public static Workerd require(Map<String, String> environment) throws IOException {
        return in(environment)
                .orElseThrow(() -> new IllegalArgumentException("workerd is not here: set " + VARIABLE
                        + " to its binary, or to a folder where 'npm install workerd' was run"));
    }

    /// The binary that `environment` names, if it names one.
    ///
    /// @throws IllegalArgumentException if what it names is no program that runs here
    public static Optional<Workerd> in(Map<String, String> environment) throws IOException {
        String named = environment.getOrDefault(VARIABLE, "");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Path binary = Path.of(named).toAbsolutePath();
        if (Files.isDirectory(binary)) {
            binary = binary.resolve("node_modules/workerd/bin/workerd");
        }
        if (!Files.isExecutable(binary)) {
            throw new IllegalArgumentException(VARIABLE + " names no program: " + binary);
        }
        return Optional.of(new Workerd(binary, version(binary)));
    }

    private static String version(Path binary) throws IOException {
        Process process = new ProcessBuilder(binary.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        try {
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new RunFailedException(RunFailedException.Kind.LAUNCH, binary + " does not start: " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException(RunFailedException.Kind.LAUNCH, "interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
