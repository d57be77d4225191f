package dev.evodb.ann.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Distances of a query to rows that lie scattered in memory, as the neighbours of a graph's node do.
///
/// Row `i` begins at byte `i * stride` of an aligned segment, a whole number of cache lines apart from
/// the next, and is filled up with zeros; so are the arrays of the query, up to [#padded] values. Kernels
/// read whole registers of both. Summed up in `float`, in any order, the same at each place of a call.
/// Arguments are trusted; arrays are borrowed.
public interface GatherDistance {
    /// Bytes of a cache line, which rows are aligned to.
    int LINE = 64;

    /// Squared L2 distances to rows of one unsigned byte a dim: the sum of `(c * step[d] + below[d])^2`,
    /// `below` being the lower bound of a dim less the query, for the rows `ordinals[0 .. count)`, into
    /// `out[0 .. count)`.
    void squaredL2OfBytes(
            float[] below,
            float[] step,
            MemorySegment rows,
            long stride,
            int dims,
            int[] ordinals,
            int count,
            float[] out);

    /// The sums of `scaled[d] * c`, `scaled` being the query times `step`; arguments as of
    /// [#squaredL2OfBytes].
    void dotOfBytes(float[] scaled, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out);

    /// Squared L2 distances to rows of floats; arguments as of [#squaredL2OfBytes].
    void squaredL2OfFloats(
            float[] query, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out);

    /// Inner products with rows of floats; arguments as of [#squaredL2OfBytes].
    void dotOfFloats(float[] query, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out);

    /// What the bytes of one row stand for, times `factor`: `out[d] = factor * c * step[d] + from[d]`.
    void decode(MemorySegment rows, long at, float[] step, float factor, float[] from, int dims, float[] out);

    /// Values of the arrays of a query of `dims`.
    static int padded(int dims) {
        return (dims + LINE - 1) / LINE * LINE;
    }

    /// Bytes from a row of so many bytes to the next.
    static long stride(long bytes) {
        return (bytes + LINE - 1) / LINE * LINE;
    }

    /// Loads the first `lines` cache lines of rows, so that the misses of all of them are open at once,
    /// before a kernel that would wait for one row after the other: there is no prefetch instruction in
    /// the language. Answers a number without a meaning; callers keep it, or the loads are optimised
    /// away.
    static int touch(MemorySegment rows, long stride, int lines, int[] ordinals, int count) {
        int touched = 0;
        for (int line = 0; line < lines; line++) {
            for (int i = 0; i < count; i++) {
                touched += rows.get(ValueLayout.JAVA_BYTE, ordinals[i] * stride + (long) line * LINE);
            }
        }
        return touched;
    }
}
