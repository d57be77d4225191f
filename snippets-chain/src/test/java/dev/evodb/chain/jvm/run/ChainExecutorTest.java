package dev.evodb.chain.jvm.run;

import static dev.evodb.chain.jvm.run.Chains.hit;
import static dev.evodb.chain.jvm.run.Chains.id;
import static dev.evodb.chain.jvm.run.Chains.inLine;
import static dev.evodb.chain.jvm.run.Chains.leaf;
import static dev.evodb.chain.jvm.run.Chains.leaves;
import static dev.evodb.chain.jvm.run.Chains.ranked;
import static dev.evodb.chain.jvm.run.Chains.router;
import static dev.evodb.chain.jvm.run.Chains.snippet;
import static dev.evodb.chain.jvm.run.Chains.url;
import static dev.evodb.chain.jvm.run.RunRecorder.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.jvm.plan.Budget;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.run.FailureKind;
import dev.evodb.chain.run.Output;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChainExecutorTest {
    private static final FanOut NEAREST = FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest());
    private static final FanOut COLLECT = FanOut.of(new Partitioner.Broadcast(), new Combiner.Collect());
    private static final Value INPUT = Value.of("query");
    private static final Map<String, String> NO_PARAMETERS = Map.of();

    @Test
    void answersTheBestOfAllShardsWithTheirPayloads() throws Exception {
        Map<String, Caller> callers = Map.of(
                url("s0"), call -> ranked(hit(7, 0.5).with("payload", call.input()), hit(9, 0.75)),
                url("s1"), _ -> ranked(hit(8, 0.25)));

        Output<Value> answer = executor(router("r", NEAREST, leaves(2, CallPolicy.ONCE)), callers)
                .run(INPUT, Map.of("k", "2"));

        assertEquals(
                "{\"hits\":[{\"rowId\":8,\"distance\":0.25},{\"rowId\":7,\"distance\":0.5,\"payload\":\"query\"}],"
                        + "\"shards\":{\"asked\":2,\"answered\":2},\"rows\":2,\"nprobes\":2,\"truncated\":false}",
                json(answer.value()));
        assertFalse(answer.isPartial());
    }

    @Test
    void doesNotDependOnWhichShardIsReadyFirst() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
            Collections.shuffle(order, new Random(seed));

            Output<Value> answer = executor(
                            router("r", COLLECT, leaves(5, CallPolicy.ONCE)), inOrderOfCompletion(order))
                    .run(INPUT, NO_PARAMETERS);

            assertEquals("[0,1,2,3,4]", json(answer.value()), "completion order " + order);
        }
    }

    @Test
    void runsRoutersBelowRoutersEachWithABudgetOfItsOwn() throws Exception {
        List<ChainPart> shards = leaves(20, CallPolicy.ONCE);
        Map<String, Caller> callers =
                callers(20, call -> ranked(hit(Integer.parseInt(call.step().substring(1)), 1)));

        assertEquals(
                "step r: subrequests limit is 5, needed 20, 15 too many",
                assertFails(router("r", NEAREST, shards), budgets(5), callers).getMessage());

        ChainPart tree = Patterns.vectorSearchTree(
                id("r"), step -> Placement.at(snippet(step.text())), TreeShape.of(20, 5), shards);
        Output<Value> answer =
                new ChainExecutor(chain(tree), budgets(5), callers, Centroids.NONE).run(INPUT, Map.of("k", "3"));

        assertEquals(
                "{\"hits\":[{\"rowId\":0,\"distance\":1},{\"rowId\":1,\"distance\":1},{\"rowId\":2,\"distance\":1}],"
                        + "\"shards\":{\"asked\":20,\"answered\":20},\"rows\":20,\"nprobes\":20,\"truncated\":false}",
                json(answer.value()));
    }

    @Test
    void leavesTheSubrequestsOfACoordinatorsOwnOut() {
        ChainPart chain = ChainPart.over(
                new Step.Sequential(
                        id("r"),
                        Placement.at(Snippet.of(url("r"), Cost.ofSubrequests(2))),
                        List.of(id("s0"), id("s1"))),
                leaves(2, CallPolicy.ONCE));

        assertEquals(
                "step r: subrequests limit is 1, needed 2, 1 too many",
                assertFails(chain, budgets(3), callers(2, _ -> INPUT)).getMessage());
    }

    @Test
    void tellsShardsTheHopsAndTheQuery() throws Exception {
        List<Call> calls = Collections.synchronizedList(new ArrayList<>());
        ChainPart below = router("below", NEAREST, leaves(1, CallPolicy.ONCE));

        executor(router("r", NEAREST, List.of(below)), callers(1, call -> {
                    calls.add(call);
                    return ranked();
                }))
                .run(INPUT, Map.of("filter", "rare"));

        assertEquals(
                List.of(new Call(
                        "s0", url("s0"), INPUT, Map.of("filter", "rare", "k", "10"), 1, 0, "r.example,below.example")),
                calls);
    }

    @Test
    void runsAChainOfOneSnippet() throws Exception {
        Value answer = Value.of("as it is");
        AtomicBoolean isFirst = new AtomicBoolean();

        Output<Value> output = executor(leaf("s0"), callers(1, call -> {
                    isFirst.set(call.hops().isEmpty());
                    return answer;
                }))
                .run(INPUT, NO_PARAMETERS);

        assertSame(answer, output.value());
        assertTrue(isFirst.get(), "nobody was passed before the entry");
    }

    @Test
    void namesTheShardThatFailed() {
        Map<String, Caller> callers = callers(3, _ -> ranked());
        callers.put(url("s1"), _ -> {
            throw new IOException("connection reset");
        });

        ChainFailedException failure =
                assertFails(router("r", NEAREST, leaves(3, CallPolicy.ONCE)), Budgets.unlimited(), callers);

        assertEquals(
                "step r: 1 of 3 branches failed, 3 must answer: step s1: https://s1.example/x could not be reached:"
                        + " java.io.IOException: connection reset",
                failure.getMessage());
        assertEquals("s1", failure.failure().causes()[0].step());
        assertEquals(FailureKind.NETWORK, failure.failure().causes()[0].kind());
    }

    @Test
    void namesTheDeepestShardThatFailed() {
        ChainPart below = router("below", NEAREST, leaves(1, CallPolicy.ONCE));
        Map<String, Caller> callers = callers(1, _ -> {
            throw new IllegalStateException("no index");
        });

        assertEquals(
                "step r: 1 of 1 branches failed, 1 must answer: step below: https://below.example/x failed with status"
                        + " 502: step below: 1 of 1 branches failed, 1 must answer: step s0: https://s0.example/x failed with"
                        + " status 500: java.lang.IllegalStateException: no index",
                assertFails(router("r", NEAREST, List.of(below)), Budgets.unlimited(), callers)
                        .getMessage());
    }

    @Test
    void retriesASnippetThatIsBusy() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Map<String, Caller> callers = callers(1, call -> {
            if (calls.incrementAndGet() < 3) {
                throw CallFailedException.status(503, "busy");
            }
            return Value.of(call.number());
        });

        assertEquals(
                "[3]",
                json(executor(router("r", COLLECT, leaves(1, CallPolicy.ONCE.withRetries(2))), callers)
                        .run(INPUT, NO_PARAMETERS)
                        .value()));
    }

    @Test
    void interruptsTheLoserOfAHedge() throws Exception {
        CountDownLatch wasInterrupted = new CountDownLatch(1);
        Map<String, Caller> callers = callers(1, call -> {
            if (call.number() == 1) {
                awaitInterrupt(wasInterrupted);
            }
            return Value.of(call.number());
        });

        Output<Value> answer = executor(
                        router("r", COLLECT, leaves(1, CallPolicy.ONCE.withHedgeAfterMillis(1))), callers)
                .run(INPUT, NO_PARAMETERS);

        assertEquals("[2]", json(answer.value()));
        assertEquals(0, wasInterrupted.getCount(), "the run waits for its losers");
    }

    @Test
    void answersPartlyAtTheDeadlineAndInterruptsWhatStalls() throws Exception {
        CountDownLatch wasInterrupted = new CountDownLatch(1);
        Map<String, Caller> callers = callers(2, _ -> Value.of("in time"));
        callers.put(url("s1"), _ -> awaitInterrupt(wasInterrupted));

        Output<Value> answer = executor(
                        router(
                                "r",
                                CallPolicy.ONCE.withTimeoutMillis(50),
                                COLLECT.withQuorum(1),
                                leaves(2, CallPolicy.ONCE)),
                        callers)
                .run(INPUT, NO_PARAMETERS);

        assertEquals(new Output<>(Value.list(Value.of("in time")), 2, 1), answer);
        assertEquals(0, wasInterrupted.getCount());
    }

    @Test
    void interruptsTheOthersWhenTooFewCanAnswer() {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch wasInterrupted = new CountDownLatch(1);
        Map<String, Caller> callers = callers(2, _ -> {
            started.await();
            throw CallFailedException.status(500, "out of order");
        });
        callers.put(url("s1"), _ -> {
            started.countDown();
            return awaitInterrupt(wasInterrupted);
        });

        // Also through a router in between, which is interrupted itself.
        ChainPart below = router("below", COLLECT, List.of(leaf("s1")));
        assertEquals(
                "step r: 1 of 2 branches failed, 2 must answer: step s0: https://s0.example/x failed with status 500: out"
                        + " of order",
                assertFails(router("r", COLLECT, List.of(leaf("s0"), below)), Budgets.unlimited(), callers)
                        .getMessage());
        assertEquals(0, wasInterrupted.getCount());
    }

    @Test
    void interruptsTheShardsWhenTheCallerIsInterrupted() {
        CountDownLatch wasInterrupted = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        ChainExecutor executor = executor(router("r", COLLECT, leaves(1, CallPolicy.ONCE)), callers(1, _ -> {
            caller.interrupt();
            return awaitInterrupt(wasInterrupted);
        }));

        assertThrows(InterruptedException.class, () -> executor.run(INPUT, NO_PARAMETERS));
        assertEquals(0, wasInterrupted.getCount());
    }

    @Test
    void passesOnAnErrorOfTheMachine() {
        AssertionError error = new AssertionError("not a failure of the shard");
        ChainExecutor executor = executor(
                router("r", COLLECT, List.of(inLine("in", COLLECT, leaves(1, CallPolicy.ONCE)))), callers(1, _ -> {
                    throw error;
                }));

        assertSame(error, assertThrows(AssertionError.class, () -> executor.run(INPUT, NO_PARAMETERS)));
    }

    @Test
    void refusesAChainWithoutACallerForALeaf() {
        ChainPart chain = router("r", COLLECT, leaves(3, CallPolicy.ONCE));

        assertEquals(
                "step s2: no caller for https://s2.example/x",
                assertThrows(IllegalArgumentException.class, () -> executor(chain, callers(2, _ -> INPUT)))
                        .getMessage());
    }

    @Test
    void refusesACountOfHitsThatNobodyMayAskFor() {
        ChainExecutor executor = executor(leaf("s0"), callers(1, _ -> INPUT));

        assertEquals(
                "k must be a whole number in 1..=1000, got 0",
                assertThrows(IllegalArgumentException.class, () -> executor.run(INPUT, Map.of("k", "0")))
                        .getMessage());
    }

    private static ChainFailedException assertFails(ChainPart chain, Budgets budgets, Map<String, Caller> callers) {
        ChainExecutor executor = new ChainExecutor(chain(chain), budgets, callers, Centroids.NONE);
        return assertThrows(ChainFailedException.class, () -> executor.run(INPUT, NO_PARAMETERS));
    }

    private static Value awaitInterrupt(CountDownLatch wasInterrupted) throws InterruptedException {
        try {
            new CountDownLatch(1).await();
            throw new AssertionError("nobody counts down");
        } catch (InterruptedException e) {
            wasInterrupted.countDown();
            throw e;
        }
    }

    /// Shard `order[i]` answers only after shard `order[i - 1]` has.
    private static Map<String, Caller> inOrderOfCompletion(List<Integer> order) {
        Map<String, Caller> callers = new HashMap<>();
        CountDownLatch before = new CountDownLatch(0);
        for (int s : order) {
            CountDownLatch wait = before;
            CountDownLatch done = new CountDownLatch(1);
            callers.put(url("s" + s), _ -> {
                wait.await();
                done.countDown();
                return Value.of(s);
            });
            before = done;
        }
        return callers;
    }

    private static ChainExecutor executor(ChainPart chain, Map<String, Caller> callers) {
        return new ChainExecutor(chain(chain), Budgets.unlimited(), callers, Centroids.NONE);
    }

    private static Chain chain(ChainPart part) {
        return part.chain(new ChainId("test"));
    }

    private static Budgets budgets(int subrequests) {
        return Budgets.of(new Budget("small", 1, 1, subrequests, 1));
    }

    private static Map<String, Caller> callers(int leaves, Caller caller) {
        Map<String, Caller> callers = new HashMap<>();
        for (int s = 0; s < leaves; s++) {
            callers.put(url("s" + s), caller);
        }
        return callers;
    }
}
