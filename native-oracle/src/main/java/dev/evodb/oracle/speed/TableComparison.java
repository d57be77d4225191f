package dev.evodb.oracle.speed;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs [TableBenchmark] and [DecodeBenchmark]: rounds of every contender, one after the other, each in a process of
/// its own, so that what else the machine does meets all of them. Prints medians, their spread, and ratios.
public final class TableComparison {
    private static final int ROUNDS = Integer.getInteger("evodb.bench.rounds", 3);

    /// Half seconds that what takes milliseconds is repeated before it is measured. The compiler of a
    /// small machine needs several seconds for the code of a take.
    private static final int SHORT_WARMUPS = Integer.getInteger("evodb.bench.warmups", 16);

    /// Times of 0.7 s that scans are repeated before they are measured. While the compiler works it takes one of two
    /// processors from whoever reads with both.
    private static final int LONG_WARMUPS = Integer.getInteger("evodb.bench.longWarmups", 8);

    private final String data;
    private final PrintStream out;
    private final Map<String, List<Double>> microseconds = new LinkedHashMap<>();

    /// Something measured: our method, the rival's, and the least that it could cost, which can be missing.
    private record Subject(String name, String table, String method, boolean hasFloor, boolean isLong, int threads) {}

    private static final List<Subject> SUBJECTS = List.of(
            new Subject("full scan, vectors", "vectors", "scan", false, true, 0),
            new Subject("full scan, texts", "texts", "scan", false, true, 0),
            new Subject("vector column", "vectors", "vector", true, true, 0),
            new Subject("vector column, 1 thread of ours", "vectors", "vector", true, true, 1),
            new Subject("filtered scan", "vectors", "filter", false, true, 0),
            new Subject("take of 100 rows, vectors", "vectors", "take", false, false, 0),
            new Subject("take of 100 rows, texts", "texts", "take", false, false, 0),
            new Subject("open", "vectors", "open", false, false, 0));

    private TableComparison(String data, PrintStream out) {
        this.data = data;
        this.out = out;
    }

    /// Arguments: the folder of the tables, which are written if they are not there, and, to run only some, parts of
    /// names of what is measured.
    public static void main(String[] args) throws IOException, RunnerException {
        Path folder = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
        BenchTables.vectors(folder);
        BenchTables.texts(folder);
        BenchTables.encodings(folder);
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        TableComparison comparison = new TableComparison(folder.toString(), out);
        List<String> wanted = Arrays.asList(args).subList(1, args.length);
        for (String table : List.of("vectors", "texts")) {
            comparison.gate(table);
        }
        comparison.compare(SUBJECTS.stream()
                .filter(subject -> isWanted(subject.name(), wanted))
                .toList());
        if (isWanted("decode", wanted)) {
            comparison.decode();
        }
    }

    private static boolean isWanted(String name, List<String> wanted) {
        return wanted.isEmpty() || wanted.stream().anyMatch(name::contains);
    }

    private void gate(String table) throws IOException {
        TableBenchmark benchmark = new TableBenchmark();
        benchmark.data = data;
        benchmark.table = table;
        benchmark.open();
        benchmark.gate();
        benchmark.close();
        out.println("gate passed: " + table);
    }

    private void compare(List<Subject> subjects) throws RunnerException {
        for (int round = 0; round < ROUNDS; round++) {
            for (Subject subject : subjects) {
                measure(subject, "Ours");
                measure(subject, "Native");
                if (subject.hasFloor()) {
                    measure(subject, "Floor");
                }
            }
        }
        out.println();
        out.println("| read | ours ms | native ms | native / ours | floor ms | floor / ours |");
        out.println("|---|---|---|---|---|---|");
        for (Subject subject : subjects) {
            double ours = median(subject, "Ours");
            double theirs = median(subject, "Native");
            String floor = subject.hasFloor()
                    ? " | " + shown(subject, "Floor") + " | " + fixed(median(subject, "Floor") / ours)
                    : " | – | –";
            out.println("| " + subject.name() + " | " + shown(subject, "Ours") + " | " + shown(subject, "Native")
                    + " | " + fixed(theirs / ours) + floor + " |");
        }
    }

    private void measure(Subject subject, String contender) throws RunnerException {
        ChainedOptionsBuilder options = options()
                .include(TableBenchmark.class.getName() + "." + subject.method() + contender + "$")
                .param("data", data)
                .param("table", subject.table())
                .param("threads", String.valueOf(subject.threads()))
                .warmupIterations(subject.isLong() ? LONG_WARMUPS : SHORT_WARMUPS)
                .measurementIterations(subject.isLong() ? 5 : 4)
                .warmupTime(TimeValue.milliseconds(subject.isLong() ? 700 : 500))
                .measurementTime(TimeValue.milliseconds(300));
        for (RunResult result : new Runner(options.build()).run()) {
            double[] each = result.getPrimaryResult().getStatistics().getN() == 0
                    ? new double[] {result.getPrimaryResult().getScore()}
                    : iterations(result);
            Arrays.sort(each);
            microseconds
                    .computeIfAbsent(subject.name() + contender, _ -> new ArrayList<>())
                    .add(each[each.length / 2]);
        }
    }

    private static double[] iterations(RunResult result) {
        return result.getBenchmarkResults().stream()
                .flatMap(benchmark -> benchmark.getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray();
    }

    private static ChainedOptionsBuilder options() {
        return new OptionsBuilder()
                .forks(1)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .jvmArgs(
                        "-Xmx3g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow");
    }

    private double median(Subject subject, String contender) {
        double[] rounds = microseconds.getOrDefault(subject.name() + contender, List.of(Double.NaN)).stream()
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return rounds[rounds.length / 2];
    }

    /// Milliseconds: the median, and the range of the rounds.
    private String shown(Subject subject, String contender) {
        List<Double> rounds = microseconds.getOrDefault(subject.name() + contender, List.of());
        double least = rounds.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
        double most = rounds.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        return fixed(median(subject, contender) / 1000) + " (" + fixed(least / 1000) + "–" + fixed(most / 1000) + ")";
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private void decode() throws RunnerException, IOException {
        ChainedOptionsBuilder options = options()
                .include(DecodeBenchmark.class.getName())
                .param("data", data)
                .warmupIterations(3)
                .measurementIterations(5)
                .warmupTime(TimeValue.milliseconds(250))
                .measurementTime(TimeValue.milliseconds(200));
        Collection<RunResult> results = new Runner(options.build()).run();
        Map<String, Double> floors = new LinkedHashMap<>();
        Map<String, Double> decoded = new LinkedHashMap<>();
        for (RunResult result : results) {
            double[] each = iterations(result);
            Arrays.sort(each);
            Map<String, Double> target = result.getParams().getBenchmark().endsWith("floor") ? floors : decoded;
            target.put(result.getParams().getParam("column"), each[each.length / 2]);
        }
        out.println();
        out.println("| column | stored as | million values/s | floor | ratio |");
        out.println("|---|---|---|---|---|");
        for (Map.Entry<String, Double> column : decoded.entrySet()) {
            double micros = column.getValue();
            double floor = floors.getOrDefault(column.getKey(), Double.NaN);
            out.println("| " + column.getKey() + " | " + DecodeBenchmark.storedAs(data, column.getKey()) + " | "
                    + fixed(BenchTables.ENCODING_ROWS / micros) + " | " + fixed(BenchTables.ENCODING_ROWS / floor)
                    + " | " + fixed(floor / micros) + " |");
        }
    }
}
