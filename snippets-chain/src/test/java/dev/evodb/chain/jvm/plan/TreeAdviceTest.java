package dev.evodb.chain.jvm.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.error.LimitExceededException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeAdviceTest {
    private static final StepId ROUTER = new StepId("router");
    private static final Budget EVODB = new Budget("evodb", 5_000, 32 << 20, 5, 32_768);

    @ParameterizedTest
    @CsvSource({"4, 5, 4", "20, 5, 4×5", "25, 5, 5×5", "25, 3, 3×3×1-3", "9, 3, 3×3", "9, 2, 2×2×2×1-2"})
    void isAsWideAsSubrequestsAllow(int shards, int subrequests, String shape) {
        Budget budget = new Budget("some", 5_000, 32 << 20, subrequests, 32_768);

        assertEquals(
                shape,
                TreeAdvice.cheapest(TreeDemand.of(ROUTER, shards, Cost.UNKNOWN, budget))
                        .text());
    }

    @Test
    void isNarrowerWhereMergingIsDear() {
        Cost cpu = Cost.UNKNOWN.withCpuMicros(1_000).withPerCall(new Cost.PerCall(1_300, 0));
        Cost memory = Cost.UNKNOWN.withMemoryBytes(2 << 20).withPerCall(new Cost.PerCall(0, 8 << 20));

        assertEquals("3×3", cheapest(9, cpu).text());
        assertEquals("3×3", cheapest(9, memory).text());
    }

    @Test
    void leavesRoomForRetries() {
        CallPolicy once = CallPolicy.ONCE.withRetries(1);

        assertEquals(
                "2×2",
                TreeAdvice.cheapest(new TreeDemand(ROUTER, 4, Cost.UNKNOWN, once, OptionalInt.empty(), EVODB))
                        .text());
        assertEquals(
                "4",
                TreeAdvice.cheapest(new TreeDemand(ROUTER, 4, Cost.UNKNOWN, once, OptionalInt.of(1), EVODB))
                        .text());
    }

    @Test
    void refusesWhatNoTreeMakesLegal() {
        assertRefused(
                "step router over 2: CPU microseconds limit is 5000, needed 6000",
                9,
                Cost.UNKNOWN.withCpuMicros(4_000).withPerCall(new Cost.PerCall(1_000, 0)));
        assertRefused("step router over 2: subrequests limit is 5, needed 6", 9, Cost.ofSubrequests(4));
        assertRefused("step router over 1: subrequests limit is 5, needed 6", 1, Cost.ofSubrequests(5));
        // Two a router: 128 shards take seven levels, one more takes eight and a shard would be the ninth.
        assertEquals(7, cheapest(128, Cost.ofSubrequests(3)).levels());
        assertRefused("step router: snippets on a path limit is 8, needed 9", 129, Cost.ofSubrequests(3));
    }

    @Test
    void proposesATreeForAStepThatBreaksItsBudget() {
        assertEquals(Optional.of("4×5"), advice(20, new Combiner.Nearest(), Cost.UNKNOWN));
        assertEquals(Optional.of("4×5"), advice(20, new Combiner.Sum(), Cost.UNKNOWN));
    }

    @Test
    void proposesNothingWhereATreeIsNoHelp() {
        assertEquals(Optional.empty(), advice(5, new Combiner.Nearest(), Cost.UNKNOWN));
        assertEquals(Optional.empty(), advice(20, new Combiner.Collect(), Cost.UNKNOWN));
        assertEquals(Optional.empty(), advice(20, new Combiner.Nearest(), Cost.UNKNOWN.withCpuMicros(6_000)));
    }

    private static Optional<String> advice(int shards, Combiner combiner, Cost router) {
        List<ChainPart> parts = new ArrayList<>();
        for (int s = 0; s < shards; s++) {
            parts.add(Patterns.invoke(
                    new StepId("s" + s), Snippet.of("https://s" + s + ".example/", Cost.ofSubrequests(5))));
        }
        Placement at = Placement.at(Snippet.of("https://router.example/", router));
        ChainPlan plan = ChainPlan.of(
                Patterns.scatterGather(ROUTER, at, parts, combiner).chain(new ChainId("c")), Budgets.of(EVODB));
        return TreeAdvice.insteadOf(plan, ROUTER).map(TreeShape::text);
    }

    private static TreeShape cheapest(int shards, Cost router) {
        return TreeAdvice.cheapest(TreeDemand.of(ROUTER, shards, router, EVODB));
    }

    private static void assertRefused(String message, int shards, Cost router) {
        assertEquals(
                message,
                assertThrows(LimitExceededException.class, () -> cheapest(shards, router))
                        .getMessage());
    }
}
