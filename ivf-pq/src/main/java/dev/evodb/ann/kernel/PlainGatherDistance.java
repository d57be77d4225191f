package dev.evodb.ann.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The definition: one row, one dim after the other.
final class PlainGatherDistance implements GatherDistance {
    @Override
    public void squaredL2OfBytes(
            float[] below,
            float[] step,
            MemorySegment rows,
            long stride,
            int dims,
            int[] ordinals,
            int count,
            float[] out) {
        for (int i = 0; i < count; i++) {
            long row = ordinals[i] * stride;
            float sum = 0;
            for (int d = 0; d < dims; d++) {
                float difference = code(rows, row + d) * step[d] + below[d];
                sum += difference * difference;
            }
            out[i] = sum;
        }
    }

    @Override
    public void dotOfBytes(
            float[] scaled, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            long row = ordinals[i] * stride;
            float sum = 0;
            for (int d = 0; d < dims; d++) {
                sum += scaled[d] * code(rows, row + d);
            }
            out[i] = sum;
        }
    }

    @Override
    public void squaredL2OfFloats(
            float[] query, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            long row = ordinals[i] * stride;
            float sum = 0;
            for (int d = 0; d < dims; d++) {
                float difference = query[d] - rows.get(ValueLayout.JAVA_FLOAT, row + 4L * d);
                sum += difference * difference;
            }
            out[i] = sum;
        }
    }

    @Override
    public void dotOfFloats(
            float[] query, MemorySegment rows, long stride, int dims, int[] ordinals, int count, float[] out) {
        for (int i = 0; i < count; i++) {
            long row = ordinals[i] * stride;
            float sum = 0;
            for (int d = 0; d < dims; d++) {
                sum += query[d] * rows.get(ValueLayout.JAVA_FLOAT, row + 4L * d);
            }
            out[i] = sum;
        }
    }

    @Override
    public void decode(MemorySegment rows, long at, float[] step, float factor, float[] from, int dims, float[] out) {
        for (int d = 0; d < dims; d++) {
            out[d] = factor * code(rows, at + d) * step[d] + from[d];
        }
    }

    private static int code(MemorySegment rows, long at) {
        return Byte.toUnsignedInt(rows.get(ValueLayout.JAVA_BYTE, at));
    }
}
