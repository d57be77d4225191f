package dev.evodb.ann.graph;

import dev.evodb.ann.kernel.GatherDistance;
import dev.evodb.ann.kernel.KernelSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Rows of floats outside of the heap, aligned to cache lines, row `i` from byte `i * stride`.
public final class FloatRows implements NodeRows {
    private static final int LINES_AHEAD = 8;

    private final int dims;
    private final boolean isL2;
    private final GatherDistance kernel;
    private final long stride;
    private final int lines;
    private final MemorySegment rows;

    /// Room for `nodes` rows of zeros.
    public FloatRows(int nodes, int dims, boolean isL2, KernelSet kernels) {
        this.dims = dims;
        this.isL2 = isL2;
        this.kernel = kernels.gathers();
        this.stride = GatherDistance.stride(4L * dims);
        this.lines = (int) Math.min(LINES_AHEAD, stride / GatherDistance.LINE);
        this.rows = Arena.ofAuto().allocate(Math.max(1, nodes * stride), GatherDistance.LINE);
    }

    /// The floats of a node.
    public MemorySegment row(int node) {
        return rows.asSlice(node * stride, 4L * dims);
    }

    /// Fills the row of a node.
    public void put(int node, float[] values, int from) {
        MemorySegment.copy(values, from, rows, ValueLayout.JAVA_FLOAT, node * stride, dims);
    }

    @Override
    public void prepare(NodeQuery query, float[] vector) {
        System.arraycopy(vector, 0, query.values, 0, dims);
    }

    @Override
    public void prepareNode(NodeQuery query, int node) {
        MemorySegment.copy(rows, ValueLayout.JAVA_FLOAT, node * stride, query.values, 0, dims);
    }

    @Override
    public void score(NodeQuery query, int[] nodes, int count, float[] out) {
        query.touched += GatherDistance.touch(rows, stride, lines, nodes, count);
        if (isL2) {
            kernel.squaredL2OfFloats(query.values, rows, stride, dims, nodes, count, out);
            return;
        }
        kernel.dotOfFloats(query.values, rows, stride, dims, nodes, count, out);
        for (int i = 0; i < count; i++) {
            out[i] = 1 - out[i];
        }
    }

    @Override
    public long bytes() {
        return rows.byteSize();
    }
}
