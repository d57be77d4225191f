package dev.evodb.ann.kernel;

import java.util.Arrays;

/// The definition, column after column: the fastest form without registers that hold a table.
final class PlainPq8Scan implements Pq8Scan {
    @Override
    public void sums(Pq8Block block, float[] table, float[] sums) {
        byte[] codes = block.codes();
        int rows = block.rows();
        Arrays.fill(sums, 0, rows, 0);
        for (int m = 0; m < block.subvectors(); m++) {
            int column = block.from() + m * block.stride();
            int entries = m * Pq8Block.CENTROIDS;
            for (int i = 0; i < rows; i++) {
                sums[i] += table[entries + (codes[column + i] & 0xFF)];
            }
        }
    }

    @Override
    public void collect(Pq8Block block, float[] table, float threshold, ScanHits hits) {
        sums(block, table, hits.room(block.rows()));
        hits.keepAtMost(threshold, block.rows());
    }
}
