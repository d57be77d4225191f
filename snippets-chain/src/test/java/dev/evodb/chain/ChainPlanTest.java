package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ChainPlanTest {
    private static final Budget BUDGET = new Budget(5_000, 32 << 20, 5, 32_768);

    @Test
    void countsSubrequestsOfRouterAndShards() {
        ChainPlan plan = ChainPlan.check(router("router", shards("shard", 4)), BUDGET);

        assertEquals(
                List.of(4, 5, 5, 5, 5),
                plan.invocations().stream()
                        .map(ChainPlan.Invocation::subrequests)
                        .toList());
        assertEquals(24, plan.totalSubrequests());
        assertEquals(2, plan.depth());
    }

    @Test
    void listsCallersBeforeThoseTheyCall() {
        ChainPlan plan = ChainPlan.check(
                router("top", List.of(router("left", shards("l", 2)), router("right", shards("r", 1)))), BUDGET);

        assertEquals(
                List.of("top 1", "left 2", "l-0 3", "l-1 3", "right 2", "r-0 3"),
                plan.invocations().stream()
                        .map(i -> i.snippet().id() + " " + i.depth())
                        .toList());
        assertEquals(3, plan.depth());
    }

    @Test
    void sumsCpuTimeWhenEveryStepStatesIt() {
        Step stated = router(
                snippet("router", new Cost(0, OptionalLong.of(700), OptionalLong.empty(), OptionalLong.empty())),
                List.of(new Step.Invoke(snippet(
                        "shard", new Cost(5, OptionalLong.of(4_500), OptionalLong.empty(), OptionalLong.empty())))));

        assertEquals(OptionalLong.of(5_200), ChainPlan.check(stated, BUDGET).totalCpuMicros());
        assertEquals(
                OptionalLong.empty(),
                ChainPlan.check(router("router", shards("shard", 1)), BUDGET).totalCpuMicros());
    }

    @Test
    void acceptsAnInvocationThatUsesItsWholeBudget() {
        Cost all = new Cost(5, OptionalLong.of(5_000), OptionalLong.of(32 << 20), OptionalLong.of(32_768));

        assertEquals(
                1,
                ChainPlan.check(new Step.Invoke(snippet("shard", all)), BUDGET)
                        .invocations()
                        .size());
    }

    @Test
    void refusesMoreShardsThanSubrequests() {
        LimitExceededException refused = assertThrows(
                LimitExceededException.class, () -> ChainPlan.check(router("router", shards("shard", 6)), BUDGET));

        assertEquals("step router: subrequests limit is 5, needed 6", refused.getMessage());
        assertEquals(5, refused.allowed());
        assertEquals(6, refused.used());
    }

    @Test
    void countsARoutersOwnSubrequestsBesideItsShards() {
        assertRefusedBudget(
                "step router: subrequests limit is 5, needed 6",
                router(snippet("router", Cost.ofSubrequests(2)), shards("shard", 4)));
    }

    @Test
    void refusesAShardThatNeedsTooManySubrequests() {
        assertRefusedBudget(
                "step shard: subrequests limit is 5, needed 6",
                router("router", List.of(new Step.Invoke(snippet("shard", Cost.ofSubrequests(6))))));
    }

    @Test
    void refusesAStepOverItsCpuTime() {
        assertRefusedBudget(
                "step shard: CPU microseconds limit is 5000, needed 5001",
                new Step.Invoke(snippet(
                        "shard", new Cost(1, OptionalLong.of(5_001), OptionalLong.empty(), OptionalLong.empty()))));
    }

    @Test
    void refusesAStepOverItsMemory() {
        assertRefusedBudget(
                "step shard: memory bytes limit is 33554432, needed 33554433",
                new Step.Invoke(snippet(
                        "shard",
                        new Cost(1, OptionalLong.empty(), OptionalLong.of((32 << 20) + 1), OptionalLong.empty()))));
    }

    @Test
    void refusesAStepOverItsPackageSize() {
        assertRefusedBudget(
                "step shard: package bytes limit is 32768, needed 32769",
                new Step.Invoke(snippet(
                        "shard", new Cost(1, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.of(32_769)))));
    }

    @Test
    void refusesAnIdThatIsUsedTwice() {
        List<Step> twice =
                List.of(shards("shard", 1).getFirst(), shards("shard", 1).getFirst());

        assertRefusedShape("step shard-0: id is used twice in the chain", () -> check(router("router", twice)));
    }

    @Test
    void refusesAHostThatIsReachedTwiceOnOnePath() {
        Step loop = router(
                "a",
                List.of(router(
                        "b",
                        List.of(new Step.Invoke(new Snippet("c", "https://a.example/other", Cost.ofSubrequests(1)))))));

        assertRefusedShape("step c: host a.example is reached twice on the path a > b > c", () -> check(loop));
    }

    @Test
    void acceptsTwoShardsOnOneHost() {
        Step step = router(
                "router",
                List.of(
                        new Step.Invoke(new Snippet("even", "https://s.example/even", Cost.ofSubrequests(1))),
                        new Step.Invoke(new Snippet("odd", "https://s.example/odd", Cost.ofSubrequests(1)))));

        assertEquals(2, ChainPlan.check(step, BUDGET).depth());
    }

    @Test
    void refusesAPathOfMoreThanEightHosts() {
        Step step = new Step.Invoke(snippet("s8", Cost.ofSubrequests(1)));
        for (int depth = 7; depth >= 1; depth--) {
            step = router("s" + depth, List.of(step));
        }
        assertEquals(8, ChainPlan.check(step, BUDGET).depth());

        assertRefusedBudget("step s8: depth limit is 8, needed 9", router("s0", List.of(step)));
    }

    @Test
    void reportsTheShapeBeforeTheBudget() {
        List<Step> steps = new ArrayList<>(shards("shard", 6));
        steps.addAll(shards("shard", 1));

        assertRefusedShape("step shard-0: id is used twice in the chain", () -> check(router("router", steps)));
    }

    @Test
    void refusesToScatterOverNoShards() {
        assertRefusedShape(
                "step router scatters over 0 shards, needs at least 1",
                () -> router("router", Collections.emptyList()));
    }

    @Test
    void refusesABlankId() {
        assertRefusedShape(
                "snippet id is blank (url https://a.example/)",
                () -> new Snippet(" ", "https://a.example/", Cost.ofSubrequests(1)));
    }

    @Test
    void refusesAUrlWithoutHost() {
        for (String url : List.of("https:///search", "ftp://a.example/", "a.example", "https://", "")) {
            assertRefusedShape(
                    "url of snippet s must be http(s)://host/path, got " + url,
                    () -> new Snippet("s", url, Cost.ofSubrequests(1)));
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
        assertEquals("localhost:8080", new Snippet("s", "http://localhost:8080/x/y", Cost.ofSubrequests(1)).host());
        assertEquals("a.example", new Snippet("s", "https://a.example", Cost.ofSubrequests(1)).host());
    }

    @Test
    void refusesNegativeFigures() {
        assertRefusedShape("subrequests must be at least 0, got -1", () -> Cost.ofSubrequests(-1));
        assertRefusedShape("cpuMicros must be at least 0, got -5", () -> new Budget(-5, 0, 0, 0));
    }

    private static void assertBadCharacter(String url, int index) {
        assertRefusedShape(
                "url of snippet s has a character that is not allowed at index " + index + ": " + url,
                () -> new Snippet("s", url, Cost.ofSubrequests(1)));
    }

    private static void assertRefusedShape(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static void assertRefusedBudget(String message, Step step) {
        assertEquals(
                message,
                assertThrows(LimitExceededException.class, () -> check(step)).getMessage());
    }

    private static void check(Step step) {
        ChainPlan.check(step, BUDGET);
    }

    private static Step router(String id, List<Step> shards) {
        return router(snippet(id, Cost.ofSubrequests(0)), shards);
    }

    private static Step router(Snippet snippet, List<Step> shards) {
        return new Step.ScatterGather(snippet, shards);
    }

    private static List<Step> shards(String name, int count) {
        List<Step> shards = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shards.add(new Step.Invoke(snippet(name + "-" + i, Cost.ofSubrequests(5))));
        }
        return shards;
    }

    private static Snippet snippet(String id, Cost cost) {
        return new Snippet(id, "https://" + id + ".example/search", cost);
    }
}
