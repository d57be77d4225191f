package dev.evodb.snippets.lance.jvm;

import dev.evodb.vector.Metric;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Which rows each partition holds, by ordinal, ascending. A row may be in many.
///
/// A partition holds the rows nearest to its centroid, wherever else they are: a query that is near the
/// centroid finds its neighbours there without visiting the partitions around. Rows near no centroid go
/// to the nearest partition that has room, so that every row is in one.
record Assignment(int[][] rowsOfPartition) {
    /// How much of the mean of all rows is taken from centroids before rows are ranked by them (not
    /// for L2). Rows near the mean are near every centroid, but they are neighbours of few queries:
    /// docs/adr/0006-edge-pack-v1.md.
    private static final float CENTERING = 0.5f;

    private static final int SAMPLE_STRIDE = 16;

    static Assignment of(PackRows rows, Centroids centroids, PackParameters parameters, PackProgress progress) {
        int partitions = centroids.partitions();
        float[] targets = targets(rows, centroids, parameters.metric());
        float[] halfNorms = halfNorms(rows, parameters.metric());
        int[][] lists = new int[partitions][];
        int blocks = (partitions + ScoreTable.BLOCK - 1) / ScoreTable.BLOCK;
        AtomicInteger done = new AtomicInteger();
        IntStream.range(0, blocks).parallel().forEach(block -> {
            int from = block * ScoreTable.BLOCK;
            int count = Math.min(ScoreTable.BLOCK, partitions - from);
            float[][] scores = scores(rows, ScoreTable.of(targets, from, count, rows.dims()), halfNorms);
            for (int i = 0; i < count; i++) {
                lists[from + i] = highest(scores[i], parameters.partitionRows());
            }
            progress.at("assign", done.incrementAndGet(), blocks);
        });
        placeTheRest(rows, centroids, lists, parameters.partitionCap());
        return new Assignment(lists);
    }

    private static float[] targets(PackRows rows, Centroids centroids, Metric metric) {
        float[] targets = centroids.values().clone();
        if (metric != Metric.L2) {
            int dims = rows.dims();
            double[] mean = new double[dims];
            for (float[] vector : rows.vectors()) {
                for (int d = 0; d < dims; d++) {
                    mean[d] += vector[d];
                }
            }
            for (int i = 0; i < targets.length; i++) {
                targets[i] -= (float) (CENTERING * mean[i % dims] / rows.rows());
            }
        }
        return targets;
    }

    /// Half of each squared length for L2, else zeros.
    private static float[] halfNorms(PackRows rows, Metric metric) {
        float[] norms = new float[rows.rows()];
        for (int row = 0; row < norms.length && metric == Metric.L2; row++) {
            double squares = 0;
            for (float value : rows.vectors()[row]) {
                squares += (double) value * value;
            }
            norms[row] = (float) (squares / 2);
        }
        return norms;
    }

    /// `(table.count, rows)`, higher is nearer.
    private static float[][] scores(PackRows rows, ScoreTable table, float[] halfNorms) {
        float[][] scores = new float[table.count()][rows.rows()];
        float[] of = new float[table.count()];
        for (int row = 0; row < rows.rows(); row++) {
            table.score(rows.vectors()[row], of);
            for (int i = 0; i < of.length; i++) {
                scores[i][row] = of[i] - halfNorms[row];
            }
        }
        return scores;
    }

    /// The rows of the `wanted` highest scores, ascending; of equal scores the first rows.
    private static int[] highest(float[] scores, int wanted) {
        if (wanted >= scores.length) {
            return IntStream.range(0, scores.length).toArray();
        }
        float[] sorted = aboveAGuess(scores, wanted);
        Arrays.sort(sorted);
        float threshold = sorted[sorted.length - wanted];
        int above = 0;
        for (int i = sorted.length - wanted; i < sorted.length; i++) {
            above += sorted[i] > threshold ? 1 : 0;
        }
        int[] highest = new int[wanted];
        int equal = wanted - above;
        int count = 0;
        for (int row = 0; row < scores.length && count < wanted; row++) {
            boolean isEqual = scores[row] == threshold;
            if (scores[row] > threshold || (isEqual && equal > 0)) {
                equal -= isEqual ? 1 : 0;
                highest[count++] = row;
            }
        }
        return highest;
    }

    /// At least the `wanted` highest of the scores, and usually not many more: all from a bound on that a
    /// sample gives.
    private static float[] aboveAGuess(float[] scores, int wanted) {
        float[] sample = new float[scores.length / SAMPLE_STRIDE + 1];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = scores[Math.min(i * SAMPLE_STRIDE, scores.length - 1)];
        }
        Arrays.sort(sample);
        float bound = sample[Math.max(0, sample.length - 1 - wanted * 3 / (2 * SAMPLE_STRIDE) - SAMPLE_STRIDE)];
        float[] above = new float[scores.length];
        int count = 0;
        for (float score : scores) {
            if (score >= bound) {
                above[count++] = score;
            }
        }
        return count >= wanted ? Arrays.copyOf(above, count) : scores.clone();
    }

    private static void placeTheRest(PackRows rows, Centroids centroids, int[][] lists, int cap) {
        boolean[] isStored = new boolean[rows.rows()];
        for (int[] list : lists) {
            for (int row : list) {
                isStored[row] = true;
            }
        }
        ScoreTable table = ScoreTable.of(centroids.values(), 0, lists.length, rows.dims());
        float[] scores = new float[lists.length];
        for (int row = 0; row < isStored.length; row++) {
            if (!isStored[row]) {
                table.score(rows.vectors()[row], scores);
                int p = nearestWithRoom(scores, centroids.squaredNorms(), lists, cap);
                lists[p] = Arrays.copyOf(lists[p], lists[p].length + 1);
                lists[p][lists[p].length - 1] = row;
            }
        }
        for (int[] list : lists) {
            Arrays.sort(list);
        }
    }

    /// There is room: lists start with the mean number of rows or fewer, and the cap is above it.
    private static int nearestWithRoom(float[] scores, double[] squaredNorms, int[][] lists, int cap) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        int shortest = 0;
        for (int p = 0; p < lists.length; p++) {
            double distance = squaredNorms[p] - 2.0 * scores[p];
            if (lists[p].length < cap && distance < least) {
                least = distance;
                best = p;
            }
            shortest = lists[p].length < lists[shortest].length ? p : shortest;
        }
        return best < 0 ? shortest : best;
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
