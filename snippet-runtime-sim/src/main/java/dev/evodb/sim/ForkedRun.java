package dev.evodb.sim;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs a workload in a JVM of its own: for V8 flags, which hold for a process, and for snippets that V8
/// may not survive.
public final class ForkedRun {
    private static final String WORKLOAD_FILE = "workload";
    private static final String MEASUREMENTS_FILE = "measurements";
    private static final String OUTPUT_FILE = "output";
    private static final int MOST_OUTPUT = 2_000;

    private ForkedRun() {}

    /// Runs `workload` with the `java` and the class path of this JVM, and waits for it at most
    /// `deadline`.
    ///
    /// Hands over through a temporary folder, which is removed at the end. If the calling thread is
    /// interrupted while it waits, the process is ended and the thread stays interrupted.
    ///
    /// @throws RunFailedException if the process cannot be started, ends without a measurement, or takes
    ///     too long
    /// @throws IOException if the temporary folder cannot be used
    public static Measurement run(Workload workload, Duration deadline) throws IOException {
        return run(workload, ForkMain.class, List.of(), deadline).getFirst();
    }

    /// What a process does with the workload that was handed to it.
    public interface Task {
        List<Measurement> run(Workload workload) throws IOException;
    }

    /// As the other `run`, in a process whose main class is `main`: it gets a folder and then
    /// `arguments`, and calls [#serve] with that folder.
    public static List<Measurement> run(Workload workload, Class<?> main, List<String> arguments, Duration deadline)
            throws IOException {
        Path folder = Files.createTempDirectory("evodb-sim");
        try {
            try (DataOutputStream out = new DataOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(folder.resolve(WORKLOAD_FILE))))) {
                WorkloadCodec.writeWorkload(out, workload);
            }
            await(launch(folder, main, arguments), folder, deadline);
            try (DataInputStream in = new DataInputStream(
                    new BufferedInputStream(Files.newInputStream(folder.resolve(MEASUREMENTS_FILE))))) {
                int count = in.readInt();
                List<Measurement> measurements = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    measurements.add(WorkloadCodec.readMeasurement(in));
                }
                return measurements;
            }
        } finally {
            delete(folder);
        }
    }

    /// In the process that `run` has started: does `task` with the workload in `folder` and leaves there
    /// what has been measured. An exception that ends the process is what `run` reports.
    public static void serve(Path folder, Task task) throws IOException {
        Workload workload;
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(folder.resolve(WORKLOAD_FILE))))) {
            workload = WorkloadCodec.readWorkload(in);
        }
        List<Measurement> measurements = task.run(workload);
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(MEASUREMENTS_FILE))))) {
            out.writeInt(measurements.size());
            for (Measurement measurement : measurements) {
                WorkloadCodec.writeMeasurement(out, measurement);
            }
        }
    }

    private static Process launch(Path folder, Class<?> main, List<String> arguments) throws RunFailedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                folder.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        // Local time at the edge is UTC, and V8 asks the environment.
        builder.environment().put("TZ", "UTC");
        builder.redirectErrorStream(true);
        builder.redirectOutput(folder.resolve(OUTPUT_FILE).toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new RunFailedException(
                    RunFailedException.Kind.LAUNCH, "cannot start " + java + ": " + e.getMessage(), e);
        }
    }

    private static void await(Process process, Path folder, Duration deadline) throws IOException {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RunFailedException(
                        RunFailedException.Kind.DEADLINE,
                        "the forked run took longer than " + deadline.toMillis() + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunFailedException(RunFailedException.Kind.DEADLINE, "interrupted while the fork ran", e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new RunFailedException(
                    RunFailedException.Kind.EXIT,
                    "the forked run ended with exit code " + process.exitValue() + ": " + output(folder));
        }
    }

    private static String output(Path folder) throws IOException {
        String output = Files.readString(folder.resolve(OUTPUT_FILE), StandardCharsets.ISO_8859_1)
                .strip();
        return output.length() <= MOST_OUTPUT ? output : output.substring(0, MOST_OUTPUT) + "…";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
