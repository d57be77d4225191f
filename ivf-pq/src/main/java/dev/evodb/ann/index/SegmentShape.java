package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.rabitq.FastRotation;
import dev.evodb.ann.rabitq.RabitqCodes;
import dev.evodb.vector.Metric;

/// What the head of a segment file says. `isBase` segments hold the model, others refer to it by `model`,
/// the CRC-32C of its centroids.
record SegmentShape(
        IndexKind kind,
        Metric metric,
        RowStorage storage,
        int dims,
        int partitions,
        int subvectors,
        int bits,
        long rows,
        boolean isBase,
        int model) {
    /// Bytes of a section in a file whose partitions have `blocks` blocks together.
    long length(Section section, long blocks) {
        return switch (section) {
            case CENTROIDS -> isBase ? 4L * partitions * dims : 0;
            case CODEBOOK -> isBase ? codebookBytes() : 0;
            case BYTE_BOUNDS -> isBase && storage.hasBytes() ? 8L * dims : 0;
            case DIRECTORY -> (long) PartitionEntry.BYTES * partitions;
            case ROW_IDS -> 8 * rows;
            case BIASES -> 4L * factors() * Pq4Scan.BLOCK * blocks;
            case CODES -> (long) codeBytes() * Pq4Scan.BLOCK * blocks;
            case BYTE_ROWS -> storage.hasBytes() ? rows * dims : 0;
            case FLOAT_ROWS -> storage.hasFloats() ? 4 * rows * dims : 0;
        };
    }

    /// Bytes of a partition of `count` rows in a section that is cut by partitions.
    long partLength(Section section, int count) {
        long blocks = blocks(count);
        return switch (section) {
            case CENTROIDS, CODEBOOK, BYTE_BOUNDS, DIRECTORY -> 0;
            case ROW_IDS -> 8L * count;
            case BIASES -> 4L * factors() * Pq4Scan.BLOCK * blocks;
            case CODES -> (long) codeBytes() * Pq4Scan.BLOCK * blocks;
            case BYTE_ROWS -> storage.hasBytes() ? (long) count * dims : 0;
            case FLOAT_ROWS -> storage.hasFloats() ? 4L * count * dims : 0;
        };
    }

    /// Bytes of a partition of `count` rows in memory, at most: see [RowIds].
    long memoryBytes(int count) {
        long bytes = 0;
        for (Section section : Section.values()) {
            bytes += section == Section.FLOAT_ROWS && !storage.areFloatsInMemory() ? 0 : partLength(section, count);
        }
        return bytes;
    }

    private long codebookBytes() {
        return switch (kind) {
            case IVF_PQ -> 4L * Pq4Scan.CODES * codedDims();
            case IVF_RQ -> FastRotation.signBytes(dims);
            case IVF_FLAT, IVF_SQ, HNSW -> 0;
        };
    }

    /// Bytes of the code of a row.
    int codeBytes() {
        return switch (kind) {
            case IVF_PQ -> pairs();
            case IVF_RQ -> RabitqCodes.codeBytes(dims, bits);
            case IVF_FLAT, IVF_SQ, HNSW -> 0;
        };
    }

    /// Numbers beside the code of a row.
    int factors() {
        return switch (kind) {
            case IVF_PQ -> 1;
            case IVF_RQ -> RabitqCodes.columns(bits);
            case IVF_FLAT, IVF_SQ, HNSW -> 0;
        };
    }

    /// Values of a row in the largest of its arrays.
    long largestRow() {
        return Math.max(dims, Math.max(4L * pairs(), Math.max(codeBytes(), factors())));
    }

    /// Pairs of subvectors, the bytes of a row's code.
    int pairs() {
        return subvectors / 2;
    }

    /// Dims of what is coded: rows filled up with zeros so that all subvectors are equally wide.
    int codedDims() {
        return codedDims(dims, subvectors);
    }

    static int codedDims(int dims, int subvectors) {
        return subvectors == 0 ? 0 : (dims + subvectors - 1) / subvectors * subvectors;
    }

    /// Blocks that hold `rows` rows.
    static int blocks(int rows) {
        return (int) (((long) rows + Pq4Scan.BLOCK - 1) / Pq4Scan.BLOCK);
    }

    /// Whether distances to the centroids, and of the rows, are squared L2.
    boolean isL2Scan() {
        return metric != Metric.DOT;
    }
}
