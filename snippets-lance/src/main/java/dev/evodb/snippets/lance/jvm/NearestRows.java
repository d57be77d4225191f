package dev.evodb.snippets.lance.jvm;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// The rows nearest to each of some targets, exactly: by inner product, less half of the row's square for
/// L2. All rows pass by once for each block of targets; only the nearest are kept.
///
/// The result depends on no number of threads: of equal scores the earlier row is nearer.
final class NearestRows {
    private static final int CHUNK_ROWS = 64;

    private final Vectors rows;
    private final float[] halfSquares;
    private final PackProgress progress;

    /// `halfSquares` has one value a row for L2, else none.
    NearestRows(Vectors rows, float[] halfSquares, PackProgress progress) {
        this.rows = rows;
        this.halfSquares = halfSquares;
        this.progress = progress;
    }

    /// Ordinals of the `wanted` (at most all) rows nearest to each target, nearest first. `targets` is
    /// `(count, dims)` row-major; `stage` is told to the progress.
    int[][] of(float[] targets, int count, int wanted, String stage) {
        int kept = Math.min(wanted, rows.rows());
        int[][] nearest = new int[count][];
        int blocks = (count + ScoreTable.BLOCK - 1) / ScoreTable.BLOCK;
        AtomicInteger done = new AtomicInteger();
        IntStream.range(0, blocks).parallel().forEach(block -> {
            int from = block * ScoreTable.BLOCK;
            int targetCount = Math.min(ScoreTable.BLOCK, count - from);
            scan(ScoreTable.of(targets, from, targetCount, rows.dims()), kept, nearest, from);
            progress.at(stage, done.incrementAndGet(), blocks);
        });
        return nearest;
    }

    private void scan(ScoreTable table, int kept, int[][] nearest, int at) {
        int dims = rows.dims();
        Best[] best = new Best[table.count()];
        float[] bounds = new float[table.count()];
        for (int t = 0; t < best.length; t++) {
            best[t] = new Best(kept);
            bounds[t] = Float.NEGATIVE_INFINITY;
        }
        float[] vectors = new float[CHUNK_ROWS * dims];
        float[] scores = new float[table.count()];
        for (int from = 0; from < rows.rows(); from += CHUNK_ROWS) {
            int count = Math.min(CHUNK_ROWS, rows.rows() - from);
            rows.copy(from, count, vectors, 0);
            for (int i = 0; i < count; i++) {
                table.score(vectors, i * dims, scores);
                float half = halfSquares.length == 0 ? 0 : halfSquares[from + i];
                for (int t = 0; t < scores.length; t++) {
                    float score = scores[t] - half;
                    if (score > bounds[t]) {
                        bounds[t] = best[t].add(score, from + i);
                    }
                }
            }
        }
        for (int t = 0; t < best.length; t++) {
            nearest[at + t] = best[t].ordinals();
        }
    }

    /// Of more and more scored rows, given in order of rows, the best. A key is the score, as an integer
    /// of the same order, above the row, of which the lower is the better one.
    private static final class Best {
        private final int kept;
        private long[] keys;
        private int size;
        private float bound = Float.NEGATIVE_INFINITY;

        Best(int kept) {
            this.kept = kept;
            this.keys = new long[Math.min(2 * kept, 256)];
        }

        /// Answers what the next score has to exceed.
        float add(float score, int row) {
            if (size == keys.length && size < 2 * kept) {
                keys = Arrays.copyOf(keys, Math.min(2 * kept, 2 * size));
            }
            int bits = Float.floatToIntBits(score + 0f);
            int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
            keys[size++] = ((long) ordered << 32) | (0xFFFF_FFFFL - row);
            if (size == 2 * kept) {
                keepTheBest();
            }
            return bound;
        }

        private void keepTheBest() {
            Arrays.sort(keys, 0, size);
            System.arraycopy(keys, size - kept, keys, 0, kept);
            size = kept;
            int ordered = (int) (keys[0] >> 32);
            bound = Float.intBitsToFloat(ordered ^ ((ordered >> 31) & Integer.MAX_VALUE));
        }

        int[] ordinals() {
            if (size > kept) {
                keepTheBest();
            }
            Arrays.sort(keys, 0, size);
            int[] ordinals = new int[size];
            for (int i = 0; i < size; i++) {
                ordinals[i] = (int) (0xFFFF_FFFFL - (keys[size - 1 - i] & 0xFFFF_FFFFL));
            }
            return ordinals;
        }
    }
}
