package dev.evodb.bench.search;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.index.AnnIndex;
import dev.evodb.ann.source.FvecsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Queries one at a time against batches of a hundred, in turns in one JVM, with the gate "the same
/// answers": `BatchTimes INDEX QUERIES [NPROBES [REFINE [ROUNDS]]]`. Rates are of wall time and of the
/// CPU time of the process; the ratios are medians over rounds.
public final class BatchTimes {
    private static final System.Logger LOG = System.getLogger(BatchTimes.class.getName());
    private static final int BATCH = 100;
    private static final int K = 10;

    private final AnnIndex index;
    private final List<SearchRequest> requests;

    private BatchTimes(AnnIndex index, List<SearchRequest> requests) {
        this.index = index;
        this.requests = requests;
    }

    /// One way to answer all requests.
    private interface Way {
        List<Hits> answer() throws IOException;
    }

    /// Queries a second of wall time and of CPU time.
    private record Rate(double wall, double cpu) {}

    public static void main(String[] arguments) throws IOException {
        int nprobes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 64;
        int refine = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 16;
        int rounds = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 9;
        List<SearchRequest> requests = new ArrayList<>();
        for (float[] query : FvecsFile.read(Path.of(arguments[1]))) {
            requests.add(new SearchRequest(query, K, nprobes, refine, RowMask.all()));
        }
        try (AnnIndex index = AnnIndex.open(Path.of(arguments[0]))) {
            new BatchTimes(index, requests).run(rounds);
        }
    }

    private void run(int rounds) throws IOException {
        String[] names = {"single", "batch, 1 thread", "batch, 2 threads"};
        Way[] ways = {this::single, () -> batches(1), () -> batches(2)};
        List<Hits> expected = single();
        Rate[][] rates = new Rate[ways.length][rounds];
        for (int round = -2; round < rounds; round++) {
            for (int way = 0; way < ways.length; way++) {
                Rate rate = measure(ways[way], expected);
                if (round >= 0) {
                    rates[way][round] = rate;
                }
            }
        }
        for (int way = 0; way < ways.length; way++) {
            double[] wall = new double[rounds];
            double[] cpu = new double[rounds];
            double[] ratios = new double[rounds];
            double[] cpuRatios = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                wall[round] = rates[way][round].wall();
                cpu[round] = rates[way][round].cpu();
                ratios[round] = wall[round] / rates[0][round].wall();
                cpuRatios[round] = cpu[round] / rates[0][round].cpu();
            }
            LOG.log(
                    System.Logger.Level.INFO,
                    String.format(
                            Locale.ROOT,
                            "%-17s %8.0f queries/s of wall time (%.2fx), %8.0f of CPU time (%.2fx)",
                            names[way],
                            median(wall),
                            median(ratios),
                            median(cpu),
                            median(cpuRatios)));
        }
    }

    private List<Hits> single() throws IOException {
        List<Hits> answers = new ArrayList<>();
        for (SearchRequest request : requests) {
            answers.add(index.search(request));
        }
        return answers;
    }

    private List<Hits> batches(int threads) throws IOException {
        List<Hits> answers = new ArrayList<>();
        for (int from = 0; from < requests.size(); from += BATCH) {
            answers.addAll(index.searchAll(requests.subList(from, Math.min(from + BATCH, requests.size())), threads));
        }
        return answers;
    }

    private Rate measure(Way way, List<Hits> expected) throws IOException {
        long cpu = processNanos();
        long start = System.nanoTime();
        List<Hits> answers = way.answer();
        double wall = (System.nanoTime() - start) / 1e9;
        double used = (processNanos() - cpu) / 1e9;
        for (int q = 0; q < answers.size(); q++) {
            requireSame(q, expected.get(q), answers.get(q));
        }
        return new Rate(answers.size() / wall, answers.size() / used);
    }

    /// Sums of floats differ in the last place before and after the compiler has been at work.
    private static void requireSame(int q, Hits expected, Hits actual) {
        boolean isSame = expected.size() == actual.size();
        for (int i = 0; isSame && i < expected.size(); i++) {
            isSame = Math.abs(expected.distances()[i] - actual.distances()[i])
                            <= 1e-5 * Math.abs(expected.distances()[i])
                    && expected.rowIds()[i] == actual.rowIds()[i];
        }
        if (!isSame) {
            throw new IllegalStateException("query " + q + " has another answer");
        }
    }

    private static long processNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
