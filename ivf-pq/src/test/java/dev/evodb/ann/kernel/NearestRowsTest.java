package dev.evodb.ann.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestRowsTest {
    private static final ThresholdFilter FILTER = KernelSet.best().filter();

    /// `values` different distances: many ties if there are few.
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 1000, 9", "10, 5, 9", "10, 10000, 3", "10, 10000, 100000", "100, 5000, 50", "64, 64, 7"})
    void keepsWhatAFullSortDoes(int limit, int count, int values) {
        SplittableRandom random = new SplittableRandom(count);
        float[] distances = new float[count];
        for (int i = 0; i < count; i++) {
            distances[i] = random.nextInt(values) - values / 2f;
        }
        int[] expected = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> distances[i]).thenComparing(i -> i))
                .limit(limit)
                .mapToInt(i -> i)
                .toArray();
        NearestRows nearest = new NearestRows(limit);
        nearest.offerAll(distances, 0, count, 0, FILTER);
        assertArrayEquals(expected, drained(nearest, limit));
        for (int i = count - 1; i >= 0; i--) {
            nearest.offer(distances[i], i);
        }
        assertArrayEquals(expected, drained(nearest, limit));
    }

    @Test
    void keepsNoNaNAndOneZero() {
        NearestRows nearest = new NearestRows(3);
        nearest.offer(Float.NaN, 0);
        nearest.offer(0f, 1);
        nearest.offer(-0f, 2);
        nearest.offer(Float.POSITIVE_INFINITY, 3);
        nearest.offer(Float.NEGATIVE_INFINITY, 4);
        assertArrayEquals(new int[] {4, 1, 2}, drained(nearest, 3));
    }

    @Test
    void lowersTheThresholdWhenAsked() {
        NearestRows nearest = new NearestRows(2);
        nearest.offer(3, 0);
        nearest.tighten();
        assertEquals(Float.POSITIVE_INFINITY, nearest.threshold());
        nearest.offer(1, 1);
        nearest.offer(2, 2);
        nearest.tighten();
        assertEquals(2, nearest.threshold());
        nearest.clear(1);
        assertEquals(Float.POSITIVE_INFINITY, nearest.threshold());
    }

    @Test
    void rejectsALimitOfZero() {
        assertEquals(
                "limit must be in 1..=536870911, got 0",
                assertThrows(IllegalArgumentException.class, () -> new NearestRows(0))
                        .getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 33, 100})
    void filtersAsThePlainOne(int count) {
        SplittableRandom random = new SplittableRandom(count);
        float[] distances = new float[3 + count];
        for (int i = 0; i < count; i++) {
            distances[3 + i] = random.nextInt(10) == 0 ? Float.NaN : random.nextInt(4);
        }
        int[] expected = new int[count];
        int[] actual = new int[count];
        assertEquals(
                KernelSet.plain().filter().atMost(1, distances, 3, count, expected),
                FILTER.atMost(1, distances, 3, count, actual));
        assertArrayEquals(expected, actual);
    }

    @Test
    void selectsFromOrderedAndEqualValues() {
        for (int size : new int[] {1, 2, 17, 100, 1000}) {
            long[] ascending = IntStream.range(0, size).asLongStream().toArray();
            long[] organPipe = IntStream.range(0, size)
                    .mapToLong(i -> Math.min(i, size - i))
                    .toArray();
            for (long[] values : new long[][] {ascending, organPipe, new long[size]}) {
                long[] sorted = values.clone();
                Arrays.sort(sorted);
                for (int k = 0; k < size; k += 1 + size / 7) {
                    long[] selected = values.clone();
                    Selection.select(selected, size, k);
                    assertEquals(sorted[k], selected[k]);
                    Arrays.sort(selected, 0, k);
                    assertArrayEquals(Arrays.copyOf(sorted, k), Arrays.copyOf(selected, k));
                }
            }
        }
    }

    private static int[] drained(NearestRows nearest, int limit) {
        int[] ordinals = new int[limit];
        return Arrays.copyOf(ordinals, nearest.drain(ordinals, new float[limit]));
    }
}
