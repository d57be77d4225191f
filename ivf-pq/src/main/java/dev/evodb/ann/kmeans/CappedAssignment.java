package dev.evodb.ann.kmeans;

import dev.evodb.ann.parallel.Workers;
import dev.evodb.ann.source.VectorBlock;
import dev.evodb.ann.source.VectorBlocks;
import dev.evodb.ann.source.VectorSource;
import java.io.IOException;
import java.util.Arrays;

/// Rows to centroids of which none takes more than `cap`: each row goes to the nearest centroid that will
/// have it, and a full centroid keeps the nearest rows (Gale, Shapley: "College admissions and the
/// stability of marriage", 1962). That matching does not depend on any order of work.
///
/// After 64 rounds, rows that are still without a place take the nearest centroid that has one left.
public final class CappedAssignment {
    private static final int ROUNDS = 64;
    private static final int ROWS_A_BLOCK = 256;
    private static final int ROWS_A_BATCH = 512;
    private static final int ROWS_A_TASK = 64;

    private final VectorSource source;
    private final CentroidAssigner assigner;
    private final int cap;
    private final Workers workers;

    /// @throws IllegalArgumentException if `cap` rows a centroid are fewer than all rows
    public CappedAssignment(VectorSource source, CentroidAssigner assigner, int cap, Workers workers) {
        int centroids = assigner.centroids().count();
        if ((long) cap * centroids < source.rows() || source.rows() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    source.rows() + " rows do not fit " + centroids + " centroids of at most " + cap);
        }
        this.source = source;
        this.assigner = assigner;
        this.cap = cap;
        this.workers = workers;
    }

    /// `ceil(factor * rows / centroids)`.
    public static int cap(double factor, long rows, int centroids) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(factor * rows / centroids));
    }

    /// The centroid of every row and its score; both arrays have an entry a row of the source.
    public void assign(int[] nearest, float[] scores) throws IOException {
        float[] squares = new float[(int) source.rows()];
        source.forEachBlock(workers, ROWS_A_BLOCK, block -> {
            int first = (int) block.firstOrdinal();
            assigner.assign(block.values(), 0, block.rows(), nearest, scores, first);
            for (int i = 0; i < block.rows(); i++) {
                squares[first + i] = TrainingRows.square(block.values(), i * block.dims(), block.dims());
            }
        });
        // A full centroid takes only what is nearer than the farthest that it has.
        float[] bars = new float[assigner.centroids().count()];
        int[] rejected = reject(nearest, scores, squares, bars);
        for (int round = 1; rejected.length > 0 && round < ROUNDS; round++) {
            propose(rejected, nearest, scores, squares, bars);
            rejected = reject(nearest, scores, squares, bars);
        }
        settle(rejected, nearest, scores);
    }

    /// Rows, ascending, that their centroid does not keep.
    private int[] reject(int[] nearest, float[] scores, float[] squares, float[] bars) {
        Members members = Members.of(nearest, squares.length, bars.length);
        boolean[] isRejected = new boolean[squares.length];
        int rejected = 0;
        for (int c = 0; c < bars.length; c++) {
            int size = members.size(c);
            bars[c] = Float.POSITIVE_INFINITY;
            if (size < cap) {
                continue;
            }
            // Distances in the high half, so that the order of the numbers is that of distance, then ordinal.
            long[] byDistance = new long[size];
            for (int i = 0; i < size; i++) {
                int row = members.rows()[members.starts()[c] + i];
                byDistance[i] = (long) Float.floatToRawIntBits(distance(row, scores[row], squares)) << 32 | row;
            }
            Arrays.sort(byDistance);
            bars[c] = Float.intBitsToFloat((int) (byDistance[cap - 1] >>> 32));
            for (int i = cap; i < size; i++) {
                isRejected[(int) byDistance[i]] = true;
                rejected++;
            }
        }
        int[] rows = new int[rejected];
        for (int row = 0, next = 0; next < rejected; row++) {
            if (isRejected[row]) {
                rows[next++] = row;
            }
        }
        return rows;
    }

    /// Never negative, so that its bits are in its order.
    private static float distance(int row, float score, float[] squares) {
        return Math.max(0f, squares[row] - 2 * score);
    }

    private void propose(int[] rejected, int[] nearest, float[] scores, float[] squares, float[] bars)
            throws IOException {
        forEachRow(rejected, (row, all, from) -> {
            int best = -1;
            for (int c = 0; c < bars.length; c++) {
                if (distance(row, all[from + c], squares) < bars[c] && (best < 0 || all[from + c] > all[from + best])) {
                    best = c;
                }
            }
            nearest[row] = best;
            scores[row] = all[from + best];
        });
    }

    private void settle(int[] rejected, int[] nearest, float[] scores) throws IOException {
        int[] sizes = new int[assigner.centroids().count()];
        for (int centroid : nearest) {
            sizes[centroid]++;
        }
        for (int row : rejected) {
            sizes[nearest[row]]--;
        }
        forEachRow(rejected, (row, all, from) -> {
            int best = -1;
            for (int c = 0; c < sizes.length; c++) {
                if (sizes[c] < cap && (best < 0 || all[from + c] > all[from + best])) {
                    best = c;
                }
            }
            sizes[best]++;
            nearest[row] = best;
            scores[row] = all[from + best];
        });
    }

    /// What is done with a row and its scores with all centroids, `all[from ..]`.
    private interface RowTask {
        void run(int row, float[] all, int from);
    }

    /// Reads the rows `ordinals`, ascending; scores are computed on all threads, tasks run in order on
    /// the caller's.
    private void forEachRow(int[] ordinals, RowTask task) throws IOException {
        int dims = source.dims();
        int width = assigner.scoresWidth();
        VectorBlock row = new VectorBlock(1, dims);
        int batch = Math.max(1, Math.min(ROWS_A_BATCH, ordinals.length));
        float[] rows = new float[batch * dims];
        float[] all = new float[Math.multiplyExact(batch, width)];
        try (VectorBlocks blocks = source.open()) {
            int at = 0;
            for (int first = 0; first < ordinals.length; first += batch) {
                int count = Math.min(batch, ordinals.length - first);
                for (int i = 0; i < count; i++) {
                    blocks.skip(ordinals[first + i] - at);
                    blocks.read(row);
                    System.arraycopy(row.values(), 0, rows, i * dims, dims);
                    at = ordinals[first + i] + 1;
                }
                workers.run((count + ROWS_A_TASK - 1) / ROWS_A_TASK, part -> {
                    int from = part * ROWS_A_TASK;
                    assigner.scores(rows, from * dims, Math.min(ROWS_A_TASK, count - from), all, from * width);
                });
                for (int i = 0; i < count; i++) {
                    task.run(ordinals[first + i], all, i * width);
                }
            }
        }
    }
}
