package dev.evodb.chain.jvm.run;

import static dev.evodb.chain.jvm.run.Chains.inLine;
import static dev.evodb.chain.jvm.run.Chains.leaf;
import static dev.evodb.chain.jvm.run.Chains.leaves;
import static dev.evodb.chain.jvm.run.Chains.router;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.run.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What policies make of failures and of time.
class RunPoliciesTest {
    private static final FanOut ALL = FanOut.of(new Partitioner.Broadcast(), new Combiner.Collect());
    private static final Value INPUT = Value.of("in");
    private static final Value ONE = Value.of(1);
    private static final Problem BUSY = Problem.status(503, "busy");

    @Test
    void retriesWhatMayBeDifferentNextTime() {
        for (Problem problem : List.of(
                BUSY,
                Problem.status(429, "slow down"),
                Problem.network("connection reset"),
                Problem.brokenBody("answer is no JSON: unexpected end"))) {
            RunRecorder run = new RunRecorder(router("r", ALL, leaves(1, CallPolicy.ONCE.withRetries(1))), 5, 0);

            assertEquals("send 0 s0", run.start(INPUT));
            assertEquals("send 1 s0", run.failed(3, 0, problem));
            assertEquals("answer {\"output\":[1],\"shards\":{\"asked\":1,\"answered\":1}}", run.answered(5, 1, ONE));
        }
    }

    @Test
    void doesNotRetryWhatTheSnippetHasDecided() {
        for (int status : List.of(301, 400, 404, 500, 502, 504, 508)) {
            RunRecorder run = new RunRecorder(router("r", ALL, leaves(1, CallPolicy.ONCE.withRetries(3))), 5, 0);
            run.start(INPUT);

            assertEquals(
                    "quorum: step r: 1 of 1 branches failed, 1 must answer: step s0: https://s0.example/x failed with"
                            + " status " + status + ": no text",
                    run.failed(3, 0, Problem.status(status, "")));
        }
    }

    @Test
    void readsAChangedPackOnceMore() {
        Problem changed = Problem.status(409, "pack was replaced");
        RunRecorder run = new RunRecorder(router("r", ALL, leaves(1, CallPolicy.ONCE.withRetries(3))), 5, 0);
        run.start(INPUT);

        assertEquals("send 1 s0", run.failed(3, 0, changed));
        assertEquals(
                "quorum: step r: 1 of 1 branches failed, 1 must answer: step s0: https://s0.example/x failed with"
                        + " status 409: pack was replaced, after 2 attempts",
                run.failed(5, 1, changed));
    }

    @Test
    void givesUpAnAttemptWhenItsTimeIsOver() {
        RunRecorder run = new RunRecorder(
                router("r", ALL, leaves(1, CallPolicy.ONCE.withTimeoutMillis(40).withRetries(1))), 5, 0);

        assertEquals("send 0 s0; wake 40", run.start(INPUT));
        assertEquals("", run.elapsed(39));
        assertEquals("cancel 0; send 1 s0; wake 80", run.elapsed(40));
        assertEquals(
                "cancel 1; quorum: step r: 1 of 1 branches failed, 1 must answer: step s0: https://s0.example/x gave no"
                        + " answer within 40 ms, after 2 attempts",
                run.elapsed(80));
    }

    @Test
    void doesNotTakeAnAnswerWhoseTimeIsOver() {
        RunRecorder run = new RunRecorder(router("r", ALL, leaves(1, CallPolicy.ONCE.withTimeoutMillis(40))), 5, 0);
        run.start(INPUT);

        assertEquals(
                "cancel 0; quorum: step r: 1 of 1 branches failed, 1 must answer: step s0: https://s0.example/x gave no"
                        + " answer within 40 ms",
                run.answered(40, 0, ONE));
    }

    @Test
    void hedgesOnceAndCancelsTheLoser() {
        CallPolicy policy = CallPolicy.ONCE.withTimeoutMillis(40).withHedgeAfterMillis(15);

        RunRecorder first = new RunRecorder(router("r", ALL, leaves(1, policy)), 5, 0);
        assertEquals("send 0 s0; wake 15", first.start(INPUT));
        assertEquals("send 1 s0; wake 40", first.elapsed(15));
        assertEquals(
                "cancel 1; answer {\"output\":[1],\"shards\":{\"asked\":1,\"answered\":1}}",
                first.answered(20, 0, ONE));

        RunRecorder second = new RunRecorder(router("r", ALL, leaves(1, policy)), 5, 0);
        second.start(INPUT);
        second.elapsed(15);
        assertEquals(
                "cancel 0; answer {\"output\":[1],\"shards\":{\"asked\":1,\"answered\":1}}",
                second.answered(20, 1, ONE));
    }

    @Test
    void waitsForTheOtherRequestBeforeItRetries() {
        CallPolicy policy = CallPolicy.ONCE.withHedgeAfterMillis(15).withRetries(1);
        RunRecorder run = new RunRecorder(router("r", ALL, leaves(1, policy)), 5, 0);
        run.start(INPUT);
        assertEquals("send 1 s0; sleep", run.elapsed(15));

        assertEquals("", run.failed(16, 0, BUSY));
        assertEquals("send 2 s0", run.failed(18, 1, BUSY));
        assertEquals("", run.elapsed(100), "hedges once only");
    }

    @Test
    void sendsNoRequestBeyondTheRetryBudgetOfAnyFanOutAbove() {
        FanOut capped = ALL.withRetryBudget(1);
        RunRecorder run = new RunRecorder(
                router("r", capped, List.of(inLine("in", ALL, leaves(2, CallPolicy.ONCE.withRetries(2))))), 9, 0);
        run.start(INPUT);

        assertEquals("send 2 s0", run.failed(1, 0, BUSY));
        assertEquals(
                "cancel 2; quorum: step r: 1 of 1 branches failed, 1 must answer: step in: 1 of 2 branches failed,"
                        + " 2 must answer: step s1: https://s1.example/x failed with status 503: busy",
                run.failed(2, 1, BUSY));
    }

    @Test
    void keepsSubrequestsForTheCallsThatAreStillToCome() {
        RunRecorder run =
                new RunRecorder(router("r", ALL.withConcurrency(1), leaves(2, CallPolicy.ONCE.withRetries(2))), 3, 0);
        run.start(INPUT);

        assertEquals("send 1 s0", run.failed(1, 0, BUSY));
        assertEquals("send 2 s1", run.answered(2, 1, ONE));
        assertEquals(
                "quorum: step r: 1 of 2 branches failed, 2 must answer: step s1: https://s1.example/x failed with status"
                        + " 503: busy",
                run.failed(3, 2, BUSY));
    }

    @Test
    void refusesToBeginWhatNeedsMoreSubrequestsThanThereAre() {
        RunRecorder run = new RunRecorder(router("r", ALL, leaves(20, CallPolicy.ONCE)), 5, 0);

        assertEquals("subrequests: step r: subrequests limit is 5, needed 20, 15 too many", run.start(INPUT));
    }

    @Test
    void startsAsManyBranchesAsItMayAtOneTime() {
        RunRecorder run = new RunRecorder(router("r", ALL.withConcurrency(2), leaves(3, CallPolicy.ONCE)), 5, 0);

        assertEquals("send 0 s0; send 1 s1", run.start(INPUT));
        assertEquals("send 2 s2", run.answered(1, 1, Value.of(11)));
        assertEquals("", run.answered(2, 2, Value.of(12)));
        assertEquals(
                "answer {\"output\":[10,11,12],\"shards\":{\"asked\":3,\"answered\":3}}",
                run.answered(3, 0, Value.of(10)));
    }

    @Test
    void saysHowManyShardsAPartialAnswerIsOf() {
        RunRecorder run = new RunRecorder(router("r", ALL.withQuorum(2), leaves(3, CallPolicy.ONCE)), 5, 0);
        run.start(INPUT);

        assertEquals("", run.failed(1, 1, BUSY));
        assertEquals("", run.answered(2, 2, Value.of(12)));
        assertEquals(
                "answer {\"output\":[10,12],\"shards\":{\"asked\":3,\"answered\":2}}",
                run.answered(3, 0, Value.of(10)));
    }

    @Test
    void addsUpTheShardsOfRoutersBelowAlsoOfThoseThatAreLost() {
        List<RunRecorder> runs = List.of(nested(), nested());

        runs.getFirst().answered(1, 0, withShards(Value.object("output", Value.of("a")), 3, 2));
        assertEquals(
                "answer {\"output\":[\"a\",\"b\"],\"shards\":{\"asked\":4,\"answered\":3}}",
                runs.getFirst().answered(2, 1, Value.of("b")));

        runs.getLast().failed(1, 0, Problem.status(502, "lost"));
        assertEquals(
                "answer {\"output\":[\"b\"],\"shards\":{\"asked\":4,\"answered\":1}}",
                runs.getLast().answered(2, 1, Value.of("b")));
    }

    /// Over a router of three shards and one shard; already started.
    private static RunRecorder nested() {
        RunRecorder run = new RunRecorder(
                router(
                        "r",
                        ALL.withQuorum(1),
                        List.of(router("below", ALL, leaves(3, CallPolicy.ONCE)), leaf("beside"))),
                5,
                0);
        run.start(INPUT);
        return run;
    }

    private static Value withShards(Value body, int asked, int answered) {
        return body.with("shards", Value.object("asked", Value.of(asked)).with("answered", Value.of(answered)));
    }

    @Test
    void refusesARouterBelowThatDoesNotSayHowManyAnswered() {
        RunRecorder run = nested();
        run.answered(1, 0, Value.object("output", Value.of("a")));

        assertEquals(
                "quorum: step r: 2 of 2 branches failed, 1 must answer: step below: https://below.example/x answer does"
                        + " not say how many shards answered (and 1 more)",
                run.failed(2, 1, BUSY));
        assertEquals(
                "{\"error\":\"step r: 2 of 2 branches failed, 1 must answer: step below: https://below.example/x answer"
                        + " does not say how many shards answered (and 1 more)\",\"kind\":\"quorum\",\"step\":\"r\",\"failed\":["
                        + "{\"step\":\"below\",\"url\":\"https://below.example/x\",\"kind\":\"answer\",\"status\":200,"
                        + "\"attempts\":1,\"error\":\"answer does not say how many shards answered\"},"
                        + "{\"step\":\"beside\",\"url\":\"https://beside.example/x\",\"kind\":\"status\",\"status\":503,"
                        + "\"attempts\":1,\"error\":\"failed with status 503: busy\"}]}",
                run.failureBody());
    }

    @Test
    void stopsAsSoonAsTooFewCanAnswer() {
        RunRecorder run = new RunRecorder(router("r", ALL.withQuorum(3), leaves(4, CallPolicy.ONCE)), 5, 0);
        run.start(INPUT);

        assertEquals("", run.failed(1, 3, Problem.network("no route")));
        assertEquals(
                "cancel 0; cancel 2; quorum: step r: 2 of 4 branches failed, 3 must answer: step s1: https://s1.example/x"
                        + " failed with status 503: busy (and 1 more)",
                run.failed(2, 1, BUSY));
    }

    @Test
    void answersWithWhatItHasWhenTheDeadlineComes() {
        RunRecorder run = new RunRecorder(router("r", ALL.withQuorum(1), leaves(2, CallPolicy.ONCE)), 5, 100);
        assertEquals("send 0 s0; send 1 s1; wake 100", run.start(INPUT));
        run.answered(20, 1, ONE);

        assertEquals("cancel 0; answer {\"output\":[1],\"shards\":{\"asked\":2,\"answered\":1}}", run.elapsed(100));
    }

    @Test
    void failsAtTheDeadlineIfThatIsTooLittle() {
        RunRecorder run = new RunRecorder(router("r", ALL.withConcurrency(1), leaves(2, CallPolicy.ONCE)), 5, 100);
        run.start(INPUT);

        assertEquals(
                "cancel 0; deadline: step r: 1 of 2 branches failed, 2 must answer: step s0: https://s0.example/x gave no"
                        + " answer before the deadline of 100 ms",
                run.elapsed(100));
    }

    @Test
    void tellsEachCallHowMuchTimeIsLeft() {
        RunRecorder run = new RunRecorder(
                router(
                        "r",
                        CallPolicy.ONCE.withTimeoutMillis(200),
                        ALL.withConcurrency(1),
                        List.of(leaf("a"), leaf("b", CallPolicy.ONCE.withTimeoutMillis(24)), leaf("c"))),
                5,
                80);
        run.start(INPUT);
        run.answered(30, 0, ONE);
        run.answered(40, 1, ONE);

        assertEquals(
                List.of(70, 21, 35),
                run.sent.stream().map(attempt -> attempt.timeLeft()).toList());
    }

    @Test
    void ignoresAnswersThatComeTwiceOrTooLate() {
        RunRecorder run = new RunRecorder(router("r", ALL, leaves(2, CallPolicy.ONCE)), 5, 0);
        run.start(INPUT);
        run.answered(1, 0, ONE);

        assertEquals("", run.answered(2, 0, Value.of(2)));
        assertEquals("", run.failed(2, 0, BUSY));
        assertEquals("", run.answered(2, 7, ONE));
        assertEquals("", run.answered(2, -1, ONE));
        assertEquals("answer {\"output\":[1,1],\"shards\":{\"asked\":2,\"answered\":2}}", run.answered(3, 1, ONE));
        assertEquals("", run.answered(4, 1, ONE));
    }

    @Test
    void givesUpEverythingWhenNobodyWaits() {
        RunRecorder run = new RunRecorder(router("r", ALL, leaves(2, CallPolicy.ONCE)), 5, 0);
        run.start(INPUT);

        assertEquals("cancel 0; cancel 1", run.cancel());
        assertEquals("", run.answered(1, 0, ONE));
        assertEquals("", run.cancel());
    }

    @Test
    void refusesARequestThatHasPassedHere() {
        RunRecorder run = new RunRecorder(
                router("r", ALL, leaves(2, CallPolicy.ONCE)), 5, 0, Map.of(), Centroids.NONE, "r.example,q.example");

        assertEquals(
                "loop: step r: loop: host r.example is reached twice on the path r.example,q.example,r.example",
                run.start(INPUT));
    }

    @Test
    void tellsTheHostsThatARequestHasPassed() {
        RunRecorder run = new RunRecorder(
                router("r", ALL, leaves(1, CallPolicy.ONCE)), 5, 0, Map.of(), Centroids.NONE, "q.example");
        run.start(INPUT);

        assertEquals("q.example,r.example", run.sent.getFirst().hops());
    }
}
