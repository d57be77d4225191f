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

    @Override
    public void prepare(float[] table, int subvectors, Pq8Bytes bytes) {
        bytes.room(table, subvectors);
        for (int m = 0; m < subvectors; m++) {
            float greatest = 0;
            for (int c = m * Pq8Block.CENTROIDS; c < (m + 1) * Pq8Block.CENTROIDS; c++) {
                greatest = Math.max(greatest, Math.abs(table[c]));
            }
            bytes.magnitude += greatest;
        }
    }

    @Override
    public Pq8Terms terms(float[] terms) {
        return Pq8Terms.of(terms, new float[0]);
    }

    @Override
    public void near(Pq8Block block, Pq8Bytes bytes, Pq8Terms terms, double bound, ScanHits hits) {
        float[] sums = hits.room(block.rows());
        sums(block, bytes.table, sums);
        double most = bound + block.subvectors() * 0x1p-22 * (bytes.magnitude + terms.magnitude());
        for (int row = 0; row < block.rows(); row++) {
            if (!((double) sums[row] + terms.terms()[row] > most)) {
                hits.rows[hits.count++] = row;
            }
        }
    }
}
