package dev.evodb.chain.jvm.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChainPlanTest {
    private static final Budget EVODB = new Budget("evodb", 5_000, 32 << 20, 5, 32_768);
    private static final Budget PRO = new Budget("pro", 5_000, 2 << 20, 2, 32_768);
    private static final Budgets BUDGETS = new Budgets(EVODB, List.of(EVODB, PRO));
    private static final FanOut NEAREST = FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest());
    private static final Cost RANGES = Cost.ofSubrequests(5);

    @Test
    void countsSubrequestsOfRouterAndShards() {
        ChainPlan plan = plan(search("router", Cost.UNKNOWN, 4));

        assertEquals(
                List.of("router 1 1 4", "shard-0 2 1 5", "shard-1 2 1 5", "shard-2 2 1 5", "shard-3 2 1 5"),
                described(plan));
        assertEquals(new Total(5, 24, OptionalLong.empty()), plan.total());
        assertEquals(2, plan.levels());
        assertTrue(plan.isLegal());
    }

    @Test
    void countsTheCallsOfStepsInLine() {
        ChainPart first = leaf("first", RANGES);
        ChainPart inner = Patterns.scatterGather(
                id("inner"), Placement.inLine(), List.of(leaf("a", RANGES), leaf("b", RANGES)), new Combiner.Collect());
        ChainPlan plan = plan(Patterns.pipeline(id("p"), at("p", Cost.UNKNOWN), List.of(first, inner)));

        assertEquals(List.of("p 1 1 3", "first 2 1 5", "a 2 1 5", "b 2 1 5"), described(plan));
        assertEquals(18, plan.total().subrequests());
    }

    @Test
    void countsEveryRunOfAStepThatIsCalledTwice() {
        ChainPart shared = leaf("shared", cost(1_000, 10_000));
        ChainPart left = Patterns.pipeline(id("left"), at("left", cost(100, 200)), List.of(shared, shared));
        ChainPart right = Patterns.pipeline(id("right"), at("right", cost(100, 200)), List.of(shared));
        ChainPlan plan = plan(Patterns.pipeline(id("top"), at("top", cost(100, 200)), List.of(left, right)));

        assertEquals(List.of("top 1 1 2", "left 2 1 2", "right 2 1 1", "shared 3 3 0"), described(plan));
        assertEquals(new Total(6, 5, OptionalLong.of(3_300)), plan.total());
    }

    @Test
    void countsTheDearerSideOfACondition() {
        ChainPart dear = Patterns.scatterGather(
                id("dear"),
                Placement.inLine(),
                List.of(leaf("a", cost(500, 1_000)), leaf("b", cost(500, 1_000))),
                new Combiner.Collect());
        ChainPart cheap = leaf("cheap", cost(3_000, 4_000));
        Step root = new Step.Conditional(
                id("top"),
                at("top", cost(100, 100)),
                new Condition.Present("filter"),
                Optional.of(id("dear")),
                Optional.of(id("cheap")));
        ChainPlan plan = plan(ChainPart.over(root, List.of(dear, cheap)));

        assertEquals(2, plan.invocations().getFirst().load().calls());
        assertEquals(new Total(3, 2, OptionalLong.of(3_100)), plan.total());
        assertEquals(new CriticalPath(List.of(id("top"), id("cheap")), OptionalLong.of(4_100)), plan.criticalPath());
    }

    @Test
    void countsOnlyTheBranchesThatAreChosenByCentroid() {
        List<ChainPart> shards = new ArrayList<>();
        for (int s = 0; s < 8; s++) {
            shards.add(leaf("s" + s, Cost.ofSubrequests(s % 5)));
        }
        ChainPlan plan =
                plan(Patterns.vectorSearch(id("router"), at("router", Cost.UNKNOWN), shards, OptionalInt.of(3)));

        assertEquals(3, plan.invocations().getFirst().load().subrequests());
        // 3 calls, and the three largest of 0 1 2 3 4 0 1 2.
        assertEquals(3 + 4 + 3 + 2, plan.total().subrequests());
    }

    @Test
    void countsRetriesAndHedgedRequestsUpToTheirBudget() {
        CallPolicy policy = CallPolicy.ONCE.withRetries(2).withHedgeAfterMillis(10);
        List<ChainPart> shards = List.of(leaf("a", policy), leaf("b", policy));
        Budgets wide = Budgets.of(new Budget("wide", 5_000, 32 << 20, 50, 32_768));

        Chain unbudgeted = parallel(NEAREST, shards);
        Chain budgeted = parallel(NEAREST.withRetryBudget(4), shards);

        assertEquals(
                2 + 6,
                ChainPlan.of(unbudgeted, wide).invocations().getFirst().load().subrequests());
        assertEquals(
                2 + 4,
                ChainPlan.of(budgeted, wide).invocations().getFirst().load().subrequests());
        assertEquals(2, ChainPlan.of(budgeted, wide).total().subrequests());
    }

    @Test
    void addsWhatEachCallCosts() {
        Cost router = cost(300, 400).withMemoryBytes(1_000).withPerCall(new Cost.PerCall(50, 200));
        Load load = plan(search("router", router, 4)).invocations().getFirst().load();

        assertEquals(OptionalLong.of(500), load.cpuMicros());
        assertEquals(OptionalLong.of(600), load.wallMicros());
        assertEquals(OptionalLong.of(1_800), load.memoryBytes());
    }

    @Test
    void findsTheCriticalPath() {
        ChainPart slow = leaf("slow", cost(100, 9_000));
        ChainPart fast = leaf("fast", cost(4_000, 5_000));
        ChainPart scatter = Patterns.scatterGather(
                id("scatter"), at("scatter", cost(10, 20)), List.of(fast, slow), new Combiner.Collect());
        ChainPlan plan =
                plan(Patterns.pipeline(id("top"), at("top", cost(1, 2)), List.of(scatter, leaf("last", cost(5, 7)))));

        assertEquals(
                new CriticalPath(List.of(id("top"), id("scatter"), id("slow"), id("last")), OptionalLong.of(9_029)),
                plan.criticalPath());
    }

    @Test
    void findsTheCriticalPathThroughTheLanesOfAConcurrencyCap() {
        List<ChainPart> shards =
                List.of(leaf("a", cost(1, 50)), leaf("b", cost(1, 10)), leaf("c", cost(1, 10)), leaf("d", cost(1, 40)));
        Chain chain = parallel(NEAREST.withConcurrency(2), shards);

        // a runs for 50; b, c and d one after the other beside it.
        assertEquals(
                new CriticalPath(List.of(id("router"), id("b"), id("c"), id("d")), OptionalLong.of(60)),
                ChainPlan.of(chain, BUDGETS).criticalPath());
    }

    @Test
    void takesThePathOfMostInvocationsIfATimeIsUnknown() {
        ChainPart deep = Patterns.pipeline(
                id("deep"), at("deep", Cost.UNKNOWN), List.of(leaf("x", cost(1, 1)), leaf("y", cost(1, 1))));
        ChainPlan plan = plan(Patterns.scatterGather(
                id("top"), at("top", cost(1, 1)), List.of(leaf("z", cost(1, 9_000)), deep), new Combiner.Collect()));

        assertEquals(
                new CriticalPath(List.of(id("top"), id("deep"), id("x"), id("y")), OptionalLong.empty()),
                plan.criticalPath());
    }

    @Test
    void acceptsAnInvocationThatUsesItsWholeBudget() {
        assertTrue(plan(leaf("shard", cost(5_000, 1).withMemoryBytes(32 << 20).withPackageBytes(32_768)))
                .isLegal());
    }

    @Test
    void saysWhichInvocationBreaksItsProfileAndByHowMuch() {
        Cost heavy = Cost.ofSubrequests(6)
                .withCpuMicros(5_001)
                .withMemoryBytes((32 << 20) + 5)
                .withPackageBytes(40_000);

        assertEquals(
                List.of(
                        "step router: subrequests limit of profile evodb is 5, needed 6, 1 too many",
                        "step shard: subrequests limit of profile evodb is 5, needed 6, 1 too many",
                        "step shard: CPU microseconds limit of profile evodb is 5000, needed 5001, 1 too many",
                        "step shard: memory bytes limit of profile evodb is 33554432, needed 33554437, 5 too many",
                        "step shard: package bytes limit of profile evodb is 32768, needed 40000, 7232 too many"),
                messages(plan(Patterns.scatterGather(
                        id("router"), at("router", RANGES), List.of(leaf("shard", heavy)), new Combiner.Nearest()))));
    }

    @Test
    void refusesATimeoutBelowTheCriticalPath() {
        CallPolicy policy = CallPolicy.ONCE.withTimeoutMillis(8);
        Step router = new Step.Parallel(
                id("router"),
                new Placement.Hop(snippet("router", cost(1, 1_000)), policy),
                NEAREST,
                List.of(id("s0"), id("s1")));
        List<ChainPart> shards = List.of(leaf("s0", cost(1, 7_001)), leaf("s1", cost(1, 7_000)));

        assertEquals(
                List.of("step router: wall microseconds limit of its timeout is 8000, needed 8001, 1 too many"),
                messages(plan(ChainPart.over(router, shards))));
    }

    @Test
    void checksASnippetAgainstTheProfileThatItNames() {
        Snippet pro = new Snippet("https://shard.example/", Optional.of("pro"), Cost.ofSubrequests(3));

        assertEquals(
                List.of("step shard: subrequests limit of profile pro is 2, needed 3, 1 too many"),
                messages(plan(Patterns.invoke(id("shard"), pro))));
    }

    @Test
    void refusesAProfileThatNobodyKnows() {
        Snippet gold = new Snippet("https://shard.example/", Optional.of("gold"), Cost.UNKNOWN);

        assertEquals(
                "step shard: unknown profile gold; known: evodb, pro",
                assertThrows(IllegalArgumentException.class, () -> plan(Patterns.invoke(id("shard"), gold)))
                        .getMessage());
    }

    @Test
    void insistsOnALegalPlan() {
        Chain wide = search("router", Cost.UNKNOWN, 6).chain(new ChainId("c"));

        LimitExceededException refused =
                assertThrows(LimitExceededException.class, () -> ChainPlan.check(wide, BUDGETS));

        assertEquals("step router: subrequests limit is 5, needed 6", refused.getMessage());
        assertEquals(5, refused.allowed());
        assertEquals(6, refused.used());
        assertFalse(ChainPlan.of(wide, BUDGETS).isLegal());
        assertTrue(ChainPlan.check(search("router", Cost.UNKNOWN, 5).chain(new ChainId("c")), BUDGETS)
                .isLegal());
    }

    @Test
    void plansTwentyFiveShardsInTwoRouterLevels() {
        List<ChainPart> shards = new ArrayList<>();
        for (int s = 0; s < 25; s++) {
            shards.add(leaf("shard-" + s, RANGES.withCpuMicros(4_000).withWallMicros(20_000)));
        }
        Cost router = cost(300, 2_000).withPerCall(new Cost.PerCall(100, 0));
        ChainPlan plan = plan(Patterns.vectorSearchTree(
                id("router"), id -> Placement.at(snippet(id.text(), router)), TreeShape.of(25, 5), shards));

        assertTrue(plan.isLegal());
        assertEquals(3, plan.levels());
        assertEquals(new Total(31, 5 + 25 + 125, OptionalLong.of(6 * 800 + 25 * 4_000)), plan.total());
        assertEquals(
                new CriticalPath(
                        List.of(id("router"), id("router-0"), id("shard-0")), OptionalLong.of(2 * 2_500 + 20_000)),
                plan.criticalPath());
    }

    @Test
    void rejectsNegativeLimits() {
        assertEquals(
                "figures of budget x must be at least 0, got cpuMicros -5, memoryBytes 0, subrequests 0, packageBytes 0",
                assertThrows(IllegalArgumentException.class, () -> new Budget("x", -5, 0, 0, 0))
                        .getMessage());
    }

    private static List<String> described(ChainPlan plan) {
        return plan.invocations().stream()
                .map(i -> i.step().id() + " " + i.level() + " " + i.runs() + " "
                        + i.load().subrequests())
                .toList();
    }

    private static List<String> messages(ChainPlan plan) {
        return plan.violations().stream().map(Violation::message).toList();
    }

    private static ChainPlan plan(ChainPart part) {
        return ChainPlan.of(part.chain(new ChainId("c")), BUDGETS);
    }

    private static Chain parallel(FanOut fanOut, List<ChainPart> parts) {
        Step root = new Step.Parallel(
                id("router"),
                at("router", cost(0, 0)),
                fanOut,
                parts.stream().map(ChainPart::root).toList());
        return ChainPart.over(root, parts).chain(new ChainId("c"));
    }

    private static ChainPart search(String router, Cost cost, int count) {
        List<ChainPart> shards = new ArrayList<>();
        for (int s = 0; s < count; s++) {
            shards.add(leaf("shard-" + s, RANGES));
        }
        return Patterns.vectorSearch(id(router), at(router, cost), shards, OptionalInt.empty());
    }

    private static ChainPart leaf(String id, Cost cost) {
        return Patterns.invoke(id(id), snippet(id, cost));
    }

    private static ChainPart leaf(String id, CallPolicy policy) {
        return ChainPart.of(new Step.Invoke(id(id), new Placement.Hop(snippet(id, Cost.UNKNOWN), policy)));
    }

    private static Placement at(String id, Cost cost) {
        return Placement.at(snippet(id, cost));
    }

    private static Snippet snippet(String id, Cost cost) {
        return Snippet.of("https://" + id + ".example/search", cost);
    }

    private static Cost cost(long cpuMicros, long wallMicros) {
        return Cost.UNKNOWN.withCpuMicros(cpuMicros).withWallMicros(wallMicros);
    }

    private static StepId id(String text) {
        return new StepId(text);
    }
}
