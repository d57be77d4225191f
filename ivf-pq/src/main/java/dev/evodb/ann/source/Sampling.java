package dev.evodb.ann.source;

import java.io.IOException;
import java.util.SplittableRandom;

/// Selection sampling in one pass (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S).
final class Sampling {
    private Sampling() {}

    static float[] sample(VectorSource source, int count, long seed) throws IOException {
        if (count < 1) {
            throw new IllegalArgumentException("a sample needs at least 1 row, got " + count);
        }
        int dims = source.dims();
        int wanted = (int) Math.min(count, source.rows());
        if ((long) wanted * dims > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a sample cannot have " + wanted + " rows of " + dims + " dims");
        }
        float[] sample = new float[wanted * dims];
        SplittableRandom random = new SplittableRandom(seed);
        VectorBlock row = new VectorBlock(1, dims);
        try (VectorBlocks blocks = source.open()) {
            long passed = 0;
            long left = source.rows();
            for (int taken = 0; taken < wanted; left--) {
                if (random.nextLong(left) >= wanted - taken) {
                    passed++;
                    continue;
                }
                blocks.skip(passed);
                passed = 0;
                if (!blocks.read(row)) {
                    throw new IllegalStateException(
                            "source of " + source.rows() + " rows ended " + left + " rows before that");
                }
                System.arraycopy(row.values(), 0, sample, taken * dims, dims);
                taken++;
            }
        }
        return sample;
    }
}
