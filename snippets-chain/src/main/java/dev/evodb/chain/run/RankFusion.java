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

    RankFusion(RankedAnswer[] answers, int rankConstant) {
        int total = 0;
        for (RankedAnswer answer : answers) {
            total += answer.size();
        }
        rowIds = new double[total];
        scores = new double[total];
        branches = new int[total];
        positions = new int[total];
        // Open addressing with more than half of the slots free; 0 is free, else one more than the row.
        int slots = 2 * total + 1;
        int[] table = new int[slots];
        int[] seenIn = new int[total];
        for (int b = 0; b < answers.length; b++) {
            for (int i = 0; i < answers[b].size(); i++) {
                double rowId = answers[b].rowIds()[i];
                int slot = (int) (rowId % slots);
                while (table[slot] != 0 && rowIds[table[slot] - 1] != rowId) {
                    slot = slot + 1 == slots ? 0 : slot + 1;
                }
                if (table[slot] == 0) {
                    rowIds[size] = rowId;
                    branches[size] = b;
                    positions[size] = i;
                    size++;
                    table[slot] = size;
                }
                int row = table[slot] - 1;
                if (seenIn[row] != b + 1) {
                    seenIn[row] = b + 1;
                    scores[row] += 1.0 / (rankConstant + i + 1);
                }
            }
        }
    }

    /// Each row once, in the order of branches: the smaller its distance, which is its score below 0, the
    /// better.
    RankedAnswer rows() {
        double[] ids = new double[size];
        double[] distances = new double[size];
        for (int row = 0; row < size; row++) {
            ids[row] = rowIds[row];
            distances[row] = -scores[row];
        }
        return new RankedAnswer("", distances, ids);
    }

    /// The first branch that found `row`.
    int branch(int row) {
        return branches[row];
    }

    /// Of the hit there.
    int position(int row) {
        return positions[row];
    }
}
