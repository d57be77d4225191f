package dev.evodb.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopKTest {
    @Test
    void keepsTheNearestWhateverTheOrderOfArrival() {
        for (long seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int count = random.nextInt(0, 60);
            int k = random.nextInt(1, 20);
            // Few distinct distances, so that most of the order is decided by ties.
            double[] distances = random.doubles(count, 0, 1)
                    .map(d -> Math.floor(d * 6))
                    .map(d -> d == 5 ? Double.NaN : d)
                    .toArray();
            Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
            int[] expected = Arrays.stream(order.clone())
                    .sorted(Comparator.<Integer>comparingDouble(i -> distances[i])
                            .thenComparing(Comparator.naturalOrder()))
                    .mapToInt(i -> i)
                    .limit(k)
                    .toArray();
            for (int i = count - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                Integer swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }

            TopK topK = new TopK(k);
            for (int ordinal : order) {
                topK.offer(distances[ordinal], ordinal);
            }
            int[] ordinals = new int[k];
            int size = topK.drain(ordinals, new double[k]);

            assertArrayEquals(expected, Arrays.copyOf(ordinals, size), "seed " + seed);
        }
    }

    @Test
    void boundIsTheWorstKeptDistanceOnceFull() {
        TopK topK = new TopK(2);
        assertEquals(Double.POSITIVE_INFINITY, topK.bound());
        topK.offer(3, 0);
        topK.offer(1, 1);
        assertEquals(3, topK.bound());
        topK.offer(2, 2);
        assertEquals(2, topK.bound());
    }

    @Test
    void isEmptyAfterDraining() {
        TopK topK = new TopK(3);
        topK.offer(1, 7);
        topK.drain(new int[3], new double[3]);
        assertEquals(0, topK.size());
    }

    @Test
    void rejectsKBelowOne() {
        assertEquals(
                "k must be at least 1, got 0",
                assertThrows(IllegalArgumentException.class, () -> new TopK(0)).getMessage());
    }
}
