package dev.evodb.ann.index;

import dev.evodb.ann.kernel.KernelSet;
import dev.evodb.ann.sq.ScalarQuantizer;
import dev.evodb.vector.Metric;
import org.jspecify.annotations.Nullable;

/// Distances of a query to single rows, in the units of the metric: squared L2, or 1 less the inner
/// product, for `COSINE` of vectors of length 1. Immutable, shared by all threads.
final class RowScores {
    private final SegmentShape shape;
    private final KernelSet kernels;
    private final @Nullable ScalarQuantizer bytes;

    RowScores(SegmentShape shape, KernelSet kernels, @Nullable ScalarQuantizer bytes) {
        this.shape = shape;
        this.kernels = kernels;
        this.bytes = bytes;
    }

    /// Makes `scratch` ready for [#ofBytes] with its query.
    void prepareBytes(Scratch scratch) {
        if (bytes == null) {
            return;
        }
        boolean isL2 = shape.metric() == Metric.L2;
        float product = 0;
        for (int d = 0; d < shape.dims(); d++) {
            scratch.forBytes[d] = isL2 ? scratch.query[d] - bytes.low()[d] : scratch.query[d] * bytes.step()[d];
            product = Math.fma(scratch.query[d], bytes.low()[d], product);
        }
        scratch.byteOffset = 1 - product;
    }

    float ofBytes(Scratch scratch, byte[] rows, int row) {
        int dims = shape.dims();
        return bytes != null && shape.metric() == Metric.L2
                ? kernels.byteRows().squaredL2(scratch.forBytes, bytes.step(), rows, row * dims, dims)
                : scratch.byteOffset - kernels.byteRows().dot(scratch.forBytes, rows, row * dims, dims);
    }

    float ofFloats(Scratch scratch, float[] rows, int row) {
        int dims = shape.dims();
        return shape.metric() == Metric.L2
                ? kernels.distance().squaredL2(scratch.query, 0, rows, row * dims, dims)
                : 1 - kernels.distance().dot(scratch.query, 0, rows, row * dims, dims);
    }

    /// Fills `distances[0 .. count)` for the rows from `from` on.
    void ofFloats(Scratch scratch, float[] rows, int from, int count, float[] distances) {
        int dims = shape.dims();
        if (shape.metric() == Metric.L2) {
            kernels.distance().squaredL2ToRows(scratch.query, 0, rows, from * dims, dims, count, distances, 0);
            return;
        }
        kernels.distance().dotWithRows(scratch.query, 0, rows, from * dims, dims, count, distances, 0);
        for (int i = 0; i < count; i++) {
            distances[i] = 1 - distances[i];
        }
    }
}
