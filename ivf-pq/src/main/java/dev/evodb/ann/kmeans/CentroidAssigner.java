package dev.evodb.ann.kmeans;

import dev.evodb.ann.kernel.AssignKernel;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.vector.Metric;
import java.util.Arrays;
import java.util.Objects;

/// Centroids made ready to be compared with many rows. Immutable, shared by all threads.
///
/// A row belongs to the centroid that is nearest by squared L2, or by inner product for `DOT`; of several
/// the smaller. Scores are `row . centroid - |centroid|^2 / 2`, or `row . centroid` for `DOT`: the
/// greatest wins, and `|row|^2 - 2 score` is the squared distance.
public final class CentroidAssigner {
    private static final int TILE = AssignKernel.TILE;

    /// Below, rows side by side are faster than centroids side by side: there is nothing to look for the
    /// best of across the lanes.
    private static final int FEW_DIMS = 12;

    private static final int FEW_CENTROIDS = 32;

    private final AssignKernel kernel;
    private final Centroids centroids;
    private final boolean isByColumns;
    private final float[] tiles;
    private final float[] offsets;

    public CentroidAssigner(Centroids centroids, Metric metric, KernelSet kernels) {
        this.kernel = kernels.assign();
        this.centroids = centroids;
        int count = centroids.count();
        int dims = centroids.dims();
        this.isByColumns = dims <= FEW_DIMS || count <= FEW_CENTROIDS;
        int padded = isByColumns ? count : (count + TILE - 1) / TILE * TILE;
        this.offsets = new float[padded];
        Arrays.fill(offsets, Float.NEGATIVE_INFINITY);
        for (int c = 0; c < count; c++) {
            offsets[c] = metric == Metric.DOT ? 0 : -TrainingRows.square(centroids.values(), c * dims, dims) / 2;
        }
        this.tiles = isByColumns ? centroids.values() : tiles(centroids, padded);
    }

    public Centroids centroids() {
        return centroids;
    }

    /// The centroid of each row of `block` into `nearest` and its score into `scores`, from 0 on.
    public void assign(VectorBlock block, int[] nearest, float[] scores) {
        assign(block.values(), 0, block.rows(), nearest, scores, 0);
    }

    /// The centroid of each of `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into
    /// `nearest` and its score into `scores`, both from `outFrom` on.
    ///
    /// @throws IndexOutOfBoundsException if an array is too short
    public void assign(float[] rows, int rowsFrom, int count, int[] nearest, float[] scores, int outFrom) {
        int dims = centroids.dims();
        Objects.checkFromIndexSize(rowsFrom, count * dims, rows.length);
        Objects.checkFromIndexSize(outFrom, count, nearest.length);
        Objects.checkFromIndexSize(outFrom, count, scores.length);
        if (isByColumns) {
            byColumns(rows, rowsFrom, count, nearest, scores, outFrom);
        } else {
            kernel.nearest(rows, rowsFrom, count, dims, tiles, offsets, nearest, scores, outFrom);
        }
    }

    /// How far the scores of two rows are apart in [#scores]: at least the number of centroids.
    public int scoresWidth() {
        return offsets.length;
    }

    /// All scores of `count` rows, `(count, dims)` row-major from `rows[rowsFrom]`, into `out` from
    /// `outFrom` on, `(count, scoresWidth)` row-major; places that have no centroid are minus infinity.
    public void scores(float[] rows, int rowsFrom, int count, float[] out, int outFrom) {
        int dims = centroids.dims();
        Objects.checkFromIndexSize(rowsFrom, count * dims, rows.length);
        Objects.checkFromIndexSize(outFrom, count * offsets.length, out.length);
        if (!isByColumns) {
            kernel.scores(rows, rowsFrom, count, dims, tiles, offsets, out, outFrom);
            return;
        }
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < offsets.length; c++) {
                float score = offsets[c];
                for (int d = 0; d < dims; d++) {
                    score = Math.fma(rows[rowsFrom + i * dims + d], tiles[c * dims + d], score);
                }
                out[outFrom + i * offsets.length + c] = score;
            }
        }
    }

    private void byColumns(float[] rows, int rowsFrom, int count, int[] nearest, float[] scores, int outFrom) {
        int dims = centroids.dims();
        float[] columns = new float[dims * TILE];
        int[] tileNearest = new int[TILE];
        float[] tileScores = new float[TILE];
        for (int first = 0; first < count; first += TILE) {
            int part = Math.min(TILE, count - first);
            for (int i = 0; i < part; i++) {
                int row = rowsFrom + (first + i) * dims;
                for (int d = 0; d < dims; d++) {
                    columns[d * TILE + i] = rows[row + d];
                }
            }
            kernel.nearestOfColumns(
                    columns, 0, dims, tiles, 0, offsets, 0, centroids.count(), tileNearest, tileScores, 0);
            System.arraycopy(tileNearest, 0, nearest, outFrom + first, part);
            System.arraycopy(tileScores, 0, scores, outFrom + first, part);
        }
    }

    private static float[] tiles(Centroids centroids, int padded) {
        int dims = centroids.dims();
        float[] tiles = new float[Math.multiplyExact(padded, dims)];
        for (int c = 0; c < centroids.count(); c++) {
            int from = c / TILE * TILE * dims + c % TILE;
            for (int d = 0; d < dims; d++) {
                tiles[from + d * TILE] = centroids.values()[c * dims + d];
            }
        }
        return tiles;
    }
}
