package dev.evodb.snippets.lance.jvm;

import java.util.Arrays;

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same numbers for a seed, whatever the Java
/// version.
final class SeededRandom {
    private long state;

    SeededRandom(long seed) {
        this.state = seed;
    }

    private long next() {
        state += 0x9E3779B97F4A7C15L;
        long mixed = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /// A number in `0 .. bound`.
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /// `count` different numbers below `bound`, in random order.
    int[] sample(int bound, int count) {
        int[] shuffled = new int[bound];
        for (int i = 0; i < bound; i++) {
            shuffled[i] = i;
        }
        for (int i = 0; i < count; i++) {
            int other = i + below(bound - i);
            int swapped = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = swapped;
        }
        return Arrays.copyOf(shuffled, count);
    }

    /// Normally distributed, mean 0 and variance 1, to four deviations: a sum of twelve uniform numbers.
    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += (next() >>> 11) * 0x1p-53;
        }
        return sum;
    }
}
