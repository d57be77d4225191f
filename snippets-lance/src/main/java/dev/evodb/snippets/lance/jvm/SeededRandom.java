package dev.evodb.snippets.lance.jvm;

import java.util.Arrays;

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): the same numbers for a seed, whatever the Java version.
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

    /// `count` different elements in random order.
    float[][] sample(float[][] from, int count) {
        float[][] shuffled = from.clone();
        for (int i = 0; i < count; i++) {
            int other = i + below(shuffled.length - i);
            float[] swapped = shuffled[i];
            shuffled[i] = shuffled[other];
            shuffled[other] = swapped;
        }
        return Arrays.copyOf(shuffled, count);
    }
}
