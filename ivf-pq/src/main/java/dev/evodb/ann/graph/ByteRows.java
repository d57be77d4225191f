package dev.evodb.ann.graph;

import dev.evodb.ann.kernel.GatherDistance;
import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.sq.ScalarQuantizer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Rows of one byte a dim: a quarter of the cache misses of floats. Outside of the heap, aligned to cache
/// lines, row `i` from byte `i * stride`.
public final class ByteRows implements NodeRows {
    /// Lines of a row that are loaded ahead; the rest follows in order, which processors foresee.
    private static final int LINES_AHEAD = 4;

    private final ScalarQuantizer quantizer;
    private final boolean isL2;
    private final GatherDistance kernel;
    private final int dims;
    private final long stride;
    private final int lines;
    private final MemorySegment codes;
    private final float[] step;
    private final float[] low;
    private final float[] zeros;

    /// Room for `nodes` rows, all codes 0.
    public ByteRows(int nodes, ScalarQuantizer quantizer, boolean isL2, KernelSet kernels) {
        this.quantizer = quantizer;
        this.isL2 = isL2;
        this.kernel = kernels.gathers();
        this.dims = quantizer.dims();
        this.stride = GatherDistance.stride(dims);
        this.lines = (int) Math.min(LINES_AHEAD, stride / GatherDistance.LINE);
        // A line more: narrow registers load more bytes than they use.
        this.codes = Arena.ofAuto().allocate(nodes * stride + GatherDistance.LINE, GatherDistance.LINE);
        int padded = GatherDistance.padded(dims);
        this.step = Arrays.copyOf(quantizer.step(), padded);
        this.low = Arrays.copyOf(quantizer.low(), padded);
        this.zeros = new float[padded];
    }

    /// The codes of a node, `dims` bytes.
    public MemorySegment codes(int node) {
        return codes.asSlice(node * stride, dims);
    }

    /// Codes the row of a node; `code` is scratch of `dims` bytes.
    public void put(int node, float[] values, int from, byte[] code) {
        quantizer.encode(values, from, 1, code, 0);
        MemorySegment.copy(MemorySegment.ofArray(code), 0, codes, node * stride, dims);
    }

    @Override
    public void prepare(NodeQuery query, float[] vector) {
        float product = 0;
        for (int d = 0; d < dims; d++) {
            query.values[d] = isL2 ? low[d] - vector[d] : vector[d] * step[d];
            product = Math.fma(vector[d], low[d], product);
        }
        query.offset = 1 - product;
    }

    @Override
    public void prepareNode(NodeQuery query, int node) {
        if (isL2) {
            kernel.decode(codes, node * stride, step, -1, zeros, dims, query.values);
        } else {
            kernel.decode(codes, node * stride, step, 1, low, dims, query.vector);
            prepare(query, query.vector);
        }
    }

    @Override
    public void score(NodeQuery query, int[] nodes, int count, float[] out) {
        query.touched += GatherDistance.touch(codes, stride, lines, nodes, count);
        if (isL2) {
            kernel.squaredL2OfBytes(query.values, step, codes, stride, dims, nodes, count, out);
            return;
        }
        kernel.dotOfBytes(query.values, codes, stride, dims, nodes, count, out);
        for (int i = 0; i < count; i++) {
            out[i] = query.offset - out[i];
        }
    }

    @Override
    public long bytes() {
        return codes.byteSize();
    }
}
