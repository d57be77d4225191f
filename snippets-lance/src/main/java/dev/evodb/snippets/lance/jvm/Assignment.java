package dev.evodb.snippets.lance.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Which rows each partition holds, by ordinal, ascending. A row may be in several.
///
/// Spilling after SOAR (Sun et al., NeurIPS 2023): a further copy of a row goes where its residual points
/// another way than those of the copies it has, so that a query that misses one partition of a row finds it
/// in another. A hard cap keeps partitions even; copies give way before the only copy of a row does.
record Assignment(int[][] rowsOfPartition) {
    private static final double LAMBDA = 1;

    /// One copy of a row in a partition; `level` 0 is its nearest.
    private record Copy(int row, int level, double distance) {
        static final Comparator<Copy> KEEP_FIRST = Comparator.comparingInt(Copy::level)
                .thenComparingDouble(Copy::distance)
                .thenComparingInt(Copy::row);
    }

    static Assignment of(PackRows rows, Centroids centroids, PackParameters parameters, PackProgress progress) {
        int copies = parameters.spillCopies();
        int[] chosen = new int[rows.rows() * copies];
        double[] distances = new double[rows.rows() * copies];
        double[] gram = centroids.gram();
        IntStream.range(0, rows.rows())
                .parallel()
                .forEach(row -> choose(rows.vectors()[row], centroids, gram, copies, row * copies, chosen, distances));
        progress.at("assign", rows.rows(), rows.rows());
        return capped(rows, centroids, parameters, chosen, distances);
    }

    /// Fills `chosen` and `distances` with the partitions of one row, `[at, at + copies)`, and its distance
    /// to each.
    private static void choose(
            float[] vector, Centroids centroids, double[] gram, int copies, int at, int[] chosen, double[] distances) {
        int partitions = centroids.partitions();
        double norm = Centroids.dot(vector, 0, vector, 0, vector.length);
        double[] dots = new double[partitions];
        double[] penalized = new double[partitions];
        for (int p = 0; p < partitions; p++) {
            dots[p] = centroids.dot(vector, p);
            penalized[p] = norm + centroids.squaredNorms()[p] - 2 * dots[p];
        }
        double[] plain = penalized.clone();
        for (int copy = 0; copy < copies; copy++) {
            int best = -1;
            for (int p = 0; p < partitions; p++) {
                if (penalized[p] < (best < 0 ? Double.POSITIVE_INFINITY : penalized[best])) {
                    best = p;
                }
            }
            chosen[at + copy] = best;
            distances[at + copy] = plain[best];
            penalized[best] = Double.POSITIVE_INFINITY;
            // A row that is its centroid has no residual to be orthogonal to.
            double residual = plain[best];
            for (int p = 0; p < partitions && residual > 0; p++) {
                double along = norm - dots[best] - dots[p] + gram[best * partitions + p];
                penalized[p] += LAMBDA * along * along / residual;
            }
        }
    }

    private static Assignment capped(
            PackRows rows, Centroids centroids, PackParameters parameters, int[] chosen, double[] distances) {
        int copies = parameters.spillCopies();
        List<List<Copy>> lists = new ArrayList<>();
        for (int p = 0; p < parameters.partitions(); p++) {
            lists.add(new ArrayList<>());
        }
        for (int i = 0; i < chosen.length; i++) {
            lists.get(chosen[i]).add(new Copy(i / copies, i % copies, distances[i]));
        }
        int cap = parameters.partitionCap();
        boolean[] isStored = new boolean[rows.rows()];
        for (List<Copy> list : lists) {
            if (list.size() > cap) {
                list.sort(Copy.KEEP_FIRST);
                list.subList(cap, list.size()).clear();
            }
            list.forEach(copy -> isStored[copy.row()] = true);
        }
        for (int row = 0; row < rows.rows(); row++) {
            if (!isStored[row]) {
                lists.get(nearestWithRoom(rows.vectors()[row], centroids, lists, cap))
                        .add(new Copy(row, 0, 0));
            }
        }
        return new Assignment(lists.stream()
                .map(list -> list.stream().mapToInt(Copy::row).sorted().toArray())
                .toArray(int[][]::new));
    }

    /// There is room: lists hold `partitions * cap` rows, at least all copies, and each row without a list
    /// lost one.
    private static int nearestWithRoom(float[] vector, Centroids centroids, List<List<Copy>> lists, int cap) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int p = 0; p < centroids.partitions(); p++) {
            double distance = centroids.squaredNorms()[p] - 2 * centroids.dot(vector, p);
            if (lists.get(p).size() < cap && distance < least) {
                least = distance;
                best = p;
            }
        }
        return best;
    }

    /// Deals rows to `shards`, each with all of its copies: shards never answer the same row. Rows are
    /// dealt in the order of partitions, so that each partition is spread evenly.
    Assignment[] deal(int rows, int shards) {
        int[] shardOf = new int[rows];
        Arrays.fill(shardOf, -1);
        int next = 0;
        for (int[] partition : rowsOfPartition) {
            for (int row : partition) {
                if (shardOf[row] < 0) {
                    shardOf[row] = next++ % shards;
                }
            }
        }
        Assignment[] dealt = new Assignment[shards];
        for (int s = 0; s < shards; s++) {
            int shard = s;
            dealt[s] = new Assignment(Arrays.stream(rowsOfPartition)
                    .map(partition -> Arrays.stream(partition)
                            .filter(row -> shardOf[row] == shard)
                            .toArray())
                    .toArray(int[][]::new));
        }
        return dealt;
    }

    int storedRows() {
        return Arrays.stream(rowsOfPartition).mapToInt(rows -> rows.length).sum();
    }

    int distinctRows() {
        return (int) Arrays.stream(rowsOfPartition)
                .flatMapToInt(Arrays::stream)
                .distinct()
                .count();
    }
}
