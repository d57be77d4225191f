package dev.evodb.cli.bench;

import dev.evodb.ann.Hits;
import dev.evodb.ann.RowMask;
import dev.evodb.ann.SearchRequest;
import dev.evodb.ann.VectorIndex;
import dev.evodb.cli.edge.Recall;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Runs queries one at a time on the caller's thread.
public final class AnnMeasurement {
    private static final int[] FACTORS = {1, 2, 4, 8, 16, 32, 64};

    /// Partitions that a patient search visits at the least.
    private static final int LEAST_PROBES = 8;

    private final VectorIndex index;
    private final int most;
    private final float[][] queries;
    private final int[][] truth;
    private final int k;
    private final int passes;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /// At `most` so much of an effort is tried: all partitions, or all rows. `truth` names the nearest
    /// rows of each query, at least `k` of them, nearest first.
    ///
    /// @throws IllegalArgumentException if there are no queries, or not as much truth
    public AnnMeasurement(VectorIndex index, int most, float[][] queries, int[][] truth, int k, int passes) {
        if (queries.length == 0 || truth.length != queries.length) {
            throw new IllegalArgumentException(queries.length + " queries, but truth for " + truth.length);
        }
        if (truth[0].length < k) {
            throw new IllegalArgumentException("truth has " + truth[0].length + " rows a query, k is " + k);
        }
        this.index = index;
        this.most = most;
        this.queries = queries;
        this.truth = truth;
        this.k = k;
        this.passes = passes;
    }

    /// Measures a setting: a pass to warm up, then the median of the passes.
    public CurvePoint measure(Effort effort, int amount, int refine) throws IOException {
        List<SearchRequest> requests = requests(effort, amount, refine);
        for (SearchRequest request : requests) {
            index.search(request);
        }
        double[] rates = new double[passes];
        long[] nanos = new long[passes * requests.size()];
        Recall recall = new Recall();
        long codes = 0;
        for (int pass = 0; pass < passes; pass++) {
            long cpu = threads.getCurrentThreadCpuTime();
            Hits[] answers = new Hits[requests.size()];
            for (int q = 0; q < answers.length; q++) {
                long start = System.nanoTime();
                answers[q] = index.search(requests.get(q));
                nanos[pass * answers.length + q] = System.nanoTime() - start;
            }
            rates[pass] = answers.length * 1e9 / Math.max(1, threads.getCurrentThreadCpuTime() - cpu);
            for (int q = 0; q < answers.length; q++) {
                recall.add(Arrays.stream(truth[q]).asLongStream().toArray(), answers[q].rowIds(), k);
                codes += answers[q].statistics().codesScored();
            }
        }
        Arrays.sort(rates);
        Arrays.sort(nanos);
        return new CurvePoint(
                effort,
                amount,
                refine,
                recall.mean(),
                rates[passes / 2],
                nanos[nanos.length / 2] / 1e3,
                nanos[(int) (nanos.length * 0.99)] / 1e3,
                (double) codes / nanos.length);
    }

    /// The fastest setting whose recall is at least `recall`: for each of the efforts and each refine
    /// factor the least that reaches it, all of them measured. Nothing if no setting reaches it.
    public Optional<CurvePoint> tune(double recall, List<Effort> efforts) throws IOException {
        List<CurvePoint> candidates = new ArrayList<>();
        for (Effort effort : efforts) {
            tune(recall, effort, Math.min(this.most, effort.most()), candidates);
        }
        return candidates.stream().max((a, b) -> Double.compare(a.queriesPerSecond(), b.queriesPerSecond()));
    }

    private void tune(double recall, Effort effort, int most, List<CurvePoint> candidates) throws IOException {
        for (int factor : FACTORS) {
            int least = effort == Effort.BEAM ? k * factor : 1;
            if ((long) k * factor > SearchRequest.MAX_CANDIDATES || least > most) {
                continue;
            }
            int low = least;
            int high = least;
            while (high < most && recall(effort, high, factor) < recall) {
                low = high + 1;
                high = Math.min(most, 2 * high);
            }
            if (high == most && recall(effort, high, factor) < recall) {
                continue;
            }
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (recall(effort, middle, factor) >= recall) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            candidates.add(measure(effort, low, factor));
        }
    }

    private double recall(Effort effort, int amount, int refine) throws IOException {
        Recall recall = new Recall();
        List<Hits> answers = index.searchAll(requests(effort, amount, refine));
        for (int q = 0; q < answers.size(); q++) {
            recall.add(
                    Arrays.stream(truth[q]).asLongStream().toArray(),
                    answers.get(q).rowIds(),
                    k);
        }
        return recall.mean();
    }

    private List<SearchRequest> requests(Effort effort, int amount, int refine) {
        return Arrays.stream(queries)
                .map(query -> switch (effort) {
                    case PROBES -> new SearchRequest(query, k, amount, refine, RowMask.all());
                    case PATIENCE ->
                        new SearchRequest(query, k, Math.min(LEAST_PROBES, most), refine, RowMask.all())
                                .withProbes(Math.min(LEAST_PROBES, most), most)
                                .withPatience(amount);
                    case BEAM -> new SearchRequest(query, k, 1, refine, RowMask.all()).withEf(amount);
                })
                .toList();
    }
}
