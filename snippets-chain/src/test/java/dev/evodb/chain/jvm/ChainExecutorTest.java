package dev.evodb.chain.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.ShardFailedException;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ChainExecutorTest {
    private static final ChainId CHAIN = new ChainId("words");

    @Test
    void answersTheBestOfAllShardsWithTheirPayloads() throws Exception {
        ChainExecutor<String, String> executor = new ChainExecutor<>(Map.of(
                id("s0"), (query, k) -> answer(3, 300, hit(7, 0.5, query + " seven"), hit(1, 0.75, "one")),
                id("s1"), (query, k) -> answer(4, 400, hit(8, 0.25, query + " eight")),
                id("s2"), (query, k) -> answer(5, 500)));

        Answer<String> answer = executor.run(chain(3), "row", 2);

        assertEquals(answer(12, 1_200, hit(8, 0.25, "row eight"), hit(7, 0.5, "row seven")), answer);
    }

    @Test
    void doesNotDependOnWhichShardIsReadyFirst() throws Exception {
        for (long seed = 0; seed < 100; seed++) {
            List<Answer<Integer>> answers = randomAnswers(new Random(seed), 5);
            Answer<Integer> expected = null;
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
            for (int run = 0; run < 4; run++) {
                Collections.shuffle(order, new Random(seed * 31 + run));

                Answer<Integer> answer = inOrderOfCompletion(order, answers).run(chain(5), "q", 20);

                expected = expected == null ? answer : expected;
                assertEquals(expected, answer, "seed " + seed + ", completion order " + order);
            }
        }
    }

    @Test
    void startsAllShardsBeforeItWaitsForOne() throws Exception {
        CountDownLatch started = new CountDownLatch(5);
        Shard<String, String> shard = (query, k) -> {
            started.countDown();
            started.await();
            return answer(0, 1);
        };

        assertEquals(
                5, new ChainExecutor<>(same(shard, 5)).run(chain(5), "q", 1).rows());
    }

    @Test
    void runsRoutersBelowRouters() throws Exception {
        ChainPart left = router("left", List.of(invoke("s0"), invoke("s1")));
        ChainPart top = router("top", List.of(left, invoke("s2")));
        ChainExecutor<String, String> executor = new ChainExecutor<>(Map.of(
                id("s0"), (query, k) -> answer(1, 10, hit(1, 3, "a")),
                id("s1"), (query, k) -> answer(1, 10, hit(2, 1, "b")),
                id("s2"), (query, k) -> answer(1, 10, hit(3, 2, "c"))));

        assertEquals(
                answer(3, 30, hit(2, 1, "b"), hit(3, 2, "c"), hit(1, 3, "a")), executor.run(top.chain(CHAIN), "q", 3));
    }

    @Test
    void runsAChainOfOneSnippet() throws Exception {
        Answer<String> only = answer(1, 10, hit(1, 3, "a"));
        ChainExecutor<String, String> executor = new ChainExecutor<>(Map.of(id("s0"), (query, k) -> only));

        assertSame(only, executor.run(invoke("s0").chain(CHAIN), "q", 3));
    }

    @Test
    void namesTheShardThatFailed() {
        IOException cause = new IOException("connection reset");
        Map<StepId, Shard<String, String>> shards = same((query, k) -> answer(0, 0), 3);
        shards.put(id("s1"), (query, k) -> {
            throw cause;
        });

        ShardFailedException failure = assertFails(shards, 3);

        assertEquals("shard s1: failed with java.io.IOException: connection reset", failure.getMessage());
        assertEquals("s1", failure.shard());
        assertSame(cause, failure.getCause());
    }

    @Test
    void namesTheFirstFailedShardOfThePlanAndKeepsTheOthers() {
        Map<StepId, Shard<String, String>> shards = same((query, k) -> answer(0, 0), 4);
        CountDownLatch lastHasFailed = new CountDownLatch(1);
        shards.put(id("s1"), (query, k) -> {
            lastHasFailed.await();
            throw new IOException("first of the plan, last in time");
        });
        shards.put(id("s3"), (query, k) -> {
            lastHasFailed.countDown();
            return answer(0, 0, hit(1, 2, "a"), hit(2, 1, "b"));
        });

        ShardFailedException failure = assertFails(shards, 4);

        assertEquals("s1", failure.shard());
        assertEquals("shard s3: hit 1 is nearer than the hit before it", failure.getSuppressed()[0].getMessage());
    }

    @Test
    void refusesAnAnswerWithARowIdThatTheEdgeCouldNotHold() {
        long twoTo53 = 1L << 53;
        for (long rowId : new long[] {-1, twoTo53, twoTo53 + 1, Long.MAX_VALUE}) {
            Map<StepId, Shard<String, String>> shards = same((query, k) -> answer(0, 0, hit(rowId, 1, "a")), 1);

            assertEquals(
                    "shard s0: hit 0 has a row id that is no whole number in [0, 2^53)",
                    assertFails(shards, 1).getMessage());
        }
    }

    @Test
    void namesTheDeepestShardThatFailed() {
        ChainPart left = router("left", List.of(invoke("s0"), invoke("s1")));
        Chain chain = router("top", List.of(left, invoke("s2"))).chain(CHAIN);
        Map<StepId, Shard<String, String>> shards = same((query, k) -> answer(0, 0), 3);
        shards.put(id("s1"), (query, k) -> {
            throw new IOException("gone");
        });

        ShardFailedException failure =
                assertThrows(ShardFailedException.class, () -> new ChainExecutor<>(shards).run(chain, "q", 3));

        assertEquals("s1", failure.shard());
    }

    @Test
    void acceptsThatShardsThrowTheSameException() {
        ShardFailedException shared = new ShardFailedException("backend", "is down");

        assertSame(
                shared,
                assertFails(
                        same(
                                (query, k) -> {
                                    throw shared;
                                },
                                2),
                        2));
    }

    @Test
    void passesOnAnErrorOfTheMachine() {
        AssertionError error = new AssertionError("not a failure of the shard");
        Map<StepId, Shard<String, String>> shards = same(
                (query, k) -> {
                    throw error;
                },
                1);

        assertSame(error, assertThrows(AssertionError.class, () -> new ChainExecutor<>(shards).run(chain(1), "q", 3)));
    }

    @Test
    void interruptsTheShardsWhenTheCallerIsInterrupted() {
        AtomicBoolean wasInterrupted = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        Map<StepId, Shard<String, String>> shards = same(
                (query, k) -> {
                    caller.interrupt();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        wasInterrupted.set(true);
                        throw e;
                    }
                    return answer(0, 0);
                },
                1);

        assertThrows(InterruptedException.class, () -> new ChainExecutor<>(shards).run(chain(1), "q", 3));
        assertTrue(wasInterrupted.get());
    }

    @Test
    void runsNothingWhenAShardIsMissing() {
        AtomicBoolean ran = new AtomicBoolean();
        Map<StepId, Shard<String, String>> shards = same(
                (query, k) -> {
                    ran.set(true);
                    return answer(0, 0);
                },
                2);

        assertEquals(
                "step s2: no shard of that id in this executor",
                assertThrows(IllegalArgumentException.class, () -> new ChainExecutor<>(shards).run(chain(3), "q", 3))
                        .getMessage());
        assertFalse(ran.get());
    }

    @Test
    void refusesStepsThatItDoesNotRun() {
        ChainPart shard = invoke("s0");

        assertRefused(
                "step p: this executor runs invoke and parallel steps only",
                Patterns.pipeline(id("p"), Placement.at(snippet("p")), List.of(shard)));
        assertRefused(
                "step r: this executor broadcasts to all branches and gathers the nearest hits only",
                Patterns.vectorSearch(id("r"), Placement.at(snippet("r")), List.of(shard), OptionalInt.of(1)));
        assertRefused(
                "step h: this executor broadcasts to all branches and gathers the nearest hits only",
                Patterns.hybrid(id("h"), Placement.at(snippet("h")), List.of(shard)));
        assertRefused(
                "step s0: this executor calls once, without a timeout",
                ChainPart.of(
                        new Step.Invoke(id("s0"), new Placement.Hop(snippet("s0"), CallPolicy.ONCE.withRetries(1)))));
    }

    private static void assertRefused(String message, ChainPart part) {
        ChainExecutor<String, String> executor = new ChainExecutor<>(same((query, k) -> answer(0, 0), 1));
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> executor.run(part.chain(CHAIN), "q", 1))
                        .getMessage());
    }

    @Test
    void rejectsKBelowOne() {
        assertEquals(
                "k must be at least 1, got 0",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new ChainExecutor<>(same((q, k) -> answer(0, 0), 1)).run(chain(1), "q", 0))
                        .getMessage());
    }

    private static ShardFailedException assertFails(Map<StepId, Shard<String, String>> shards, int count) {
        return assertThrows(ShardFailedException.class, () -> new ChainExecutor<>(shards).run(chain(count), "q", 3));
    }

    /// Shard `order[i]` answers only after shard `order[i - 1]` has.
    private static ChainExecutor<String, Integer> inOrderOfCompletion(
            List<Integer> order, List<Answer<Integer>> answers) {
        Map<StepId, Shard<String, Integer>> shards = new HashMap<>();
        CountDownLatch before = new CountDownLatch(0);
        for (int s : order) {
            CountDownLatch wait = before;
            CountDownLatch done = new CountDownLatch(1);
            shards.put(id("s" + s), (query, k) -> {
                wait.await();
                done.countDown();
                return answers.get(s);
            });
            before = done;
        }
        return new ChainExecutor<>(shards);
    }

    /// Ties and duplicates are the rule; the payload tells the shard and the position.
    private static List<Answer<Integer>> randomAnswers(Random random, int shards) {
        List<Answer<Integer>> answers = new ArrayList<>();
        for (int s = 0; s < shards; s++) {
            int shard = s;
            double[] distances = random.ints(random.nextInt(20), 0, 6)
                    .asDoubleStream()
                    .sorted()
                    .toArray();
            List<Hit<Integer>> hits = new ArrayList<>();
            for (double distance : distances) {
                hits.add(new Hit<>(random.nextInt(30), distance, shard * 100 + hits.size()));
            }
            answers.add(new Answer<>(hits, 1, 10));
        }
        return answers;
    }

    private static Map<StepId, Shard<String, String>> same(Shard<String, String> shard, int count) {
        Map<StepId, Shard<String, String>> shards = new HashMap<>();
        for (int s = 0; s < count; s++) {
            shards.put(id("s" + s), shard);
        }
        return shards;
    }

    private static Chain chain(int shards) {
        List<ChainPart> parts = new ArrayList<>();
        for (int s = 0; s < shards; s++) {
            parts.add(invoke("s" + s));
        }
        return router("router", parts).chain(CHAIN);
    }

    private static ChainPart router(String id, List<ChainPart> shards) {
        return Patterns.vectorSearch(id(id), Placement.at(snippet(id)), shards, OptionalInt.empty());
    }

    private static ChainPart invoke(String id) {
        return Patterns.invoke(id(id), snippet(id));
    }

    private static Snippet snippet(String id) {
        return Snippet.of("https://" + id + ".example/search", Cost.UNKNOWN);
    }

    private static StepId id(String text) {
        return new StepId(text);
    }

    private static Hit<String> hit(long rowId, double distance, String payload) {
        return new Hit<>(rowId, distance, payload);
    }

    @SafeVarargs
    private static Answer<String> answer(int nprobes, long rows, Hit<String>... hits) {
        List<Hit<String>> list = new ArrayList<>();
        for (Hit<String> hit : hits) {
            list.add(hit);
        }
        return new Answer<>(list, nprobes, rows);
    }
}
