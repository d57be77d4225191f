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
record PartitionRows(int rows, RowIds rowIds, float[] biases, byte[] codes, byte[] byteRows, float[] floatRows) {
    /// Room for the rows with these ids; for floats as well if they are in memory, or `withFloats`.
    static PartitionRows allocate(SegmentShape shape, RowIds rowIds, boolean withFloats) {
        int count = rowIds.size();
        int places = SegmentShape.blocks(count) * Pq4Scan.BLOCK;
        RowStorage storage = shape.storage();
        return new PartitionRows(
                count,
                rowIds,
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

    /// The array of a section that is cut by partitions; row ids lie otherwise in memory than in the file.
    MemorySegment segment(Section section) {
        return switch (section) {
            case BIASES -> MemorySegment.ofArray(biases);
            case CODES -> MemorySegment.ofArray(codes);
            case BYTE_ROWS -> MemorySegment.ofArray(byteRows);
            case FLOAT_ROWS -> MemorySegment.ofArray(floatRows);
            case CENTROIDS, CODEBOOK, BYTE_BOUNDS, DIRECTORY, ROW_IDS ->
                throw new IllegalArgumentException(section + " is no array of a partition");
        };
    }

    /// Bytes of the arrays.
    long bytes() {
        return rowIds.bytes() + 4L * biases.length + codes.length + byteRows.length + 4L * floatRows.length;
    }
}
