package dev.evodb.chain.run;

import dev.evodb.chain.RankedAnswer;

/// Reciprocal rank fusion: a row's score is the sum of `1 / (rankConstant + rank)` over the branches that
/// found it, ranks from 1; a row that one branch has twice has its better rank there. Sums are made in
/// the order of the branches.
///
/// Source: Cormack, Clarke and Büttcher, SIGIR 2009.
final class RankFusion {
    private final double[] rowIds;
    private final double[] scores;
    private final int[] branches;
    private final int[] positions;
    private int size;

    private RankFusion(int total) {
        rowIds = new double[total];
        scores = new double[total];
        branches = new int[total];
        positions = new int[total];
    }

    /// Best first: hit `i` is hit `positions[i]` of branch `branches[i]`, the first that found it.
    record Fused(int[] branches, int[] positions, double[] scores) {
        int size() {
            return scores.length;
        }
    }

    /// The best `k` rows by score, equal scores by row id.
    static Fused fuse(RankedAnswer[] answers, int rankConstant, int k) {
        int total = 0;
        for (RankedAnswer answer : answers) {
            total += answer.size();
        }
        RankFusion fusion = new RankFusion(total);
        int slots = 2;
        while (slots / 2 < total) {
            slots *= 2;
        }
        // Open addressing with at least half of the slots free; 0 is free, else one more than the row's index.
        int[] table = new int[slots];
        int[] seenIn = new int[total];
        for (int b = 0; b < answers.length; b++) {
            RankedAnswer answer = answers[b];
            for (int i = 0; i < answer.size(); i++) {
                double rowId = answer.rowIds()[i];
                int slot = (int) (rowId % slots);
                while (table[slot] != 0 && fusion.rowIds[table[slot] - 1] != rowId) {
                    slot = slot + 1 == slots ? 0 : slot + 1;
                }
                if (table[slot] == 0) {
                    table[slot] = fusion.add(rowId, b, i);
                }
                int row = table[slot] - 1;
                if (seenIn[row] != b + 1) {
                    seenIn[row] = b + 1;
                    fusion.scores[row] += 1.0 / (rankConstant + i + 1);
                }
            }
        }
        return fusion.best(k);
    }

    /// Answers how many rows there are now.
    private int add(double rowId, int branch, int position) {
        rowIds[size] = rowId;
        branches[size] = branch;
        positions[size] = position;
        return ++size;
    }

    private Fused best(int k) {
        int count = Math.min(k, size);
        int[] heap = new int[size];
        for (int i = 0; i < size; i++) {
            heap[i] = i;
        }
        for (int at = size / 2 - 1; at >= 0; at--) {
            siftDown(heap, at, size);
        }
        Fused fused = new Fused(new int[count], new int[count], new double[count]);
        for (int i = 0; i < count; i++) {
            int row = heap[0];
            fused.branches[i] = branches[row];
            fused.positions[i] = positions[row];
            fused.scores[i] = scores[row];
            heap[0] = heap[size - 1 - i];
            siftDown(heap, 0, size - 1 - i);
        }
        return fused;
    }

    private void siftDown(int[] heap, int from, int length) {
        int at = from;
        int row = heap[from];
        while (2 * at + 1 < length) {
            int child = 2 * at + 1;
            if (child + 1 < length && isBetter(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBetter(heap[child], row)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = row;
    }

    private boolean isBetter(int a, int b) {
        return scores[a] != scores[b] ? scores[a] > scores[b] : rowIds[a] < rowIds[b];
    }
}
