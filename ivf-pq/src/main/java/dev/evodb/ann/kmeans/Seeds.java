package dev.evodb.ann.kmeans;

import dev.evodb.ann.kernel.AssignKernel;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.parallel.Workers;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Chooses the rows where centroids start.
final class Seeds {
    private static final int TILE = AssignKernel.TILE;
    private static final int TILES_A_TASK = 64;
    private static final int CANDIDATES_A_CENTROID = 32;

    private final TrainingRows training;
    private final KMeansSpec spec;
    private final AssignKernel kernel;
    private final Workers workers;
    private final SplittableRandom random;

    Seeds(TrainingRows training, KMeansSpec spec, KernelSet kernels, Workers workers) {
        this.training = training;
        this.spec = spec;
        this.kernel = kernels.assign();
        this.workers = workers;
        this.random = new SplittableRandom(spec.seed());
    }

    /// `(centroids, dims)` row-major, given away.
    float[] choose() throws IOException {
        int[] chosen = switch (spec.seeding()) {
            case SAMPLED -> drawn(spec.centroids());
            case PLUS_PLUS -> farApart();
        };
        int dims = training.dims();
        float[] seeds = new float[Math.multiplyExact(spec.centroids(), dims)];
        for (int c = 0; c < chosen.length; c++) {
            System.arraycopy(training.values(), chosen[c] * dims, seeds, c * dims, dims);
        }
        return seeds;
    }

    /// So many different rows, the head of a shuffle.
    private int[] drawn(int count) {
        int[] rows = new int[training.count()];
        Arrays.setAll(rows, i -> i);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, rows.length);
            int row = rows[j];
            rows[j] = rows[i];
            rows[i] = row;
        }
        return Arrays.copyOf(rows, count);
    }

    private int[] farApart() throws IOException {
        int[] candidates = drawn((int) Math.min(training.count(), (long) CANDIDATES_A_CENTROID * spec.centroids()));
        int tiles = (candidates.length + TILE - 1) / TILE;
        float[] columns = columns(candidates, tiles);
        double[] distances = new double[candidates.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        double[] sums = new double[(tiles + TILES_A_TASK - 1) / TILES_A_TASK];
        int[] chosen = new int[spec.centroids()];
        int next = 0; // Drawn by chance already.
        for (int c = 0; c < chosen.length; c++) {
            chosen[c] = candidates[next];
            int from = next;
            workers.run(sums.length, task -> sums[task] = approach(columns, candidates, from, task, distances));
            // A row on a seed has no distance and is not drawn, unless all rows lie on seeds.
            next = draw(sums, distances);
        }
        return chosen;
    }

    private float[] columns(int[] candidates, int tiles) {
        int dims = training.dims();
        float[] columns = new float[Math.multiplyExact(tiles * TILE, dims)];
        for (int i = 0; i < candidates.length; i++) {
            int from = i / TILE * TILE * dims + i % TILE;
            for (int d = 0; d < dims; d++) {
                columns[from + d * TILE] = training.values()[candidates[i] * dims + d];
            }
        }
        return columns;
    }

    /// Lowers the distances of the task's candidates to that to candidate `seed`, and answers their sum.
    private double approach(float[] columns, int[] candidates, int seed, int task, double[] distances) {
        int dims = training.dims();
        float[] offset = {-training.squares()[candidates[seed]] / 2};
        int[] nearest = new int[TILE];
        float[] scores = new float[TILE];
        double sum = 0;
        int end = Math.min(candidates.length, (task + 1) * TILES_A_TASK * TILE);
        for (int first = task * TILES_A_TASK * TILE; first < end; first += TILE) {
            kernel.nearestOfColumns(
                    columns,
                    first * dims,
                    dims,
                    training.values(),
                    candidates[seed] * dims,
                    offset,
                    0,
                    1,
                    nearest,
                    scores,
                    0);
            for (int i = first; i < Math.min(end, first + TILE); i++) {
                double distance = i == seed ? 0 : training.distance(candidates[i], scores[i - first]);
                distances[i] = Math.min(distances[i], distance);
                sum += distances[i];
            }
        }
        return sum;
    }

    /// A candidate, with a chance in proportion to its distance.
    private int draw(double[] sums, double[] distances) {
        double total = Arrays.stream(sums).sum();
        if (!(total > 0)) {
            return random.nextInt(distances.length);
        }
        double left = random.nextDouble() * total;
        int task = 0;
        while (task < sums.length - 1 && left >= sums[task]) {
            left -= sums[task++];
        }
        int from = task * TILES_A_TASK * TILE;
        int end = Math.min(distances.length, from + TILES_A_TASK * TILE);
        int last = from;
        for (int i = from; i < end; i++) {
            if (distances[i] > 0) {
                last = i;
                left -= distances[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }
}
