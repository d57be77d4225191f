package dev.evodb.lance.fuzz;

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

/// Runs targets with Jazzer, each in a process of its own, some at a time, and prints executions a
/// target. What a target finds lies in `folder/TARGET`.
///
/// `-Dfuzz.seconds=N` is how long each takes (20), `-Dfuzz.parallel=N` how many run at a time (2),
/// `-Dfuzz.only=TEXT,TEXT` those whose id contains one of these.
public record JazzerRun(Path folder, Class<?> entry) {
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs");
    private static final Pattern STATUS = Pattern.compile("(?m)^#(\\d+)\\s");

    /// A target: what `entry` is called with as its only argument, and inputs to begin with.
    public record Target(String id, List<byte[]> seeds) {}

    /// How fuzzing one target went.
    private record Result(Target target, int code, long executions, Path log) {
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

    /// Whether `-Dfuzz.only` leaves a target.
    public static boolean isWanted(String id) {
        return Arrays.stream(System.getProperty("fuzz.only", "").split(",", -1)).anyMatch(id::contains);
    }

    /// Runs targets, and answers a line for each that failed.
    public String run(List<Target> targets) throws IOException, InterruptedException, ExecutionException {
        List<Result> results = new ArrayList<>();
        try (ExecutorService processes = Executors.newFixedThreadPool(Integer.getInteger("fuzz.parallel", 2))) {
            List<Future<Result>> running = new ArrayList<>();
            for (Target target : targets) {
                running.add(processes.submit(() -> fuzz(target)));
            }
            for (Future<Result> result : running) {
                results.add(result.get());
                out().println(results.getLast());
            }
        }
        return results.stream()
                .filter(result -> result.code != 0)
                .map(Result::toString)
                .collect(Collectors.joining("\n"));
    }

    private Result fuzz(Target target) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(target.id()));
        Path corpus = Files.createDirectories(own.resolve("corpus"));
        List<byte[]> seeds = target.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Path log = own.resolve("log.txt");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+EnableDynamicAgentLoading",
                "-Devodb.root=" + System.getProperty("evodb.root"),
                "-Devodb.fixtures=" + System.getProperty("evodb.fixtures"),
                "--add-modules=jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + entry.getName(),
                "--target_args=" + target.id(),
                "--instrumentation_includes=dev.evodb.**",
                "--custom_hook_excludes=**",
                "--disabled_hooks=*",
                "--reproducer_path=" + own,
                "-artifact_prefix=" + own + "/",
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
