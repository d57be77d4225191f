package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Centroids of all partitions before they are coded, `values` `(partitions, dims)` row-major.
///
/// Sums run in a fixed order, whatever the number of threads: the same rows make the same bytes.
record Centroids(int partitions, int dims, float[] values, double[] squaredNorms) {
    private static final int ITERATIONS = 10;

    /// Training rows a partition.
    private static final int SAMPLE_ROWS = 24;

    private static final int MIN_SAMPLE = 20_000;

    /// Values of the sample: 256 MB.
    private static final int MAX_VALUES = 1 << 26;

    private static final int CHUNK_ROWS = 256;

    /// How much of the mean of all rows is taken from centroids.
    private static final double CENTERING = 0.5;

    /// k-means from rows drawn at random: Lloyd's iterations, on the unit sphere for cosine. `heldOut`
    /// rows are not trained on while there are enough others: they are to serve as queries.
    static Centroids train(
            Vectors vectors, int partitions, int[] heldOut, Metric metric, long seed, PackProgress progress) {
        int dims = vectors.dims();
        SeededRandom random = new SeededRandom(seed);
        long wanted = Math.max(MIN_SAMPLE, (long) SAMPLE_ROWS * partitions);
        long most = Math.max(partitions, MAX_VALUES / dims);
        int[] shuffled = random.sample(vectors.rows(), vectors.rows());
        if (vectors.rows() - heldOut.length >= partitions) {
            shuffled = without(shuffled, heldOut);
        }
        int count = (int) Math.min(shuffled.length, Math.min(most, wanted));
        float[] sample = vectors.take(Arrays.copyOf(shuffled, count));
        // The sample is in random order: its first rows are a random choice.
        Centroids centroids = of(partitions, dims, Arrays.copyOf(sample, partitions * dims));
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            int[] nearest = centroids.nearest(sample);
            centroids = of(partitions, dims, means(sample, nearest, partitions, dims, metric, random));
            progress.at("train", iteration + 1, ITERATIONS);
        }
        return centroids;
    }

    /// The same, moved to where they attract the rows that queries look for, unless for L2.
    ///
    /// Rows near the mean of all are near every centroid, but they are neighbours of few queries: half of
    /// the mean is taken from each centroid, and its length is given back to it.
    /// docs/adr/0006-edge-pack-v1.md has what that is worth.
    Centroids moved(Vectors vectors, Metric metric) {
        if (metric == Metric.L2) {
            return this;
        }
        double[] mean = vectors.mean();
        float[] moved = new float[values.length];
        double[] centered = new double[dims];
        for (int p = 0; p < partitions; p++) {
            double squares = 0;
            for (int d = 0; d < dims; d++) {
                centered[d] = values[p * dims + d] - CENTERING * mean[d];
                squares += centered[d] * centered[d];
            }
            double scale = squares > 0 ? Math.sqrt(squaredNorms[p] / squares) : 0;
            for (int d = 0; d < dims; d++) {
                moved[p * dims + d] = (float) (scale * centered[d]);
            }
        }
        return of(partitions, dims, moved);
    }

    private static int[] without(int[] from, int[] what) {
        int[] sorted = what.clone();
        Arrays.sort(sorted);
        return Arrays.stream(from)
                .filter(row -> Arrays.binarySearch(sorted, row) < 0)
                .toArray();
    }

    private static Centroids of(int partitions, int dims, float[] values) {
        double[] squaredNorms = new double[partitions];
        for (int p = 0; p < partitions; p++) {
            for (int d = p * dims; d < (p + 1) * dims; d++) {
                squaredNorms[p] += (double) values[d] * values[d];
            }
        }
        return new Centroids(partitions, dims, values, squaredNorms);
    }

    private static float[] means(
            float[] sample, int[] nearest, int partitions, int dims, Metric metric, SeededRandom random) {
        double[] sums = new double[partitions * dims];
        int[] counts = new int[partitions];
        for (int i = 0; i < nearest.length; i++) {
            int at = nearest[i] * dims;
            for (int d = 0; d < dims; d++) {
                sums[at + d] += sample[i * dims + d];
            }
            counts[nearest[i]]++;
        }
        float[] values = new float[sums.length];
        for (int p = 0; p < partitions; p++) {
            int at = p * dims;
            double norm = 0;
            for (int d = at; d < at + dims; d++) {
                norm += sums[d] * sums[d];
            }
            double divisor = metric == Metric.COSINE ? Math.sqrt(norm) : counts[p];
            if (counts[p] == 0 || divisor == 0) {
                System.arraycopy(sample, random.below(nearest.length) * dims, values, at, dims);
                continue;
            }
            for (int d = at; d < at + dims; d++) {
                values[d] = (float) (sums[d] / divisor);
            }
        }
        return values;
    }

    /// The nearest centroid of each vector of `(vectors, dims)`.
    private int[] nearest(float[] vectors) {
        ScoreTable[] tables = new ScoreTable[(partitions + ScoreTable.BLOCK - 1) / ScoreTable.BLOCK];
        for (int b = 0; b < tables.length; b++) {
            int from = b * ScoreTable.BLOCK;
            tables[b] = ScoreTable.of(values, from, Math.min(ScoreTable.BLOCK, partitions - from), dims);
        }
        int[] nearest = new int[vectors.length / dims];
        IntStream.range(0, (nearest.length + CHUNK_ROWS - 1) / CHUNK_ROWS)
                .parallel()
                .forEach(chunk -> nearest(vectors, chunk * CHUNK_ROWS, tables, nearest));
        return nearest;
    }

    /// Of a chunk of vectors, table by table.
    private void nearest(float[] vectors, int from, ScoreTable[] tables, int[] nearest) {
        int count = Math.min(CHUNK_ROWS, nearest.length - from);
        double[] least = new double[count];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        float[] scores = new float[ScoreTable.BLOCK];
        for (int b = 0; b < tables.length; b++) {
            for (int i = 0; i < count; i++) {
                tables[b].score(vectors, (from + i) * dims, scores);
                for (int c = 0; c < tables[b].count(); c++) {
                    int p = b * ScoreTable.BLOCK + c;
                    double distance = squaredNorms[p] - 2.0 * scores[c];
                    if (distance < least[i]) {
                        least[i] = distance;
                        nearest[from + i] = p;
                    }
                }
            }
        }
    }
}
