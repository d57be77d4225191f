package dev.evodb.chain.jvm.run;

import static dev.evodb.chain.jvm.run.Chains.hit;
import static dev.evodb.chain.jvm.run.Chains.id;
import static dev.evodb.chain.jvm.run.Chains.leaf;
import static dev.evodb.chain.jvm.run.Chains.leaves;
import static dev.evodb.chain.jvm.run.Chains.ranked;
import static dev.evodb.chain.jvm.run.Chains.router;
import static dev.evodb.chain.jvm.run.Chains.snippet;
import static dev.evodb.chain.jvm.run.RunRecorder.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Step;
import dev.evodb.chain.run.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What steps make of inputs and of answers.
class RunStepsTest {
    private static final Partitioner BROADCAST = new Partitioner.Broadcast();

    @Test
    void passesTheOutputOfEachStageToTheNext() {
        RunRecorder run =
                recorder(Patterns.pipeline(id("r"), Placement.at(snippet("r")), List.of(leaf("a"), leaf("b"))));

        assertEquals("send 0 a", run.start(Value.of("in")));
        assertEquals("send 1 b", run.answered(1, 0, Value.of("between")));
        assertEquals(Value.of("between"), run.sent.getLast().input());
        assertEquals(
                "answer {\"output\":\"out\",\"shards\":{\"asked\":2,\"answered\":2}}",
                run.answered(2, 1, Value.of("out")));
    }

    @Test
    void failsWithTheStageThatFailed() {
        RunRecorder run =
                recorder(Patterns.pipeline(id("r"), Placement.at(snippet("r")), List.of(leaf("a"), leaf("b"))));
        run.start(Value.of("in"));

        assertEquals(
                "status: step a: https://a.example/x failed with status 400: what?",
                run.failed(1, 0, Problem.status(400, "what?")));
    }

    @Test
    void choosesASideByTheQueryOrElseByTheInput() {
        Condition present = new Condition.Present("filter");
        assertEquals("send 0 then", chosen(present, Map.of("filter", ""), Value.of("in")));
        assertEquals("send 0 then", chosen(present, Map.of(), Value.object("filter", Value.of(0))));
        assertEquals("send 0 otherwise", chosen(present, Map.of(), Value.object("filter", new Value.Null())));
        assertEquals("send 0 otherwise", chosen(present, Map.of(), Value.of("in")));

        Condition equals = new Condition.Equals("kind", "rare");
        assertEquals("send 0 then", chosen(equals, Map.of("kind", "rare"), Value.object("kind", Value.of("no"))));
        assertEquals("send 0 otherwise", chosen(equals, Map.of("kind", "no"), Value.object("kind", Value.of("rare"))));
        assertEquals("send 0 then", chosen(equals, Map.of(), Value.object("kind", Value.of("rare"))));
        assertEquals("send 0 otherwise", chosen(equals, Map.of(), Value.object("kind", Value.of(7))));

        Condition atLeast = new Condition.AtLeast("n", 9_007_199_254_740_991L);
        assertEquals("send 0 then", chosen(atLeast, Map.of("n", "9007199254740991"), Value.of("in")));
        assertEquals("send 0 otherwise", chosen(atLeast, Map.of("n", "9007199254740990"), Value.of("in")));
        assertEquals("send 0 then", chosen(atLeast, Map.of(), Value.object("n", Value.of(9.007199254740991e15))));
        Condition below = new Condition.AtLeast("n", -3);
        assertEquals("send 0 then", chosen(below, Map.of(), Value.object("n", Value.of(-3))));
        assertEquals("send 0 otherwise", chosen(below, Map.of(), Value.object("n", Value.of(-3.5))));
        assertEquals("send 0 otherwise", chosen(below, Map.of("n", "-1"), Value.of("in")), "no decimal digits");
        assertEquals("send 0 otherwise", chosen(below, Map.of("n", ""), Value.of("in")));
    }

    private static String chosen(Condition condition, Map<String, String> parameters, Value input) {
        ChainPart chain = ChainPart.over(
                new Step.Conditional(
                        id("r"),
                        Placement.at(snippet("r")),
                        condition,
                        Optional.of(id("then")),
                        Optional.of(id("otherwise"))),
                List.of(leaf("then"), leaf("otherwise")));
        return new RunRecorder(chain, 5, 0, parameters, Centroids.NONE, "").start(input);
    }

    @Test
    void passesTheInputOnWhereASideIsMissing() {
        ChainPart chain = ChainPart.over(
                new Step.Conditional(
                        id("r"),
                        Placement.at(snippet("r")),
                        new Condition.Present("filter"),
                        Optional.of(id("then")),
                        Optional.empty()),
                List.of(leaf("then")));

        assertEquals(
                "answer {\"output\":\"in\",\"shards\":{\"asked\":0,\"answered\":0}}",
                recorder(chain).start(Value.of("in")));
    }

    @Test
    void cutsAListIntoSlicesByWeight() {
        assertEquals(
                List.of("[0]", "[1,2,3]", "[4,5,6]"), inputs(new Partitioner.Slices(List.of(1, 2, 2)), numbers(7), 3));
        assertEquals(List.of("[0,1]", "[2,3]", "[4,5,6]"), inputs(new Partitioner.Slices(List.of()), numbers(7), 3));
        assertEquals(List.of("[]", "[]", "[0]"), inputs(new Partitioner.Slices(List.of()), numbers(1), 3));
    }

    @Test
    void sendsEqualFieldsToOneBranch() {
        // FNV-1a of "a" is e40c292c, of "foobar" bf9cf968 (draft-eastlake-fnv), of no bytes 811c9dc5.
        Value input = Value.list(field("a"), field("foobar"), field(""), field("a"));

        assertEquals(
                List.of("[{\"w\":\"a\"},{\"w\":\"foobar\"},{\"w\":\"a\"}]", "[{\"w\":\"\"}]"),
                inputs(new Partitioner.ByHash("w"), input, 2));
        assertEquals(0xe40c292cL % 7, branchOf(field("a"), 7));
        assertEquals(0xbf9cf968L % 7, branchOf(field("foobar"), 7));
    }

    @Test
    void hashesNumbersByTheirDigitsAndTextsByTheirUtf8() {
        for (double number : new double[] {0, -0.0, 7, -12, 9007199254740991.0}) {
            String digits = Long.toString((long) number);
            assertEquals(branchOf(field(digits), 61), branchOf(Value.object("w", Value.of(number)), 61), digits);
        }
        for (String text : List.of("é", "€", "😀", "a\uD83D", "\uDE00b")) {
            int hash = 0x811C9DC5;
            // What is no character is a question mark to Java, and U+FFFD to browsers.
            byte[] utf8 = text.replaceAll("\\p{Cs}", "\uFFFD").getBytes(StandardCharsets.UTF_8);
            for (byte octet : utf8) {
                hash = (hash ^ (octet & 0xFF)) * 0x01000193;
            }
            assertEquals(Integer.toUnsignedLong(hash) % 61, branchOf(field(text), 61), text);
        }
    }

    private static long branchOf(Value item, int branches) {
        List<String> inputs = inputs(new Partitioner.ByHash("w"), Value.list(item), branches);
        return inputs.indexOf(json(Value.list(item)));
    }

    @Test
    void asksTheBranchesWithTheNearestCentroidsInTheirOrder() {
        Centroids centroids = new Centroids(Map.of(id("r"), new float[][] {{9, 9}, {3, 0}, {0, 0}, {0, 3}}));
        FanOut fanOut = FanOut.of(new Partitioner.ByCentroid(2), new Combiner.Collect());
        ChainPart chain = router("r", fanOut, leaves(4, CallPolicy.ONCE));
        RunRecorder run = new RunRecorder(chain, 5, 0, Map.of(), centroids, "");

        assertEquals(
                "send 0 s1; send 1 s2", run.start(Value.list(Value.of(1), Value.of(1))), "equally near: the first");
        assertEquals("[1,1]", json(run.sent.getFirst().input()));
        assertEquals(
                "input: step r: by-centroid needs a vector of 2 dims, got 3",
                new RunRecorder(chain, 5, 0, Map.of(), centroids, "").start(numbers(3)));
        assertEquals(
                "input: step r: by-centroid needs a vector",
                new RunRecorder(chain, 5, 0, Map.of(), centroids, "").start(Value.of("in")));
        assertEquals(
                "input: step r: by-centroid needs a vector of finite numbers",
                new RunRecorder(chain, 5, 0, Map.of(), centroids, "")
                        .start(new Value.Bytes("", new byte[] {0, 0, -64, 127, 0, 0, 0, 0})));
    }

    @Test
    void refusesInputsThatCannotBePartitioned() {
        assertEquals(
                "input: step r: slices needs a list",
                fanOut(new Partitioner.Slices(List.of()), 2).start(Value.of("in")));
        assertEquals(
                "input: step r: by-hash needs a list",
                fanOut(new Partitioner.ByHash("w"), 2).start(Value.of("in")));
        for (Value item : List.of(Value.of("w"), Value.object("w", Value.of(0.5)), Value.object("w", Value.of(true)))) {
            assertEquals(
                    "input: step r: by-hash needs a text or a whole number as field w of item 1",
                    fanOut(new Partitioner.ByHash("w"), 2).start(Value.list(field("a"), item)));
        }
    }

    @Test
    void concatenatesInTheOrderOfBranches() {
        assertEquals(
                "{\"output\":[0,1,0,1,2],\"shards\":{\"asked\":2,\"answered\":2}}",
                combined(new Combiner.Concatenate(), numbers(2), numbers(3)));
        assertRefused("answer is no list to concatenate", new Combiner.Concatenate(), Value.of(1));
    }

    @Test
    void sumsNumbersAndMembers() {
        assertEquals(
                "{\"output\":5,\"shards\":{\"asked\":2,\"answered\":2}}",
                combined(new Combiner.Sum(), Value.of(7), Value.of(-2)));
        assertEquals(
                "{\"output\":{\"a\":1,\"b\":5},\"shards\":{\"asked\":2,\"answered\":2}}",
                combined(
                        new Combiner.Sum(),
                        Value.object("a", Value.of(1)).with("b", Value.of(2)),
                        Value.object("b", Value.of(3))));
        assertRefused("answer is no whole number, and no object of them", new Combiner.Sum(), Value.of(0.5));
        assertRefused(
                "answer has a member that is no whole number: a", new Combiner.Sum(), Value.object("a", Value.of("1")));
        assertEquals(
                "answer: step r: sum of 1 numbers and 1 objects",
                ended(new Combiner.Sum(), Value.of(1), Value.object("a", Value.of(1))));
        assertEquals(
                "answer: step r: sum is not between -2^53 and 2^53",
                ended(new Combiner.Sum(), Value.of(9007199254740991.0), Value.of(1)));
    }

    @Test
    void mergesTheNearestWithTiesByRowIdAndEachRowOnce() {
        assertEquals(
                "{\"hits\":[{\"rowId\":2,\"distance\":0.5,\"from\":1},{\"rowId\":1,\"distance\":1},{\"rowId\":4,\"distance\":1}],"
                        + "\"shards\":{\"asked\":2,\"answered\":2},\"rows\":2,\"nprobes\":2,\"truncated\":false}",
                combined(
                        new Combiner.Nearest(),
                        ranked(hit(4, 1), hit(2, 3)),
                        ranked(hit(2, 0.5).with("from", Value.of(1)), hit(1, 1))));
    }

    @Test
    void refusesRankedAnswersThatBreakTheContract() {
        Combiner nearest = new Combiner.Nearest();
        assertRefused("answer has no array \"hits\"", nearest, Value.object("hits", Value.of("none")));
        assertRefused("answer has no whole number \"rows\"", nearest, ranked().with("rows", Value.of(0.5)));
        assertRefused("answer has no whole number \"nprobes\"", nearest, ranked().with("nprobes", Value.of(-1)));
        assertRefused("hit 1 is nearer than the hit before it", nearest, ranked(hit(1, 2), hit(2, 1)));
        assertRefused("hit 0 has a distance that is not finite", nearest, ranked(Value.object("rowId", Value.of(1))));
        assertRefused(
                "hit 0 has a row id that is no whole number in [0, 2^53)",
                nearest,
                ranked(Value.object("distance", Value.of(1))));
        List<Value> hits = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            hits.add(hit(i, i));
        }
        assertRefused("answered 11 hits, asked for k=10", nearest, ranked(hits.toArray(Value[]::new)));
    }

    @Test
    void fusesRanksAndPassesTheFirstHitOn() {
        // Row 2: 1/61 + 1/62, row 1: 1/61, row 3: 1/62; distances of different measures do not count.
        assertEquals(
                "{\"hits\":[{\"rowId\":2,\"distance\":" + -(1.0 / 62 + 1.0 / 61) + ",\"word\":\"two\"},"
                        + "{\"rowId\":1,\"distance\":" + -1.0 / 61 + "},{\"rowId\":3,\"distance\":" + -1.0 / 62 + "}],"
                        + "\"shards\":{\"asked\":2,\"answered\":2},\"rows\":2,\"nprobes\":2,\"truncated\":false}",
                combined(
                        new Combiner.ReciprocalRankFusion(60),
                        ranked(hit(1, 0.1), hit(2, 0.2).with("word", Value.of("two"))),
                        ranked(hit(2, 100), hit(3, 200))));
    }

    private static RunRecorder recorder(ChainPart chain) {
        return new RunRecorder(chain, 5, 0);
    }

    private static RunRecorder fanOut(Partitioner partitioner, int branches) {
        return new RunRecorder(
                router("r", FanOut.of(partitioner, new Combiner.Collect()), leaves(branches, CallPolicy.ONCE)), 64, 0);
    }

    /// What each branch gets.
    private static List<String> inputs(Partitioner partitioner, Value input, int branches) {
        RunRecorder run = fanOut(partitioner, branches);
        run.start(input);
        return run.sent.stream().map(attempt -> json(attempt.input())).toList();
    }

    /// How a run ends whose branches answer that, the last one first.
    private static String ended(Combiner combiner, Value... answers) {
        RunRecorder run =
                recorder(router("r", FanOut.of(BROADCAST, combiner), leaves(answers.length, CallPolicy.ONCE)));
        run.start(Value.of("in"));
        String last = "";
        for (int i = answers.length - 1; i >= 0; i--) {
            last = run.answered(answers.length - i, i, answers[i]);
        }
        return last;
    }

    private static String combined(Combiner combiner, Value... answers) {
        return ended(combiner, answers).substring("answer ".length());
    }

    private static void assertRefused(String problem, Combiner combiner, Value answer) {
        assertEquals(
                "quorum: step r: 1 of 1 branches failed, 1 must answer: step s0: https://s0.example/x " + problem,
                ended(combiner, answer));
    }

    private static Value field(String text) {
        return Value.object("w", Value.of(text));
    }

    private static Value numbers(int count) {
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            items.add(Value.of(i));
        }
        return new Value.Items(items);
    }
}
