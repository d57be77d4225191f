package dev.evodb.lance.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Fuzzes every target with Jazzer, each in a process of its own, some at a time. Prints executions a
/// target.
///
/// `-Dfuzz.seconds=N` is how long each takes (20), `-Dfuzz.parallel=N` how many run at a time (2),
/// `-Dfuzz.only=TEXT,TEXT` those whose id contains one of these. What is found lies in
/// `lance-reader/target/fuzz/TARGET` and belongs into `src/test/resources/fuzz/TARGET`, together with the
/// fix.
@Tag("fuzz")
class FuzzRunTest {
    private static final Path FOLDER = Path.of(System.getProperty("evodb.root"), "lance-reader/target/fuzz");
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");
    private static final Pattern STATUS = Pattern.compile("(?m)^#(\\d+)\\s");

    /// How fuzzing one target went.
    private record Result(FuzzTarget target, int code, long executions, Path log) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-32s %,14d executions%s",
                    target.id(),
                    executions,
                    code == 0 ? "" : "   FAILED with code " + code + ", see " + log);
        }
    }

    @Test
    void nothingIsFound() throws IOException, InterruptedException, ExecutionException {
        List<Result> results = new ArrayList<>();
        try (ExecutorService processes = Executors.newFixedThreadPool(Integer.getInteger("fuzz.parallel", 2))) {
            List<Future<Result>> running = new ArrayList<>();
            for (FuzzTarget target : FuzzTarget.values()) {
                if (isWanted(target)) {
                    running.add(processes.submit(() -> fuzz(target)));
                }
            }
            for (Future<Result> result : running) {
                results.add(result.get());
                out().println(results.getLast());
            }
        }
        String failed = results.stream()
                .filter(result -> result.code != 0)
                .map(Result::toString)
                .collect(Collectors.joining("\n"));
        assertEquals("", failed);
    }

    private static boolean isWanted(FuzzTarget target) {
        return Arrays.stream(System.getProperty("fuzz.only", "").split(",", -1)).anyMatch(target.id()::contains);
    }

    private static Result fuzz(FuzzTarget target) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(FOLDER.resolve(target.id()));
        Path corpus = Files.createDirectories(folder.resolve("corpus"));
        List<byte[]> seeds = Seeds.of(target);
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Path log = folder.resolve("log.txt");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-Devodb.root=" + System.getProperty("evodb.root"),
                "-Devodb.fixtures=" + System.getProperty("evodb.fixtures"),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzEntry.class.getName(),
                "--target_args=" + target.id(),
                "--instrumentation_includes=dev.evodb.**",
                "--custom_hook_excludes=**",
                "--disabled_hooks=*",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-timeout=30",
                "-rss_limit_mb=0",
                "-max_len=16384",
                "-max_total_time=" + Integer.getInteger("fuzz.seconds", 20),
                corpus.toString());
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        return new Result(target, code, executions(Files.readString(log)), log);
    }

    private static long executions(String log) {
        long found = 0;
        for (Matcher status = STATUS.matcher(log); status.find(); ) {
            found = Long.parseLong(status.group(1));
        }
        Matcher done = DONE.matcher(log);
        return done.find() ? Long.parseLong(done.group(1)) : found;
    }

    // Executions are what a long run is for.
    @SuppressWarnings("SystemOut")
    private static PrintStream out() {
        return System.out;
    }
}
