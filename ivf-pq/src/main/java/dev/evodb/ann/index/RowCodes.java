package dev.evodb.ann.index;

import dev.evodb.ann.kernel.KernelSet;

/// Encodes rows into their partitions, as the kind of index scans them. For one thread; others may fill
/// other rows of the same partitions.
sealed interface RowCodes permits ResidualCodes, RabitqResiduals, RowCodes.None {
    /// Of the kind of an index.
    static RowCodes of(IvfModel model, SegmentShape shape, KernelSet kernels) {
        return switch (shape.kind()) {
            case IVF_PQ -> new ResidualCodes(model, shape, kernels);
            case IVF_RQ -> new RabitqResiduals(model, shape);
            case IVF_FLAT, IVF_SQ -> new None();
            case HNSW -> throw new IllegalStateException("graphs have no partitions");
        };
    }

    /// Row `row` of partition `p`, whose rows are `target`, is `values[at .. at + dims)`.
    void add(float[] values, int at, int p, PartitionRows target, int row);

    /// Puts what has been added.
    void flush();

    /// Of kinds that scan the rows themselves.
    final class None implements RowCodes {
        @Override
        public void add(float[] values, int at, int p, PartitionRows target, int row) {}

        @Override
        public void flush() {}
    }
}
