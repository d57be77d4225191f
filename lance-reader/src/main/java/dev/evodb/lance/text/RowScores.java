package dev.evodb.lance.text;

import dev.evodb.vector.TopK;
import java.util.Arrays;

/// Rows with a score each, in ascending order of their ids, none twice. Immutable.
final class RowScores {
    private final long[] rowIds;
    private final float[] scores;

    private RowScores(long[] rowIds, float[] scores) {
        this.rowIds = rowIds;
        this.scores = scores;
    }

    int size() {
        return rowIds.length;
    }

    /// The rows of both, with the sum of scores where a row is in both.
    RowScores or(RowScores other) {
        return merge(other, true, true, (a, b) -> a + b);
    }

    /// The rows of both, with the better score where a row is in both.
    RowScores best(RowScores other) {
        return merge(other, true, true, Math::max);
    }

    /// The rows that are in both, with the sum of scores.
    RowScores and(RowScores other) {
        return merge(other, false, false, (a, b) -> a + b);
    }

    /// The rows of this, with the scores of `other` added `factor` times.
    RowScores add(RowScores other, float factor) {
        return merge(other, true, false, (a, b) -> a + factor * b);
    }

    /// The rows of this that are not in `other`.
    RowScores without(RowScores other) {
        Builder kept = new Builder();
        int right = 0;
        for (int left = 0; left < rowIds.length; left++) {
            while (right < other.rowIds.length && other.rowIds[right] < rowIds[left]) {
                right++;
            }
            if (right == other.rowIds.length || other.rowIds[right] != rowIds[left]) {
                kept.offer(rowIds[left], scores[left]);
            }
        }
        return kept.build();
    }

    /// The best `k`, rows of equal score by their ids.
    TextHits top(int k) {
        TopK top = new TopK(Math.max(1, Math.min(k, rowIds.length)));
        for (int i = 0; i < rowIds.length; i++) {
            top.offer(-(double) scores[i], i);
        }
        int[] ordinals = new int[top.size()];
        top.drain(ordinals, new double[ordinals.length]);
        long[] ids = new long[ordinals.length];
        float[] found = new float[ordinals.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = rowIds[ordinals[i]];
            found[i] = scores[ordinals[i]];
        }
        return new TextHits(ids, found);
    }

    /// The score of a row that two have.
    private interface Union {
        float of(float left, float right);
    }

    private RowScores merge(RowScores other, boolean keepsLeft, boolean keepsRight, Union union) {
        Builder merged = new Builder();
        int left = 0;
        int right = 0;
        while (left < rowIds.length || right < other.rowIds.length) {
            boolean hasLeft =
                    right == other.rowIds.length || (left < rowIds.length && rowIds[left] <= other.rowIds[right]);
            boolean hasRight =
                    left == rowIds.length || (right < other.rowIds.length && other.rowIds[right] <= rowIds[left]);
            if (hasLeft && hasRight) {
                merged.offer(rowIds[left], union.of(scores[left], other.scores[right]));
            } else if (hasLeft && keepsLeft) {
                merged.offer(rowIds[left], scores[left]);
            } else if (hasRight && keepsRight) {
                merged.offer(other.rowIds[right], other.scores[right]);
            }
            left += hasLeft ? 1 : 0;
            right += hasRight ? 1 : 0;
        }
        return merged.build();
    }

    /// Collects rows in any order. Of a row that is offered again the best score counts.
    static final class Builder implements HitSink {
        private long[] rowIds = new long[16];
        private float[] scores = new float[16];
        private int count;
        private boolean isAscending = true;

        @Override
        public boolean wants(float score) {
            return true;
        }

        @Override
        public void offer(long rowId, float score) {
            if (count == rowIds.length) {
                rowIds = Arrays.copyOf(rowIds, 2 * count);
                scores = Arrays.copyOf(scores, 2 * count);
            }
            isAscending &= count == 0 || rowIds[count - 1] < rowId;
            rowIds[count] = rowId;
            scores[count++] = score;
        }

        void addAll(RowScores rows) {
            for (int i = 0; i < rows.size(); i++) {
                offer(rows.rowIds[i], rows.scores[i]);
            }
        }

        int count() {
            return count;
        }

        RowScores build() {
            return isAscending ? new RowScores(Arrays.copyOf(rowIds, count), Arrays.copyOf(scores, count)) : sorted();
        }

        private RowScores sorted() {
            long[] sorted = Arrays.copyOf(rowIds, count);
            Arrays.sort(sorted);
            int distinct = 0;
            for (int i = 0; i < count; i++) {
                if (i == 0 || sorted[i] != sorted[distinct - 1]) {
                    sorted[distinct++] = sorted[i];
                }
            }
            float[] best = new float[distinct];
            Arrays.fill(best, Float.NEGATIVE_INFINITY);
            for (int i = 0; i < count; i++) {
                int at = Arrays.binarySearch(sorted, 0, distinct, rowIds[i]);
                best[at] = Math.max(best[at], scores[i]);
            }
            return new RowScores(Arrays.copyOf(sorted, distinct), best);
        }
    }
}
