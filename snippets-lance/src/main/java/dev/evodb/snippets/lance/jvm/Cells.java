package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Centroids grouped by k-means in cells of equal size: what a query opens.
///
/// `order` lists the centroids cell by cell; all cells have `size`, but the last one what is left.
/// `values` is `(cells, dims)`: the means of the cells, but for L2 made as long as the centroids in them,
/// or wide cells would be opened last.
record Cells(int[] order, int size, float[] values) {
    private static final int ITERATIONS = 12;

    /// At most `count` cells: as many as cells of equal size need.
    static Cells of(Centroids centroids, int count, Metric metric) {
        int dims = centroids.dims();
        int partitions = centroids.partitions();
        int size = (partitions + count - 1) / count;
        int cells = (partitions + size - 1) / size;
        // Centroids are in random order: the first are a random choice.
        float[] values = Arrays.copyOf(centroids.values(), cells * dims);
        int[] cellOf = new int[partitions];
        for (int i = 0; i < ITERATIONS; i++) {
            cellOf = assign(centroids, values, cells, size);
            values = means(centroids, cellOf, cells, metric);
        }
        return new Cells(sortedBy(cellOf), size, values);
    }

    /// The numbers of `keys`, in the order of ascending keys.
    private static int[] sortedBy(int[] keys) {
        return IntStream.range(0, keys.length)
                .boxed()
                .sorted(Comparator.comparingInt((Integer p) -> keys[p]).thenComparingInt(p -> p))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /// The nearest cell with room, first the centroids that would lose most in their second choice. All
    /// cells become full.
    private static int[] assign(Centroids centroids, float[] values, int cells, int size) {
        int partitions = centroids.partitions();
        double[][] distances = new double[partitions][cells];
        double[] regrets = new double[partitions];
        IntStream.range(0, partitions).parallel().forEach(p -> {
            for (int cell = 0; cell < cells; cell++) {
                distances[p][cell] = squaredDistance(centroids, p, values, cell);
            }
            regrets[p] = regret(distances[p]);
        });
        int[] keenestFirst = IntStream.range(0, partitions)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer p) -> -regrets[p]).thenComparingInt(p -> p))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] room = new int[cells];
        Arrays.fill(room, size);
        room[cells - 1] = partitions - (cells - 1) * size;
        int[] cellOf = new int[partitions];
        for (int p : keenestFirst) {
            cellOf[p] = nearestWithRoom(distances[p], room);
            room[cellOf[p]]--;
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
        return distances.length < 2 ? 0 : second - least;
    }

    /// There is room: all cells together hold as many as there are centroids.
    private static int nearestWithRoom(double[] distances, int[] room) {
        int best = -1;
        for (int cell = 0; cell < room.length; cell++) {
            if (room[cell] > 0 && (best < 0 || distances[cell] < distances[best])) {
                best = cell;
            }
        }
        return best;
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
        double[] lengths = new double[count];
        int[] sizes = new int[count];
        for (int p = 0; p < cellOf.length; p++) {
            sizes[cellOf[p]]++;
            lengths[cellOf[p]] += Math.sqrt(centroids.squaredNorms()[p]);
            for (int d = 0; d < dims; d++) {
                sums[cellOf[p] * dims + d] += centroids.values()[p * dims + d];
            }
        }
        float[] means = new float[sums.length];
        for (int cell = 0; cell < count; cell++) {
            double squares = 0;
            for (int d = cell * dims; d < (cell + 1) * dims; d++) {
                squares += sums[d] * sums[d];
            }
            double divisor = metric == Metric.L2 || squares == 0 || lengths[cell] == 0
                    ? sizes[cell]
                    : Math.sqrt(squares) * sizes[cell] / lengths[cell];
            for (int d = cell * dims; d < (cell + 1) * dims; d++) {
                means[d] = (float) (sums[d] / divisor);
            }
        }
        return means;
    }
}
