package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Centroids grouped by k-means, no group much larger than others: what a query opens.
///
/// `order` lists the centroids cell by cell, `starts` where each cell begins in it and, last, how many
/// there are; `values` is `(cells, dims)`: the means of the cells, but for L2 as long as the
/// centroids in them, or wide cells would be opened last.
record Cells(int[] order, int[] starts, float[] values) {
    private static final int ITERATIONS = 10;

    /// What a cell may hold beside the mean.
    private static final double CAP = 1.5;

    /// `count` is at most the number of centroids.
    static Cells of(Centroids centroids, int count, Metric metric) {
        int dims = centroids.dims();
        int partitions = centroids.partitions();
        // Centroids are in random order: the first are a random choice.
        float[] values = Arrays.copyOf(centroids.values(), count * dims);
        int[] cellOf = new int[partitions];
        for (int i = 0; i < ITERATIONS; i++) {
            cellOf = assign(centroids, values, count);
            values = means(centroids, cellOf, count, metric);
        }
        int[] cells = cellOf;
        int[] order = IntStream.range(0, partitions)
                .boxed()
                .sorted(Comparator.comparingInt((Integer p) -> cells[p]).thenComparingInt(p -> p))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] starts = new int[count + 1];
        for (int cell : cells) {
            starts[cell + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        return new Cells(order, starts, values);
    }

    /// The nearest cell with room, first the centroids that would lose most in their second choice; every
    /// cell gets one at least.
    private static int[] assign(Centroids centroids, float[] values, int count) {
        int partitions = centroids.partitions();
        double[][] distances = new double[partitions][count];
        double[] regrets = new double[partitions];
        for (int p = 0; p < partitions; p++) {
            for (int cell = 0; cell < count; cell++) {
                distances[p][cell] = squaredDistance(centroids, p, values, cell);
            }
            regrets[p] = regret(distances[p]);
        }
        int[] keenestFirst = IntStream.range(0, partitions)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer p) -> -regrets[p]).thenComparingInt(p -> p))
                .mapToInt(Integer::intValue)
                .toArray();
        int cap = (int) Math.ceil(CAP * partitions / count);
        int[] cellOf = new int[partitions];
        int[] sizes = new int[count];
        for (int p : keenestFirst) {
            cellOf[p] = nearestWithRoom(distances[p], sizes, cap);
            sizes[cellOf[p]]++;
        }
        for (int cell = 0; cell < count; cell++) {
            if (sizes[cell] == 0) {
                int taken = indifferentOfMany(keenestFirst, cellOf, sizes);
                sizes[cellOf[taken]]--;
                cellOf[taken] = cell;
                sizes[cell] = 1;
            }
        }
        return cellOf;
    }

    /// How much farther the second nearest cell is than the nearest.
    private static double regret(double[] distances) {
        double least = Double.POSITIVE_INFINITY;
        double second = Double.POSITIVE_INFINITY;
        for (double distance : distances) {
            second = Math.min(second, Math.max(least, distance));
            least = Math.min(least, distance);
        }
        return second - least;
    }

    /// There is room: all caps together exceed the number of centroids.
    private static int nearestWithRoom(double[] distances, int[] sizes, int cap) {
        int best = -1;
        for (int cell = 0; cell < sizes.length; cell++) {
            if (sizes[cell] < cap && (best < 0 || distances[cell] < distances[best])) {
                best = cell;
            }
        }
        return best;
    }

    /// There is a cell of two, since there are as many centroids as cells and one cell has none.
    private static int indifferentOfMany(int[] keenestFirst, int[] cellOf, int[] sizes) {
        int at = keenestFirst.length - 1;
        while (sizes[cellOf[keenestFirst[at]]] < 2) {
            at--;
        }
        return keenestFirst[at];
    }

    private static double squaredDistance(Centroids centroids, int p, float[] values, int cell) {
        int dims = centroids.dims();
        double sum = 0;
        for (int d = 0; d < dims; d++) {
            double difference = (double) centroids.values()[p * dims + d] - values[cell * dims + d];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[] means(Centroids centroids, int[] cellOf, int count, Metric metric) {
        int dims = centroids.dims();
        double[] sums = new double[count * dims];
        int[] sizes = new int[count];
        for (int p = 0; p < cellOf.length; p++) {
            sizes[cellOf[p]]++;
            for (int d = 0; d < dims; d++) {
                sums[cellOf[p] * dims + d] += centroids.values()[p * dims + d];
            }
        }
        float[] means = new float[sums.length];
        double[] lengths = new double[count];
        for (int p = 0; p < cellOf.length; p++) {
            lengths[cellOf[p]] += Math.sqrt(centroids.squaredNorms()[p]);
        }
        for (int cell = 0; cell < count; cell++) {
            double divisor = sizes[cell];
            if (metric != Metric.L2) {
                double squares = 0;
                for (int d = cell * dims; d < (cell + 1) * dims; d++) {
                    squares += sums[d] * sums[d];
                }
                divisor = squares > 0 ? Math.sqrt(squares) * sizes[cell] / lengths[cell] : sizes[cell];
            }
            for (int d = cell * dims; d < (cell + 1) * dims; d++) {
                means[d] = (float) (sums[d] / divisor);
            }
        }
        return means;
    }
}
