package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainTest {
    private static final ChainId CHAIN = new ChainId("words");

    @Test
    void listsCallersBeforeThoseTheyCall() {
        Chain chain = chain("top", invoke("s0"), router("left", "s0", "s1"), invoke("s1"), router("top", "left", "s1"));

        assertEquals(List.of("top", "left", "s0", "s1"), ids(chain.callersFirst()));
        assertEquals(List.of("s0", "left", "s1", "top"), ids(chain.steps()));
    }

    @Test
    void findsAStepByItsId() {
        Chain chain = chain("s0", invoke("s0"));

        assertEquals(invoke("s0"), chain.step(id("s0")));
        assertRefused("chain words has no step s1", () -> chain.step(id("s1")));
    }

    @Test
    void equalsAChainOfTheSameSteps() {
        Chain chain = chain("top", router("top", "a", "b"), invoke("a"), invoke("b"));

        assertEquals(chain, chain("top", router("top", "a", "b"), invoke("a"), invoke("b")));
        assertNotEquals(chain, chain("top", router("top", "a", "b"), invoke("b"), invoke("a")));
        assertEquals("chain words of 3 steps, entry top", chain.toString());
    }

    @Test
    void refusesAnIdThatIsUsedTwice() {
        assertNoChain("step a: id is used twice in the chain", "top", router("top", "a"), invoke("a"), invoke("a"));
    }

    @Test
    void refusesAStepThatIsMissing() {
        assertNoChain("step top: calls step b, which is not in the chain", "top", router("top", "a", "b"), invoke("a"));
        assertEquals(
                Optional.of(
                        new ChainProblem(id("top"), Optional.of(id("b")), "calls step b, which is not in the chain")),
                Chain.problem(id("top"), List.of(router("top", "b"))));
    }

    @Test
    void refusesAnEntryThatIsMissing() {
        assertNoChain("step top: is the entry, but not in the chain", "top", invoke("a"));
        assertNoChain("step top: is the entry, but not in the chain", "top");
    }

    @Test
    void refusesACycleAndNamesIt() {
        assertNoChain(
                "step a: is called by itself: a > b > c > a",
                "top",
                router("top", "a"),
                router("a", "b"),
                router("b", "c", "d"),
                router("c", "a"),
                invoke("d"));
        assertNoChain("step top: is called by itself: top > top", "top", router("top", "top"));
    }

    @Test
    void refusesAStepThatIsNotReached() {
        assertNoChain(
                "step b: is unreachable from the entry top", "top", router("top", "a"), invoke("a"), router("b", "a"));
    }

    @Test
    void refusesAnEntryInLine() {
        assertNoChain("step top: is the entry and needs a snippet of its own", "top", inLine("top", "a"), invoke("a"));
    }

    @Test
    void refusesAHostThatIsReachedTwiceOnOnePath() {
        assertNoChain(
                "step c: host a.example is reached twice on the path a > in-line > b > c",
                "a",
                router("a", "in-line"),
                inLine("in-line", "b"),
                router("b", "c"),
                new Step.Invoke(id("c"), Placement.at(Snippet.of("https://a.example/other", Cost.UNKNOWN))));
    }

    @Test
    void acceptsTwoShardsOnOneHost() {
        chain(
                "router",
                router("router", "even", "odd"),
                new Step.Invoke(id("even"), Placement.at(Snippet.of("https://s.example/even", Cost.UNKNOWN))),
                new Step.Invoke(id("odd"), Placement.at(Snippet.of("https://s.example/odd", Cost.UNKNOWN))));
    }

    @Test
    void acceptsAStepThatSeveralCall() {
        chain("top", router("top", "left", "right"), router("left", "a"), router("right", "a", "a"), invoke("a"));
    }

    @Test
    void refusesAPathOfMoreThanEightSnippets() {
        List<Step> steps = path(8, false);
        assertEquals(Optional.empty(), Chain.problem(id("s0"), steps));

        assertNoChain(
                "step s8: is snippet 9 of a path, at most 8 are allowed",
                "s0",
                path(9, false).toArray(Step[]::new));
    }

    @Test
    void refusesAPathOfMoreThan32Steps() {
        assertEquals(Optional.empty(), Chain.problem(id("s0"), path(32, true)));

        assertNoChain(
                "step s32: is step 33 of a path, at most 32 are allowed",
                "s0",
                path(33, true).toArray(Step[]::new));
    }

    @Test
    void refusesTenThousandNestedStepsWithoutUsingTheStack() {
        assertNoChain(
                "step s0: the chain has 10000 steps, at most 1024 are allowed",
                "s0",
                path(10_000, true).toArray(Step[]::new));
        assertNoChain(
                "step s32: is step 33 of a path, at most 32 are allowed",
                "s0",
                path(1_024, true).toArray(Step[]::new));
    }

    @Test
    void refusesMoreRunsThanItCounts() {
        // Each level calls the next one 64 times.
        List<Step> steps = new ArrayList<>();
        for (int level = 0; level < 31; level++) {
            String[] next = new String[64];
            Arrays.fill(next, "s" + (level + 1));
            steps.add(level == 0 ? router("s0", next) : inLine("s" + level, next));
        }
        steps.add(invoke("s31"));

        assertNoChain(
                "step s3: one run of the chain has more than 10000 runs of steps", "s0", steps.toArray(Step[]::new));
    }

    @Test
    void refusesAStepOfNoWidthOrMoreThan64() {
        assertRefused("step r: width must be 1..=64 branches, got 0", () -> router("r"));
        String[] branches = Collections.nCopies(65, "a").toArray(String[]::new);
        assertRefused("step r: width must be 1..=64 branches, got 65", () -> router("r", branches));
        assertRefused("step r: width must be 1..=64 steps, got 65", () -> inLine("r", branches));
        assertRefused(
                "step c: neither then nor otherwise names a step",
                () -> new Step.Conditional(
                        id("c"),
                        Placement.inLine(),
                        new Condition.Present("filter"),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void refusesAQuorumBeyondTheCalledBranches() {
        FanOut all = FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest());
        FanOut two = FanOut.of(new Partitioner.ByCentroid(1), new Combiner.Nearest());

        assertRefused(
                "step r: quorum is 3, but it calls 2 branches",
                () -> new Step.Parallel(id("r"), Placement.inLine(), all.withQuorum(3), List.of(id("a"), id("b"))));
        assertRefused(
                "step r: quorum is 2, but it calls 1 branch",
                () -> new Step.Parallel(id("r"), Placement.inLine(), two.withQuorum(2), List.of(id("a"), id("b"))));
    }

    @Test
    void refusesWeightsForOtherBranches() {
        FanOut slices = FanOut.of(new Partitioner.Slices(List.of(1, 2)), new Combiner.Sum());

        assertRefused(
                "step r: slices has 2 weights for 3 branches",
                () -> new Step.Parallel(id("r"), Placement.inLine(), slices, List.of(id("a"), id("b"), id("c"))));
    }

    @Test
    void refusesAnIdOfOtherCharacters() {
        String rule = " must be 1 to 64 letters, digits, dots, underscores or hyphens, a letter or digit first, got ";
        for (String text : List.of("", " ", "-a", "a b", "a/b", "ä", "a\n", "<b>")) {
            assertRefused("step id" + rule + text, () -> new StepId(text));
            assertRefused("chain id" + rule + text, () -> new ChainId(text));
        }
        assertEquals("a".repeat(64), new StepId("a".repeat(64)).toString());
        assertRefused("step id" + rule + "a".repeat(64) + "…", () -> new StepId("a".repeat(65)));
    }

    @Test
    void refusesAUrlWithoutHost() {
        for (String url : List.of("https:///search", "ftp://a.example/", "a.example", "https://", "")) {
            assertRefused("url must be http(s)://host/path, got " + url, () -> Snippet.of(url, Cost.UNKNOWN));
        }
    }

    @Test
    void refusesAUrlWithQueryFragmentUserOrEscape() {
        assertBadCharacter("https://a.example/s?k=10", 19);
        assertBadCharacter("https://a.example/s#k", 19);
        assertBadCharacter("https://a.example?k=1", 17);
        assertBadCharacter("https://user@a.example/", 12);
        assertBadCharacter("https://A.example/", 8);
        assertBadCharacter("https://a.example/</script>", 18);
        assertBadCharacter("https://a.example/\"", 18);
        assertBadCharacter("https://a.example/\u2028", 18);
    }

    @Test
    void hostKeepsThePort() {
        assertEquals(
                "localhost:8080",
                Snippet.of("http://localhost:8080/x/y", Cost.UNKNOWN).host());
        assertEquals("a.example", Snippet.of("https://a.example", Cost.UNKNOWN).host());
    }

    @Test
    void refusesFiguresOutOfRange() {
        assertRefused("subrequests must be in 0..=1099511627776, got -1", () -> Cost.ofSubrequests(-1));
        assertRefused("cpuMicros must be in 0..=1099511627776, got -5", () -> Cost.UNKNOWN.withCpuMicros(-5));
        assertRefused(
                "memoryBytes must be in 0..=1099511627776, got 1099511627777",
                () -> Cost.UNKNOWN.withMemoryBytes(Cost.MAX_FIGURE + 1));
        assertRefused("perCall.cpuMicros must be in 0..=1099511627776, got -1", () -> new Cost.PerCall(-1, 0));
        assertRefused("retries must be in 0..=10, got 11", () -> CallPolicy.ONCE.withRetries(11));
        assertRefused("timeoutMillis must be in 1..=300000, got 0", () -> CallPolicy.ONCE.withTimeoutMillis(0));
        assertRefused(
                "hedgeAfterMillis 20 must be below timeoutMillis 20",
                () -> CallPolicy.ONCE.withTimeoutMillis(20).withHedgeAfterMillis(20));
        assertRefused("most must be at least 1, got 0", () -> new Partitioner.ByCentroid(0));
        assertRefused("rankConstant must be in 1..=10000, got 0", () -> new Combiner.ReciprocalRankFusion(0));
        assertRefused("weights must be in 1..=1048576, got 0", () -> new Partitioner.Slices(List.of(1, 0)));
        assertRefused("field must not be empty", () -> new Condition.Present(""));
        assertRefused("field must have at most 256 characters, got 257", () -> new Partitioner.ByHash("f".repeat(257)));
        assertRefused("value has half of a surrogate pair at index 1", () -> new Condition.Equals("f", "x\ud800y"));
        assertRefused(
                "least must be between -2^53 and 2^53, got 9007199254740992",
                () -> new Condition.AtLeast("f", 1L << 53));
        FanOut fanOut = FanOut.of(new Partitioner.Broadcast(), new Combiner.Collect());
        assertRefused("quorum must be in 1..=64, got 0", () -> fanOut.withQuorum(0));
        assertRefused("concurrency must be in 1..=64, got 65", () -> fanOut.withConcurrency(65));
        assertRefused("retryBudget must be in 0..=1000, got -1", () -> fanOut.withRetryBudget(-1));
    }

    private static void assertBadCharacter(String url, int index) {
        assertRefused(
                "url has a character that is not allowed at index " + index + ": " + url,
                () -> Snippet.of(url, Cost.UNKNOWN));
    }

    private static void assertNoChain(String message, String entry, Step... steps) {
        assertRefused(message, () -> chain(entry, steps));
    }

    private static void assertRefused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static Chain chain(String entry, Step... steps) {
        return Chain.of(CHAIN, id(entry), List.of(steps));
    }

    /// Steps that call each the next one, `s0` first; in line but for the first, or all with snippets.
    private static List<Step> path(int length, boolean isInLine) {
        List<Step> steps = new ArrayList<>();
        for (int s = 0; s + 1 < length; s++) {
            String next = "s" + (s + 1);
            steps.add(isInLine && s > 0 ? inLine("s" + s, next) : router("s" + s, next));
        }
        steps.add(invoke("s" + (length - 1)));
        return steps;
    }

    private static Step invoke(String id) {
        return new Step.Invoke(id(id), Placement.at(snippet(id)));
    }

    private static Step router(String id, String... branches) {
        FanOut fanOut = FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest());
        return new Step.Parallel(id(id), Placement.at(snippet(id)), fanOut, all(branches));
    }

    private static Step inLine(String id, String... steps) {
        return new Step.Sequential(id(id), Placement.inLine(), all(steps));
    }

    private static Snippet snippet(String id) {
        return Snippet.of("https://" + id + ".example/search", Cost.UNKNOWN);
    }

    private static List<StepId> all(String... ids) {
        return Arrays.stream(ids).map(StepId::new).toList();
    }

    private static List<String> ids(List<Step> steps) {
        return steps.stream().map(step -> step.id().text()).toList();
    }

    private static StepId id(String text) {
        return new StepId(text);
    }
}
