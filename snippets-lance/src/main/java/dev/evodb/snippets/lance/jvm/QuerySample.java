package dev.evodb.snippets.lance.jvm;

import dev.evodb.snippets.lance.PackFormat;
import dev.evodb.vector.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Some rows as queries, and the exact `k` nearest others of each in the vectors of the source.
final class QuerySample {
    /// The pack id of what is never written.
    static final byte[] NO_PACK = new byte[PackFormat.PACK_ID_BYTES];

    private final int[] rows;
    private final float[] queries;
    private final int queryDims;
    private final int[][] truth;
    private final double reducedRecall;
    private final float[] halfSquares;
    private final @Nullable Projection projection;

    private QuerySample(
            int[] rows,
            float[] queries,
            int queryDims,
            int[][] truth,
            double reducedRecall,
            float[] halfSquares,
            @Nullable Projection projection) {
        this.rows = rows;
        this.queries = queries;
        this.queryDims = queryDims;
        this.truth = truth;
        this.reducedRecall = reducedRecall;
        this.halfSquares = halfSquares;
        this.projection = projection;
    }

    /// `reduced` are the vectors in the dims of the codes, `wide` itself without `projection`.
    static QuerySample of(
            Vectors wide,
            Vectors reduced,
            @Nullable Projection projection,
            int[] rows,
            int k,
            Metric metric,
            PackProgress progress) {
        float[] queries = wide.take(rows);
        boolean isL2 = metric == Metric.L2;
        int[][] truth = nearestOthers(wide, isL2 ? wide.halfSquares() : new float[0], rows, k, progress);
        float[] halfSquares = isL2 ? reduced.halfSquares() : new float[0];
        double recall = projection == null ? 1 : share(truth, nearestOthers(reduced, halfSquares, rows, k, progress));
        return new QuerySample(rows, queries, wide.dims(), truth, recall, halfSquares, projection);
    }

    private static int[][] nearestOthers(
            Vectors vectors, float[] halfSquares, int[] rows, int k, PackProgress progress) {
        int[][] nearest =
                new NearestRows(vectors, halfSquares, progress).of(vectors.take(rows), rows.length, k + 1, "truth");
        return IntStream.range(0, rows.length)
                .mapToObj(q -> Arrays.stream(nearest[q])
                        .filter(row -> row != rows[q])
                        .limit(k)
                        .toArray())
                .toArray(int[][]::new);
    }

    private static double share(int[][] truth, int[][] found) {
        long all = 0;
        long shared = 0;
        for (int q = 0; q < truth.length; q++) {
            int[] of = found[q];
            all += truth[q].length;
            shared += Arrays.stream(truth[q])
                    .filter(row -> Arrays.stream(of).anyMatch(other -> other == row))
                    .count();
        }
        return all == 0 ? 1 : shared / (double) all;
    }

    int size() {
        return rows.length;
    }

    /// The ordinal of query `q`.
    int row(int q) {
        return rows[q];
    }

    /// In the dims of the source. A copy.
    float[] vector(int q) {
        return Arrays.copyOfRange(queries, q * queryDims, (q + 1) * queryDims);
    }

    /// Ordinals of the true neighbours, nearest first; fewer than `k` if there are fewer rows.
    int[] truth(int q) {
        return truth[q];
    }

    /// True neighbours of all queries.
    int truths() {
        return Arrays.stream(truth).mapToInt(of -> of.length).sum();
    }

    double reducedRecall() {
        return reducedRecall;
    }

    /// Half of the squared length of each row in the dims of the codes for L2, else none.
    float[] halfSquares() {
        return halfSquares;
    }

    /// A head without columns, for searches before there is a pack.
    HeadEncoder head(PackParameters parameters, CodedCentroids centroids, RowScale scale) {
        return new HeadEncoder(parameters, centroids, projection, scale, List.of(), NO_PACK);
    }
}
