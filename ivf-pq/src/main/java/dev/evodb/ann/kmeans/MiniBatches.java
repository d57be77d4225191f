package dev.evodb.ann.kmeans;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Centroids that move after every batch of rows, by less the more rows they have seen: the mean of all
/// of them (Sculley: "Web-scale k-means clustering", 2010). A loss is that of one pass, each batch at the
/// centroids it met.
final class MiniBatches {
    private static final int ROWS_A_TASK = 512;

    private final TrainingRows training;
    private final KMeansSpec spec;
    private final KernelSet kernels;
    private final Workers workers;
    private final float[] centroids;
    private final long[] seen;

    MiniBatches(TrainingRows training, KMeansSpec spec, KernelSet kernels, Workers workers, float[] seeds) {
        this.training = training;
        this.spec = spec;
        this.kernels = kernels;
        this.workers = workers;
        this.centroids = seeds;
        this.seen = new long[spec.centroids()];
    }

    KMeansModel train() throws IOException {
        SplittableRandom random = new SplittableRandom(~spec.seed());
        int[] order = new int[training.count()];
        Arrays.setAll(order, i -> i);
        List<Double> losses = new ArrayList<>();
        for (int pass = 0; pass < spec.iterations(); pass++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int row = order[j];
                order[j] = order[i];
                order[i] = row;
            }
            double loss = 0;
            for (int from = 0; from < order.length; from += spec.batchRows()) {
                loss += batch(order, from, Math.min(order.length, from + spec.batchRows()));
            }
            losses.add(loss);
            workers.progress().report("centroids", pass + 1L, spec.iterations());
        }
        return new KMeansModel(new Centroids(spec.centroids(), training.dims(), centroids), losses, 0);
    }

    /// Answers the loss of the batch.
    private double batch(int[] order, int from, int to) throws IOException {
        int dims = training.dims();
        int count = to - from;
        float[] rows = new float[count * dims];
        int[] nearest = new int[count];
        float[] scores = new float[count];
        CentroidAssigner assigner =
                new CentroidAssigner(new Centroids(spec.centroids(), dims, centroids), Metric.L2, kernels);
        workers.run((count + ROWS_A_TASK - 1) / ROWS_A_TASK, task -> {
            int first = task * ROWS_A_TASK;
            int end = Math.min(count, first + ROWS_A_TASK);
            for (int i = first; i < end; i++) {
                System.arraycopy(training.values(), order[from + i] * dims, rows, i * dims, dims);
            }
            assigner.assign(rows, first * dims, end - first, nearest, scores, first);
        });
        double loss = 0;
        for (int i = 0; i < count; i++) {
            loss += training.distance(order[from + i], scores[i]);
            moveTowards(nearest[i], rows, i * dims);
        }
        return loss;
    }

    private void moveTowards(int centroid, float[] rows, int row) {
        int dims = training.dims();
        float rate = 1f / ++seen[centroid];
        double squares = 0;
        for (int d = 0; d < dims; d++) {
            int at = centroid * dims + d;
            centroids[at] += rate * (rows[row + d] - centroids[at]);
            squares += (double) centroids[at] * centroids[at];
        }
        if (spec.isSpherical() && squares > 0) {
            double scale = 1 / Math.sqrt(squares);
            for (int d = centroid * dims; d < (centroid + 1) * dims; d++) {
                centroids[d] = (float) (centroids[d] * scale);
            }
        }
    }
}
