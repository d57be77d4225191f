package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PatternsTest {
    private static final ChainId CHAIN = new ChainId("words");
    private static final Partitioner ALL = new Partitioner.Broadcast();

    @Test
    void scatterGatherBroadcastsAndCombines() {
        Chain chain = Patterns.scatterGather(id("all"), at("all"), leaves("a", 2), new Combiner.Sum())
                .chain(CHAIN);

        assertEquals(
                new Step.Parallel(
                        id("all"), at("all"), FanOut.of(ALL, new Combiner.Sum()), List.of(id("a0"), id("a1"))),
                chain.step(chain.entry()));
    }

    @Test
    void mapReduceSlicesTheInput() {
        Chain chain = Patterns.mapReduce(id("sum"), at("sum"), leaves("map", 3), new Combiner.Sum())
                .chain(CHAIN);

        assertEquals(FanOut.of(new Partitioner.Slices(List.of()), new Combiner.Sum()), fanOut(chain, "sum"));
    }

    @Test
    void aTreeOfReducersWeightsItsSlicesByMappers() {
        Chain chain = Patterns.mapReduceTree(
                        id("sum"), PatternsTest::hop, TreeShape.of(7, 3), leaves("map", 7), new Combiner.Sum())
                .chain(CHAIN);

        assertEquals(
                List.of("sum", "sum-0", "map0", "map1", "map2", "sum-1", "map3", "map4", "map5", "map6"), ids(chain));
        assertEquals(FanOut.of(new Partitioner.Slices(List.of(3, 3, 1)), new Combiner.Sum()), fanOut(chain, "sum"));
        assertEquals(
                List.of(id("map3"), id("map4"), id("map5")),
                chain.step(id("sum-1")).calls());
        assertEquals(
                "https://sum-1.example/",
                chain.step(id("sum-1")).snippet().orElseThrow().url());
    }

    @Test
    void aTreeOverOneStepIsThatStep() {
        assertEquals(
                id("map0"),
                Patterns.mapReduceTree(
                                id("sum"), PatternsTest::hop, TreeShape.of(1, 3), leaves("map", 1), new Combiner.Sum())
                        .root());
    }

    @Test
    void refusesATreeThatWouldAnswerSomethingElse() {
        for (Combiner combiner : List.of(new Combiner.Collect(), new Combiner.ReciprocalRankFusion(60))) {
            assertRefused(
                    "step sum: combiner " + combiner.kind() + " answers in a tree something else than at once",
                    () -> Patterns.mapReduceTree(
                            id("sum"), PatternsTest::hop, TreeShape.of(4, 2), leaves("map", 4), combiner));
        }
        // One level is no tree.
        Patterns.mapReduceTree(
                id("sum"), PatternsTest::hop, TreeShape.of(2, 2), leaves("map", 2), new Combiner.Collect());
    }

    @Test
    void refusesAShapeOfAnotherSize() {
        assertRefused(
                "step r: a tree of 4 leaves for 3 steps",
                () -> Patterns.vectorSearchTree(id("r"), PatternsTest::hop, TreeShape.of(4, 2), leaves("s", 3)));
    }

    @Test
    void pipelineRunsItsStagesInOrder() {
        Chain chain = Patterns.pipeline(id("p"), at("p"), leaves("stage", 3)).chain(CHAIN);

        assertEquals(
                new Step.Sequential(id("p"), at("p"), List.of(id("stage0"), id("stage1"), id("stage2"))),
                chain.step(id("p")));
    }

    @Test
    void fanOutFanInGivesTheCollectedOutputsToItsLastStep() {
        Chain chain = Patterns.fanOutFanIn(id("f"), at("f"), leaves("task", 2), leaf("join"))
                .chain(CHAIN);

        assertEquals(new Step.Sequential(id("f"), at("f"), List.of(id("f-fan-out"), id("join"))), chain.step(id("f")));
        assertEquals(
                new Step.Parallel(
                        id("f-fan-out"),
                        Placement.inLine(),
                        FanOut.of(ALL, new Combiner.Collect()),
                        List.of(id("task0"), id("task1"))),
                chain.step(id("f-fan-out")));
    }

    @Test
    void vectorSearchAsksAllShardsOrTheNearest() {
        Chain all = Patterns.vectorSearch(id("r"), at("r"), leaves("s", 4), OptionalInt.empty())
                .chain(CHAIN);
        Chain some = Patterns.vectorSearch(id("r"), at("r"), leaves("s", 4), OptionalInt.of(2))
                .chain(CHAIN);

        assertEquals(FanOut.of(ALL, new Combiner.Nearest()), fanOut(all, "r"));
        assertEquals(FanOut.of(new Partitioner.ByCentroid(2), new Combiner.Nearest()), fanOut(some, "r"));
    }

    @Test
    void vectorSearchTreeRoutesOverRouters() {
        Chain chain = Patterns.vectorSearchTree(id("r"), PatternsTest::hop, TreeShape.of(25, 5), leaves("s", 25))
                .chain(CHAIN);

        assertEquals(31, chain.steps().size());
        assertEquals(
                List.of(id("r-0"), id("r-1"), id("r-2"), id("r-3"), id("r-4")),
                chain.step(id("r")).calls());
        assertEquals(
                List.of(id("s20"), id("s21"), id("s22"), id("s23"), id("s24")),
                chain.step(id("r-4")).calls());
        assertEquals(FanOut.of(ALL, new Combiner.Nearest()), fanOut(chain, "r-4"));
    }

    @Test
    void hybridFusesRanks() {
        ChainPart vectors = Patterns.vectorSearch(id("vectors"), at("vectors"), leaves("s", 2), OptionalInt.empty());
        Chain chain = Patterns.hybrid(id("h"), at("h"), List.of(vectors, leaf("keywords")))
                .chain(CHAIN);

        assertEquals(FanOut.of(ALL, new Combiner.ReciprocalRankFusion(60)), fanOut(chain, "h"));
        assertEquals(List.of("h", "vectors", "s0", "s1", "keywords"), ids(chain));
    }

    @Test
    void keepsAStepThatPartsShareOnce() {
        ChainPart shared = leaf("a");
        ChainPart left = Patterns.pipeline(id("left"), at("left"), List.of(shared));
        ChainPart right = Patterns.pipeline(id("right"), at("right"), List.of(shared));

        assertEquals(
                List.of("top", "left", "a", "right"),
                ids(Patterns.pipeline(id("top"), at("top"), List.of(left, right))
                        .chain(CHAIN)));
    }

    private static FanOut fanOut(Chain chain, String step) {
        return ((Step.Parallel) chain.step(id(step))).fanOut();
    }

    private static void assertRefused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static List<ChainPart> leaves(String name, int count) {
        List<ChainPart> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(leaf(name + i));
        }
        return leaves;
    }

    private static ChainPart leaf(String id) {
        return Patterns.invoke(id(id), hop(id(id)).snippet());
    }

    private static Placement at(String id) {
        return hop(id(id));
    }

    private static Placement.Hop hop(StepId id) {
        return Placement.at(Snippet.of("https://" + id + ".example/", Cost.UNKNOWN));
    }

    private static List<String> ids(Chain chain) {
        return chain.steps().stream().map(step -> step.id().text()).toList();
    }

    private static StepId id(String text) {
        return new StepId(text);
    }
}
