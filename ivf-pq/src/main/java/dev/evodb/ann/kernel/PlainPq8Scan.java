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
    public void collect(Pq8Block block, float[] table, float threshold, Pq8Hits hits) {
        hits.reset(block);
        sums(block, table, hits.sums);
        int count = 0;
        for (int i = 0; i < block.rows(); i++) {
            float sum = hits.sums[i];
            if (sum <= threshold) {
                hits.sums[count] = sum;
                hits.rows[count++] = i;
            }
        }
        hits.count = count;
    }
}
