package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankedTest {
    /// Few of many, all, more than there are, none, and more than are inserted one by one.
    @ParameterizedTest
    @CsvSource({"2048, 4", "2048, 128", "2048, 129", "64, 64", "10, 20", "1, 1", "5, 0", "0, 3"})
    void sortsTheBestAndKeepsTheOthers(int size, int count) {
        SplittableRandom random = new SplittableRandom(size + count);
        long[] ranked = new long[size];
        for (int i = 0; i < size; i++) {
            ranked[i] = Ranked.of((float) random.nextDouble(-1, 1), i);
        }
        long[] sorted = ranked.clone();
        Arrays.sort(sorted);

        Ranked.sortBest(ranked, size, count);

        int kept = Math.min(size, count);
        assertArrayEquals(Arrays.copyOf(sorted, kept), Arrays.copyOf(ranked, kept));
        Arrays.sort(ranked);
        assertArrayEquals(sorted, ranked);
    }
}
