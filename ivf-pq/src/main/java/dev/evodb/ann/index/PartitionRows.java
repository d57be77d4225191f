package dev.evodb.ann.index;

import dev.evodb.ann.kernel.Pq4Scan;
import dev.evodb.ann.rabitq.RabitqCodes;
import java.lang.foreign.MemorySegment;

/// The rows of one partition of a segment, in memory. Arrays of copies that the index does not keep, or
/// not in memory, are empty.
///
/// `rowIds` has an entry a row; `biases` and `codes` have as many a place of a block as the
/// kind has factors and bytes, laid out as of [Pq4Scan] or [RabitqCodes]; `byteRows` and `floatRows` are
/// `(rows, dims)` row-major.
record PartitionRows(int rows, long[] rowIds, float[] biases, byte[] codes, byte[] byteRows, float[] floatRows) {
    /// Room for `count` rows; for floats as well if they are in memory, or `withFloats`.
    static PartitionRows allocate(SegmentShape shape, int count, boolean withFloats) {
        int places = SegmentShape.blocks(count) * Pq4Scan.BLOCK;
        RowStorage storage = shape.storage();
        return new PartitionRows(
                count,
                new long[count],
                new float[places * shape.factors()],
                new byte[places * shape.codeBytes()],
                new byte[storage.hasBytes() ? count * shape.dims() : 0],
                new float
                        [storage.areFloatsInMemory() || (withFloats && storage.hasFloats())
                                ? count * shape.dims()
                                : 0]);
    }

    /// The codes of an `IVF_RQ` index.
    RabitqCodes rabitqCodes(SegmentShape shape) {
        return new RabitqCodes(shape.dims(), shape.bits(), SegmentShape.blocks(rows) * Pq4Scan.BLOCK, codes, biases);
    }

    /// The array of a section that is cut by partitions.
    MemorySegment segment(Section section) {
        return switch (section) {
            case ROW_IDS -> MemorySegment.ofArray(rowIds);
            case BIASES -> MemorySegment.ofArray(biases);
            case CODES -> MemorySegment.ofArray(codes);
            case BYTE_ROWS -> MemorySegment.ofArray(byteRows);
            case FLOAT_ROWS -> MemorySegment.ofArray(floatRows);
            case CENTROIDS, CODEBOOK, BYTE_BOUNDS, DIRECTORY ->
                throw new IllegalArgumentException(section + " is not cut by partitions");
        };
    }

    /// Bytes of the arrays.
    long bytes() {
        return 8L * rowIds.length + 4L * biases.length + codes.length + byteRows.length + 4L * floatRows.length;
    }
}
