package dev.evodb.ann.kmeans;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.MemoryVectors;
import dev.evodb.vector.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Passes over all rows: every row goes to its nearest centroid, every centroid to the mean of its rows
/// (Lloyd: "Least squares quantization in PCM", 1982).
final class Lloyd {
    private static final int ROWS_A_TASK = 1024;
    private static final int CENTROIDS_A_TASK = 32;

    private final TrainingRows training;
    private final KMeansSpec spec;
    private final KernelSet kernels;
    private final Workers workers;
    private final float[] centroids;
    private final int[] nearest;
    private final float[] scores;
    private int repaired;

    /// `seeds` are the first centroids; they are moved.
    Lloyd(TrainingRows training, KMeansSpec spec, KernelSet kernels, Workers workers, float[] seeds) {
        this.training = training;
        this.spec = spec;
        this.kernels = kernels;
        this.workers = workers;
        this.centroids = seeds;
        this.nearest = new int[training.count()];
        this.scores = new float[training.count()];
    }

    KMeansModel train() throws IOException {
        List<Double> losses = new ArrayList<>();
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < spec.iterations(); i++) {
            double loss = assign();
            losses.add(loss);
            move();
            workers.progress().report("centroids", i + 1L, spec.iterations());
            if (i > 0 && loss <= before && before - loss <= spec.tolerance() * before) {
                break;
            }
            before = loss;
        }
        return new KMeansModel(new Centroids(spec.centroids(), training.dims(), centroids), losses, repaired);
    }

    /// Answers the loss.
    private double assign() throws IOException {
        CentroidAssigner assigner =
                new CentroidAssigner(new Centroids(spec.centroids(), training.dims(), centroids), Metric.L2, kernels);
        int count = training.count();
        double[] losses = new double[(count + ROWS_A_TASK - 1) / ROWS_A_TASK];
        if (spec.capFactor() > 0) {
            int cap = CappedAssignment.cap(spec.capFactor(), count, spec.centroids());
            new CappedAssignment(new MemoryVectors(training.values(), training.dims()), assigner, cap, workers)
                    .assign(nearest, scores);
        }
        workers.run(losses.length, task -> {
            int from = task * ROWS_A_TASK;
            int to = Math.min(count, from + ROWS_A_TASK);
            if (spec.capFactor() == 0) {
                assigner.assign(training.values(), from * training.dims(), to - from, nearest, scores, from);
            }
            double loss = 0;
            for (int i = from; i < to; i++) {
                loss += training.distance(i, scores[i]);
            }
            losses[task] = loss;
        });
        return Arrays.stream(losses).sum();
    }

    private void move() throws IOException {
        int count = spec.centroids();
        int dims = training.dims();
        Members members = Members.of(nearest, training.count(), count);
        double[] losses = new double[count];
        workers.run((count + CENTROIDS_A_TASK - 1) / CENTROIDS_A_TASK, task -> {
            double[] sums = new double[dims];
            for (int c = task * CENTROIDS_A_TASK; c < Math.min(count, (task + 1) * CENTROIDS_A_TASK); c++) {
                if (members.size(c) > 0) {
                    losses[c] = moveToMean(members, c, sums);
                }
            }
        });
        for (int c = 0; c < count; c++) {
            if (members.size(c) == 0) {
                repair(members, c, losses);
            }
        }
    }

    /// Answers the loss of the centroid's rows before it moved. Rows are added up in their order, by one
    /// thread.
    private double moveToMean(Members members, int centroid, double[] sums) {
        int dims = training.dims();
        Arrays.fill(sums, 0);
        double loss = 0;
        for (int i = members.starts()[centroid]; i < members.starts()[centroid + 1]; i++) {
            int row = members.rows()[i];
            loss += training.distance(row, scores[row]);
            add(training.values(), row * dims, sums);
        }
        double scale = spec.isSpherical() ? inverseLength(sums) : 1.0 / members.size(centroid);
        for (int d = 0; d < dims; d++) {
            centroids[centroid * dims + d] = (float) (sums[d] * scale);
        }
        return loss;
    }

    private static void add(float[] rows, int from, double[] sums) {
        for (int d = 0; d < sums.length; d++) {
            sums[d] += rows[from + d];
        }
    }

    private static double inverseLength(double[] values) {
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        return squares > 0 ? 1 / Math.sqrt(squares) : 0;
    }

    /// Puts an empty centroid on the farthest row of the centroid that has the greatest loss, which does
    /// not raise the next loss. Where all rows lie on their centroids there is nothing to gain, and it
    /// stays.
    private void repair(Members members, int empty, double[] losses) {
        int donor = 0;
        for (int c = 1; c < losses.length; c++) {
            donor = losses[c] > losses[donor] ? c : donor;
        }
        if (losses[donor] == 0) {
            return;
        }
        int farthest = members.rows()[members.starts()[donor]];
        for (int i = members.starts()[donor]; i < members.starts()[donor + 1]; i++) {
            int row = members.rows()[i];
            if (training.distance(row, scores[row]) > training.distance(farthest, scores[farthest])) {
                farthest = row;
            }
        }
        int dims = training.dims();
        System.arraycopy(training.values(), farthest * dims, centroids, empty * dims, dims);
        losses[donor] = 0; // One a pass: its farthest rows may well be the same.
        repaired++;
    }
}
