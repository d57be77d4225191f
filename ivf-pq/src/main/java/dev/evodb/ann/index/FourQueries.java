package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;

/// Queries of a batch that scan a partition together. For one thread.
final class FourQueries {
    final Scratch[] scratches = new Scratch[Pq4Scan.FOUR];

    /// Of the partition's centroid.
    final float[] centroidScores = new float[Pq4Scan.FOUR];

    final byte[][] tables = new byte[Pq4Scan.FOUR][];

    void set(int i, Scratch scratch, float centroidScore) {
        scratches[i] = scratch;
        centroidScores[i] = centroidScore;
        tables[i] = scratch.tables;
    }
}
