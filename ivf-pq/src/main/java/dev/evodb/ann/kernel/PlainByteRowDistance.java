package dev.evodb.ann.kernel;

/// The definition: one dim after the other.
final class PlainByteRowDistance implements ByteRowDistance {
    @Override
    public float squaredL2(float[] shifted, float[] step, byte[] codes, int from, int dims) {
        float sum = 0;
        for (int d = 0; d < dims; d++) {
            float difference = shifted[d] - Byte.toUnsignedInt(codes[from + d]) * step[d];
            sum += difference * difference;
        }
        return sum;
    }

    @Override
    public float dot(float[] scaled, byte[] codes, int from, int dims) {
        float sum = 0;
        for (int d = 0; d < dims; d++) {
            sum += scaled[d] * Byte.toUnsignedInt(codes[from + d]);
        }
        return sum;
    }
}
