package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;

/// What the scan of a few thousand rows leaves for the filter. Queries of a batch take turns with one, so
/// that it stays near. For one thread.
final class ScanBuffers {
    /// Rows that are scanned between two looks at the bound.
    static final int CHUNK_ROWS = 64 * Pq4Scan.BLOCK;

    final short[] sums;
    final short[][] sumsOfFour;
    final float[] distances;
    final int[] products;
    final int[] near;

    ScanBuffers(SegmentShape shape) {
        boolean isPq = shape.kind() == IndexKind.IVF_PQ;
        boolean isRq = shape.kind() == IndexKind.IVF_RQ;
        this.sums = new short[isPq ? CHUNK_ROWS : 0];
        this.sumsOfFour = new short[Pq4Scan.FOUR][isPq ? CHUNK_ROWS : 0];
        this.distances = new float[isRq || shape.kind() == IndexKind.IVF_FLAT ? CHUNK_ROWS : 0];
        this.products = new int[isRq ? CHUNK_ROWS : 0];
        this.near = new int[isRq ? CHUNK_ROWS : 0];
    }
}
