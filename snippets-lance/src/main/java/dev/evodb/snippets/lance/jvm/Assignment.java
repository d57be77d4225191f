package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Which rows each partition holds, by ordinal, ascending. A row may be in many.
///
/// A partition holds the rows nearest to its centroid, wherever else they are: a query that is near the
/// centroid finds its neighbours there without visiting the partitions around. Rows near no centroid go
/// to the nearest partition that has room, so that every row is in one.
record Assignment(int[][] rowsOfPartition) {
    /// How many partitions a row is offered to that is near no centroid.
    private static final int CHOICES = 8;

    private static final int CHUNK_ROWS = 8192;

    /// How much longer than `partitionRows` a partition may get by rows that are near no centroid.
    private static final double SLACK = 1.15;

    /// `partitionRows` nearest rows a partition, and the rest.
    static Assignment of(
            Vectors vectors, Metric metric, CodedCentroids centroids, int partitionRows, PackProgress progress) {
        int partitions = centroids.partitions();
        float[] halfSquares = metric == Metric.L2 ? vectors.halfSquares() : new float[0];
        int[][] lists = new NearestRows(vectors, halfSquares, progress)
                .of(centroids.decoded(), partitions, partitionRows, "assign");
        placeTheRest(vectors, metric, centroids, lists, cap(partitionRows), progress);
        for (int[] list : lists) {
            Arrays.sort(list);
        }
        return new Assignment(lists);
    }

    /// Most rows that a partition gets.
    static int cap(int partitionRows) {
        return (int) Math.ceil(SLACK * partitionRows) + 1;
    }

    private static void placeTheRest(
            Vectors vectors, Metric metric, CodedCentroids centroids, int[][] lists, int cap, PackProgress progress) {
        boolean[] isStored = new boolean[vectors.rows()];
        for (int[] list : lists) {
            for (int row : list) {
                isStored[row] = true;
            }
        }
        int[] rest = IntStream.range(0, isStored.length)
                .filter(row -> !isStored[row])
                .toArray();
        Vectors targets = Vectors.of(centroids.decoded(), centroids.dims());
        float[] halfSquares = metric == Metric.L2 ? targets.halfSquares() : new float[0];
        NearestRows nearest = new NearestRows(targets, halfSquares, progress);
        int[] sizes = Arrays.stream(lists).mapToInt(list -> list.length).toArray();
        int[] placed = new int[rest.length];
        for (int from = 0; from < rest.length; from += CHUNK_ROWS) {
            int[] rows = Arrays.copyOfRange(rest, from, Math.min(rest.length, from + CHUNK_ROWS));
            int[][] choices = nearest.of(vectors.take(rows), rows.length, CHOICES, "place");
            for (int i = 0; i < rows.length; i++) {
                placed[from + i] = firstWithRoom(choices[i], sizes, cap);
                sizes[placed[from + i]]++;
            }
        }
        for (int p = 0; p < lists.length; p++) {
            int length = lists[p].length;
            lists[p] = Arrays.copyOf(lists[p], sizes[p]);
            sizes[p] = length;
        }
        for (int i = 0; i < rest.length; i++) {
            lists[placed[i]][sizes[placed[i]]++] = rest[i];
        }
    }

    /// The shortest of all if none of the choices has room.
    private static int firstWithRoom(int[] choices, int[] sizes, int cap) {
        for (int p : choices) {
            if (sizes[p] < cap) {
                return p;
            }
        }
        int shortest = 0;
        for (int p = 1; p < sizes.length; p++) {
            shortest = sizes[p] < sizes[shortest] ? p : shortest;
        }
        return shortest;
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

    long storedRows() {
        return Arrays.stream(rowsOfPartition).mapToLong(rows -> rows.length).sum();
    }

    int distinctRows() {
        return (int) Arrays.stream(copies()).filter(copies -> copies > 0).count();
    }

    /// Most partitions that hold one row.
    int mostCopies() {
        return Arrays.stream(copies()).max().orElse(0);
    }

    private int[] copies() {
        int last = Arrays.stream(rowsOfPartition)
                .mapToInt(rows -> rows.length == 0 ? -1 : rows[rows.length - 1])
                .max()
                .orElse(-1);
        int[] copies = new int[last + 1];
        for (int[] rows : rowsOfPartition) {
            for (int row : rows) {
                copies[row]++;
            }
        }
        return copies;
    }
}
