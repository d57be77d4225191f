package dev.evodb.ann.kernel;

/// The rows that a scan collected, and its working memory. Grows to the largest block that it has met and
/// is then used again without allocation. Not thread-safe: one a thread.
public final class ScanHits {
    int[] rows = new int[0];
    float[] sums = new float[0];
    int count;

    /// The first pass of a scan in registers: the table in bytes, and sums block by block.
    final Pq8Bytes bytes = new Pq8Bytes();

    short[] blockSums = new short[0];

    /// Keeps loads that bring codes into the cache from being left out.
    int touched;

    /// Rows collected.
    public int count() {
        return count;
    }

    /// The `i`-th collected row.
    public int row(int i) {
        return rows[i];
    }

    /// The sum of the `i`-th collected row.
    public float sum(int i) {
        return sums[i];
    }

    /// Replaces the sum of the `i`-th collected row.
    public void sum(int i, float sum) {
        sums[i] = sum;
    }

    /// Empties this and makes room for `rowCount` rows, whose sums may be written to the answer before
    /// [#keepAtMost].
    public float[] room(int rowCount) {
        count = 0;
        if (rows.length < rowCount) {
            rows = new int[rowCount];
            sums = new float[rowCount];
        }
        return sums;
    }

    /// Collects, of the first `rowCount` rows in the [#room], those whose sum is at most `threshold`.
    public void keepAtMost(float threshold, int rowCount) {
        int kept = 0;
        for (int i = 0; i < rowCount; i++) {
            float sum = sums[i];
            if (sum <= threshold) {
                sums[kept] = sum;
                rows[kept++] = i;
            }
        }
        count = kept;
    }

    /// Adds to the sums that were collected.
    public void shift(float offset) {
        for (int i = 0; i < count; i++) {
            sums[i] += offset;
        }
    }
}
