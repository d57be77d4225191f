package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.util.stream.IntStream;

/// Centroids of all partitions, `values` `(partitions, dims)` row-major, and their inner products with each
/// other.
///
/// Sums run in `double` in a fixed order, whatever the number of threads: the same rows make the same
/// bytes.
record Centroids(int partitions, int dims, float[] values, double[] squaredNorms) {
    private static final int ITERATIONS = 15;

    /// Training rows a partition: more change coverage by less than the seed does.
    private static final int SAMPLE_ROWS = 256;

    /// k-means from rows drawn at random: Lloyd's iterations, on the unit sphere for cosine.
    static Centroids train(PackRows rows, PackParameters parameters, PackProgress progress) {
        int partitions = parameters.partitions();
        int dims = rows.dims();
        SeededRandom random = new SeededRandom(parameters.seed());
        float[][] sample = random.sample(rows.vectors(), (int) Math.min(rows.rows(), (long) SAMPLE_ROWS * partitions));
        Centroids centroids = of(partitions, dims, seeds(sample, partitions, dims));
        int[] nearest = new int[sample.length];
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            Centroids current = centroids;
            IntStream.range(0, sample.length).parallel().forEach(i -> nearest[i] = current.nearest(sample[i]));
            centroids = of(partitions, dims, means(sample, nearest, partitions, parameters.metric(), random));
            progress.at("train", iteration + 1, ITERATIONS);
        }
        return centroids;
    }

    private static Centroids of(int partitions, int dims, float[] values) {
        double[] squaredNorms = new double[partitions];
        for (int p = 0; p < partitions; p++) {
            squaredNorms[p] = dot(values, p * dims, values, p * dims, dims);
        }
        return new Centroids(partitions, dims, values, squaredNorms);
    }

    /// The sample is in random order: its first rows are a random choice. There are at least as many as
    /// partitions.
    private static float[] seeds(float[][] sample, int partitions, int dims) {
        float[] values = new float[partitions * dims];
        for (int p = 0; p < partitions; p++) {
            System.arraycopy(sample[p], 0, values, p * dims, dims);
        }
        return values;
    }

    private static float[] means(float[][] sample, int[] nearest, int partitions, Metric metric, SeededRandom random) {
        int dims = sample[0].length;
        double[] sums = new double[partitions * dims];
        int[] counts = new int[partitions];
        for (int i = 0; i < sample.length; i++) {
            int at = nearest[i] * dims;
            for (int d = 0; d < dims; d++) {
                sums[at + d] += sample[i][d];
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
                System.arraycopy(sample[random.below(sample.length)], 0, values, at, dims);
                continue;
            }
            for (int d = at; d < at + dims; d++) {
                values[d] = (float) (sums[d] / divisor);
            }
        }
        return values;
    }

    private int nearest(float[] vector) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int p = 0; p < partitions; p++) {
            double distance = squaredNorms[p] - 2 * dot(vector, p);
            if (distance < least) {
                least = distance;
                best = p;
            }
        }
        return best;
    }

    /// Inner product of `vector` and centroid `p`.
    double dot(float[] vector, int p) {
        return dot(vector, 0, values, p * dims, dims);
    }

    /// Inner products of all pairs of centroids, `(partitions, partitions)`.
    double[] gram() {
        double[] gram = new double[partitions * partitions];
        for (int p = 0; p < partitions; p++) {
            for (int q = 0; q < partitions; q++) {
                gram[p * partitions + q] = dot(values, p * dims, values, q * dims, dims);
            }
        }
        return gram;
    }

    /// Four chains, so that additions need not wait for each other.
    static double dot(float[] a, int aFrom, float[] b, int bFrom, int dims) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int unrolled = dims & ~3;
        for (int d = 0; d < unrolled; d += 4) {
            s0 += (double) a[aFrom + d] * b[bFrom + d];
            s1 += (double) a[aFrom + d + 1] * b[bFrom + d + 1];
            s2 += (double) a[aFrom + d + 2] * b[bFrom + d + 2];
            s3 += (double) a[aFrom + d + 3] * b[bFrom + d + 3];
        }
        for (int d = unrolled; d < dims; d++) {
            s0 += (double) a[aFrom + d] * b[bFrom + d];
        }
        return s0 + s1 + (s2 + s3);
    }
}
