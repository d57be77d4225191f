package dev.evodb.rivals.kernel;

import java.util.SplittableRandom;

/// Data of one seed, the same in both languages (SplitMix64): each random word gives eight values, its
/// lowest byte the first.
final class KernelData {
    private final SplittableRandom random;

    KernelData(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Eighths in `-2 .. 2`, so that sums of a few thousand products are exact in whatever order.
    float[] floats(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i += 8) {
            long bits = random.nextLong();
            for (int j = i; j < Math.min(count, i + 8); j++, bits >>>= 8) {
                values[j] = ((int) (bits & 31) - 16) / 8f;
            }
        }
        return values;
    }

    /// Bytes with the bits of `mask`.
    byte[] bytes(int count, int mask) {
        byte[] values = new byte[count];
        for (int i = 0; i < count; i += 8) {
            long bits = random.nextLong();
            for (int j = i; j < Math.min(count, i + 8); j++, bits >>>= 8) {
                values[j] = (byte) (bits & mask);
            }
        }
        return values;
    }

    long[] words(int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextLong();
        }
        return values;
    }

    /// Numbers of 32 bits, two of each word.
    int[] ints(int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i += 2) {
            long bits = random.nextLong();
            values[i] = (int) bits;
            if (i + 1 < count) {
                values[i + 1] = (int) (bits >>> 32);
            }
        }
        return values;
    }
}
