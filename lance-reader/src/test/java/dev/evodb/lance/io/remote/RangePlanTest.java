package dev.evodb.lance.io.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RangePlanTest {
    private static final int GAP = RangePlan.GAP_BYTES;

    @Test
    void joinsRangesUpToTheGap() {
        assertEquals(
                List.of(new RangePlan.Run(0, 30 + GAP), new RangePlan.Run(31 + 2L * GAP, 41 + 2L * GAP)),
                RangePlan.runs(new long[] {20 + GAP, 31 + 2L * GAP, 0, 5}, new int[] {10, 10, 20, 3}));
    }

    @Test
    void needsNothingForEmptyRanges() {
        assertEquals(List.of(), RangePlan.runs(new long[] {5, 7}, new int[] {0, 0}));
    }

    @Test
    void doesNotJoinBeyondOneRequest() {
        int half = RangePlan.REQUEST_BYTES / 2;
        assertEquals(
                List.of(new RangePlan.Run(0, 2L * half), new RangePlan.Run(2L * half, 3L * half)),
                RangePlan.runs(new long[] {0, half, 2L * half}, new int[] {half, half, half}));
    }

    @Test
    void splitsLongRanges() {
        long most = RangePlan.REQUEST_BYTES;
        assertEquals(
                List.of(
                        new RangePlan.Run(7, 7 + most),
                        new RangePlan.Run(7 + most, 7 + 2 * most),
                        new RangePlan.Run(7 + 2 * most, 8 + 2 * most)),
                new RangePlan.Run(7, 8 + 2 * most).requests());
    }

    @Test
    void coversEveryRangeByOneRun() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 2000; round++) {
            int count = 1 + random.nextInt(20);
            long[] offsets = new long[count];
            int[] lengths = new int[count];
            for (int i = 0; i < count; i++) {
                offsets[i] = random.nextLong(1L << (10 + random.nextInt(25)));
                lengths[i] = 1 + random.nextInt(1 << (1 + random.nextInt(24)));
            }
            List<RangePlan.Run> runs = RangePlan.runs(offsets, lengths);
            for (int i = 0; i < count; i++) {
                RangePlan.Run run = runs.get(RangePlan.indexOf(runs, offsets[i]));
                assertTrue(run.from() <= offsets[i] && offsets[i] + lengths[i] <= run.to(), "round " + round);
            }
            for (int i = 1; i < runs.size(); i++) {
                assertTrue(runs.get(i - 1).to() <= runs.get(i).from(), "round " + round);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes 0-9",
                "bytes 5-4/10",
                "bytes 0-9/*",
                "bytes 0-10/10",
                "bytes -1-4/10",
                "items 0-9/10",
                "bytes 0-9/99999999999999999999",
                "bytes a-b/c"
            })
    void refusesRangesThatMakeNoSense(String text) {
        assertThrows(FaultyAnswerException.class, () -> ContentRange.parse(text));
    }

    @Test
    void readsContentRanges() throws FaultyAnswerException {
        assertEquals(new ContentRange(5, 10, 1L << 50), ContentRange.parse("bytes 5-9/" + (1L << 50)));
    }

    @Test
    void pausesAreDrawnFromADoublingRange() {
        RetryPolicy policy = RetryPolicy.DEFAULT;

        assertEquals(Duration.ofMillis(50), policy.pause(1, 0.5));
        assertEquals(Duration.ofMillis(800), policy.pause(5, 0.5));
        assertEquals(Duration.ofMillis(2500), policy.pause(60, 0.5));
        assertEquals(Duration.ZERO, policy.pause(3, 0));
    }

    @Test
    void refusesPoliciesThatMakeNoSense() {
        assertThrows(IllegalArgumentException.class, () -> RetryPolicy.DEFAULT.withMaxRetries(-1));
        assertThrows(IllegalArgumentException.class, () -> RetryPolicy.DEFAULT.withDeadline(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class, () -> RemoteOptions.create().withParallelRequests(0));
        assertThrows(IllegalArgumentException.class, () -> BlockCache.of(-1));
    }
}
