package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatherMergeTest {
    private static final double TWO_TO_53 = 9007199254740992.0;

    private record Candidate(double distance, double rowId, int shard, int position) {}

    @Test
    void equalsSortingAllHitsAndKeepingTheFirstOfEachRowId() {
        for (long seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<RankedAnswer> answers = randomAnswers(random);
            int k = 40 + random.nextInt(40);

            assertMerged("seed " + seed, sortAll(answers, k), merge(answers, k));
        }
    }

    @Test
    void isTheSamePrefixForEverySmallerK() {
        for (long seed = 0; seed < 200; seed++) {
            List<RankedAnswer> answers = randomAnswers(new Random(seed));
            List<Candidate> all = sortAll(answers, 1_000);
            int longest = answers.stream().mapToInt(RankedAnswer::size).max().orElseThrow();
            for (int k = Math.max(1, longest); k < all.size(); k++) {
                assertMerged("seed " + seed + ", k " + k, all.subList(0, k), merge(answers, k));
            }
        }
    }

    @Test
    void givesTheSameRowsInTheSameOrderWhateverTheOrderOfShards() {
        for (long seed = 0; seed < 500; seed++) {
            List<RankedAnswer> answers = randomAnswers(new Random(seed));
            List<RankedAnswer> reversed = answers.reversed();

            assertArrayEquals(
                    rowIds(answers, merge(answers, 40)), rowIds(reversed, merge(reversed, 40)), "seed " + seed);
        }
    }

    @Test
    void ordersEqualDistancesByRowIdWithinAndAcrossShards() {
        List<RankedAnswer> answers = List.of(
                answer("a", new double[] {1, 1, 1}, new double[] {9, 4, 6}),
                answer("b", new double[] {1, 1}, new double[] {5, 1}));

        assertArrayEquals(new double[] {1, 4, 5, 6, 9}, rowIds(answers, merge(answers, 5)));
    }

    @Test
    void keepsTheNearestOfARowThatTwoShardsHold() {
        List<RankedAnswer> answers = List.of(
                answer("a", new double[] {0.5, 0.75}, new double[] {7, 8}),
                answer("b", new double[] {0.25, 0.6}, new double[] {8, 9}));

        GatherMerge.Merged merged = merge(answers, 4);

        assertArrayEquals(new double[] {8, 7, 9}, rowIds(answers, merged));
        assertArrayEquals(new int[] {1, 0, 1}, merged.shards());
        assertArrayEquals(new int[] {0, 0, 1}, merged.positions());
    }

    @Test
    void takesTheEarlierShardWhereARowIsEquallyNearInTwo() {
        List<RankedAnswer> answers = List.of(
                answer("a", new double[] {0.5}, new double[] {7}), answer("b", new double[] {0.5}, new double[] {7}));

        assertArrayEquals(new int[] {0}, merge(answers, 2).shards());
    }

    @Test
    void treatsNegativeZeroAsZero() {
        List<RankedAnswer> answers = List.of(
                answer("a", new double[] {0.0}, new double[] {1}), answer("b", new double[] {-0.0}, new double[] {2}));

        assertArrayEquals(new double[] {1, 2}, rowIds(answers, merge(answers, 2)));
    }

    @Test
    void answersTheWholeUnionWhenKIsLarger() {
        List<RankedAnswer> answers = List.of(
                answer("a", new double[] {0.5}, new double[] {7}),
                answer("empty", new double[0], new double[0]),
                answer("b", new double[] {0.25}, new double[] {TWO_TO_53 - 1}));

        assertArrayEquals(new double[] {TWO_TO_53 - 1, 7}, rowIds(answers, merge(answers, Integer.MAX_VALUE)));
    }

    @Test
    void answersNothingWhenEveryShardIsEmpty() {
        assertEquals(
                0, merge(List.of(answer("a", new double[0], new double[0])), 10).size());
    }

    @Test
    void keepsRowIdsApartThatDifferInTheirLastBit() {
        List<RankedAnswer> answers =
                List.of(answer("a", new double[] {1, 1}, new double[] {TWO_TO_53 - 1, TWO_TO_53 - 2}));

        assertArrayEquals(new double[] {TWO_TO_53 - 2, TWO_TO_53 - 1}, rowIds(answers, merge(answers, 2)));
    }

    @Test
    void rejectsAnAnswerThatIsNotSorted() {
        assertRefused("shard b: hit 2 is nearer than the hit before it", new double[] {0.25, 0.5, 0.375}, new double[] {
            1, 2, 3
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void rejectsADistanceThatIsNotFinite(double distance) {
        assertRefused(
                "shard b: hit 1 has a distance that is not finite", new double[] {-1, distance}, new double[] {1, 2});
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.5, TWO_TO_53, Double.NaN, Double.POSITIVE_INFINITY})
    void rejectsARowIdThatIsNoRowId(double rowId) {
        assertRefused(
                "shard b: hit 0 has a row id that is no whole number in [0, 2^53)",
                new double[] {1},
                new double[] {rowId});
    }

    @Test
    void rejectsMoreHitsThanWereAskedFor() {
        assertRefused("shard b: answered 4 hits, asked for k=3", new double[] {1, 2, 3, 4}, new double[] {1, 2, 3, 4});
    }

    @Test
    void rejectsKBelowOne() {
        assertEquals(
                "k must be at least 1, got 0",
                assertThrows(IllegalArgumentException.class, () -> merge(List.of(), 0))
                        .getMessage());
    }

    @Test
    void rejectsArraysOfDifferentLength() {
        assertEquals(
                "answer of a has 1 distances and 2 row ids",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> merge(List.of(answer("a", new double[1], new double[2])), 3))
                        .getMessage());
    }

    /// The broken answer comes second: a good one before it must not be merged.
    private static void assertRefused(String message, double[] distances, double[] rowIds) {
        List<RankedAnswer> answers =
                List.of(answer("a", new double[] {0.5}, new double[] {0}), answer("b", distances, rowIds));
        ShardFailedException refused = assertThrows(ShardFailedException.class, () -> merge(answers, 3));
        assertEquals(message, refused.getMessage());
        assertEquals("b", refused.shard());
    }

    private static void assertMerged(String context, List<Candidate> expected, GatherMerge.Merged merged) {
        assertArrayEquals(expected.stream().mapToInt(Candidate::shard).toArray(), merged.shards(), context);
        assertArrayEquals(expected.stream().mapToInt(Candidate::position).toArray(), merged.positions(), context);
    }

    private static List<Candidate> sortAll(List<RankedAnswer> answers, int k) {
        List<Candidate> all = new ArrayList<>();
        for (int s = 0; s < answers.size(); s++) {
            for (int i = 0; i < answers.get(s).size(); i++) {
                all.add(new Candidate(
                        answers.get(s).distances()[i], answers.get(s).rowIds()[i], s, i));
            }
        }
        all.sort(Comparator.comparingDouble(Candidate::distance)
                .thenComparingDouble(Candidate::rowId)
                .thenComparingInt(Candidate::shard)
                .thenComparingInt(Candidate::position));
        Set<Double> seen = new HashSet<>();
        return all.stream()
                .filter(candidate -> seen.add(candidate.rowId()))
                .limit(k)
                .toList();
    }

    /// 1..=6 shards of 0..40 hits; few different distances and row ids, so that ties and duplicates are the
    /// rule.
    private static List<RankedAnswer> randomAnswers(Random random) {
        List<RankedAnswer> answers = new ArrayList<>();
        int shards = 1 + random.nextInt(6);
        int differentDistances = 1 + random.nextInt(60);
        int differentRows = 1 + random.nextInt(300);
        double firstRow = random.nextBoolean() ? 0 : TWO_TO_53 - 300;
        for (int s = 0; s < shards; s++) {
            int size = random.nextInt(40);
            double[] distances = random.ints(size, -5, differentDistances)
                    .asDoubleStream()
                    .map(d -> d / 8)
                    .sorted()
                    .toArray();
            double[] rowIds = random.ints(size, 0, differentRows)
                    .mapToDouble(r -> firstRow + r)
                    .toArray();
            answers.add(answer("shard-" + s, distances, rowIds));
        }
        return answers;
    }

    private static double[] rowIds(List<RankedAnswer> answers, GatherMerge.Merged merged) {
        double[] rowIds = new double[merged.size()];
        for (int i = 0; i < rowIds.length; i++) {
            rowIds[i] = answers.get(merged.shards()[i]).rowIds()[merged.positions()[i]];
        }
        return rowIds;
    }

    private static GatherMerge.Merged merge(List<RankedAnswer> answers, int k) {
        return GatherMerge.merge(answers.toArray(RankedAnswer[]::new), k);
    }

    private static RankedAnswer answer(String shard, double[] distances, double[] rowIds) {
        return new RankedAnswer(shard, distances, rowIds);
    }
}
