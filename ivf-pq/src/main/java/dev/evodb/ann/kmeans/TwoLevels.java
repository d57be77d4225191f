package dev.evodb.ann.kmeans;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Many centroids in two levels: about a square root of them first, then within the rows of each a share
/// in proportion to its rows. Costs `n * sqrt(k)` distances a pass instead of `n * k`. A cap holds within
/// each cluster of the first level.
final class TwoLevels {
    private static final int ROWS_A_TASK = 1024;

    private final TrainingRows training;
    private final KMeansSpec spec;
    private final KernelSet kernels;
    private final Workers workers;

    TwoLevels(TrainingRows training, KMeansSpec spec, KernelSet kernels, Workers workers) {
        this.training = training;
        this.spec = spec;
        this.kernels = kernels;
        this.workers = workers;
    }

    KMeansModel train() throws IOException {
        int count = training.count();
        int dims = training.dims();
        int top = (int) Math.round(Math.sqrt(spec.centroids()));
        KMeansSpec first = spec.withCentroids(top).withTwoLevelsAbove(top).withCapFactor(0);
        KMeansModel coarse = new KMeans(first, kernels, workers).train(training.values(), dims);
        int[] nearest = new int[count];
        float[] scores = new float[count];
        CentroidAssigner assigner = new CentroidAssigner(coarse.centroids(), Metric.L2, kernels);
        workers.run((count + ROWS_A_TASK - 1) / ROWS_A_TASK, task -> {
            int from = task * ROWS_A_TASK;
            assigner.assign(training.values(), from * dims, Math.min(ROWS_A_TASK, count - from), nearest, scores, from);
        });
        Members members = Members.of(nearest, count, top);
        int[] shares = shares(members, spec.centroids());
        int[] starts = new int[top + 1];
        for (int c = 0; c < top; c++) {
            starts[c + 1] = starts[c] + shares[c];
        }
        float[] centroids = new float[Math.multiplyExact(spec.centroids(), dims)];
        double[] losses = new double[top];
        int[] repaired = new int[top];
        AtomicInteger done = new AtomicInteger();
        workers.run(top, c -> {
            if (shares[c] > 0) {
                KMeansSpec second = spec.withCentroids(shares[c])
                        .withTwoLevelsAbove(shares[c])
                        .withSeed(spec.seed() + 1 + c);
                KMeansModel fine = new KMeans(second, kernels, workers.alone()).train(rowsOf(members, c), dims);
                System.arraycopy(fine.centroids().values(), 0, centroids, starts[c] * dims, shares[c] * dims);
                losses[c] = fine.losses().getLast();
                repaired[c] = fine.repaired();
            }
            int finished = done.incrementAndGet();
            workers.progress().report("centroids of the second level", finished, top);
        });
        return new KMeansModel(
                new Centroids(spec.centroids(), dims, centroids),
                List.of(coarse.losses().getLast(), Arrays.stream(losses).sum()),
                coarse.repaired() + Arrays.stream(repaired).sum());
    }

    private float[] rowsOf(Members members, int centroid) {
        int dims = training.dims();
        int start = members.starts()[centroid];
        float[] rows = new float[members.size(centroid) * dims];
        for (int i = 0; i < members.size(centroid); i++) {
            System.arraycopy(training.values(), members.rows()[start + i] * dims, rows, i * dims, dims);
        }
        return rows;
    }

    /// Shares of `total` in proportion to sizes, by largest remainders: none for no rows, else at least
    /// one and at most one a row.
    static int[] shares(Members members, int total) {
        int clusters = members.starts().length - 1;
        double rows = members.rows().length;
        int[] shares = new int[clusters];
        int given = 0;
        for (int c = 0; c < clusters; c++) {
            int size = members.size(c);
            shares[c] = size == 0 ? 0 : Math.max(1, (int) (size / rows * total));
            given += shares[c];
        }
        // Whoever is owed most gets one; where too many were given, whoever has most too many gives one back.
        List<Integer> byDebt = IntStream.range(0, clusters)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> shares[c] - members.size(c) / rows * total))
                .toList();
        for (int i = 0; given < total; i = (i + 1) % clusters) {
            int c = byDebt.get(i);
            if (shares[c] < members.size(c)) {
                shares[c]++;
                given++;
            }
        }
        for (int i = clusters - 1; given > total; i = (i + clusters - 1) % clusters) {
            int c = byDebt.get(i);
            if (shares[c] > 1) {
                shares[c]--;
                given--;
            }
        }
        return shares;
    }
}
