package dev.evodb.ann;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final SearchStatistics NONE = SearchStatistics.ofRows(0, false, "");

    @Test
    void ordersEqualDistancesByUnsignedRowId() {
        Nearest nearest = new Nearest(4);
        nearest.offer(1, -1L);
        nearest.offer(1, 7);
        nearest.offer(0.5, 9);
        nearest.offer(1, 3);
        assertArrayEquals(new long[] {9, 3, 7, -1L}, nearest.drain(NONE).rowIds());
    }

    @Test
    void equalsAFullSortWhereDistancesDiffer() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] distances = random.doubles(3000).toArray();
            Nearest nearest = new Nearest(50);
            for (int i = 0; i < distances.length; i++) {
                nearest.offer(distances[i], 1000L + i);
            }
            long[] expected = IntStream.range(0, distances.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> distances[i]))
                    .limit(50)
                    .mapToLong(i -> 1000L + i)
                    .toArray();
            assertArrayEquals(expected, nearest.drain(NONE).rowIds(), "seed " + seed);
        }
    }
}
