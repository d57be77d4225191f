package dev.evodb.chain.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.error.LimitExceededException;
import dev.evodb.snippet.SnippetBundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterModuleTest {
    @Test
    void fitsASnippetWithTheMostShardsThatABudgetAllows() {
        int bytes = RouterModule.render(urls(5)).getBytes(StandardCharsets.UTF_8).length;

        assertTrue(bytes <= SnippetBundle.PACKAGE_BYTES, "router of 5 shards has " + bytes + " bytes");
    }

    @Test
    void writesTheProgramIntoTheModule() {
        String module = RouterModule.render(urls(2));

        assertTrue(
                module.contains("\"texts\":[\"router\",\"shard-0\",\"https://shard-0.example/search\",\"shard-1\","
                        + "\"https://shard-1.example/search\"]"),
                module.substring(module.length() - 300));
        assertTrue(module.contains("export default"));
    }

    @Test
    void refusesAStepThatIsNoCoordinator() {
        assertEquals(
                "step s0 is no coordinator: it must have a snippet and call other steps",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RouterModule.render(search(OptionalInt.empty()), new StepId("s0"), 5))
                        .getMessage());
    }

    @Test
    void refusesToPartitionByCentroidsThatItDoesNotHave() {
        assertEquals(
                "step router: partitions by centroids, but has none",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> RouterModule.render(search(OptionalInt.of(2)), new StepId("router"), 5))
                        .getMessage());
    }

    @Test
    void everyCompiledTextHasRoomForAProgram() {
        List<ChainPart> shards = List.of(shard("a"), shard("b"), shard("c"), shard("d"), shard("e"));
        for (Partitioner partitioner : List.of(
                new Partitioner.Broadcast(), new Partitioner.Slices(List.of()), new Partitioner.ByHash("word"))) {
            for (Combiner combiner : List.of(
                    new Combiner.Nearest(),
                    new Combiner.ReciprocalRankFusion(60),
                    new Combiner.Sum(),
                    new Combiner.Collect(),
                    new Combiner.Concatenate())) {
                assertRoom(parallel(partitioner, combiner, shards), Centroids.NONE);
            }
        }
    }

    /// Whole numbers times one power of two, as packing makes them, take a character each; any others take
    /// more than five.
    @ParameterizedTest
    @CsvSource({"0.125, 250", "0.1, 48"})
    void aRouterHasRoomForCentroids(float value, int dims) {
        float[][] centroids = new float[5][dims];
        for (float[] centroid : centroids) {
            Arrays.fill(centroid, value);
        }
        centroids[0][0] = 31 * value;
        List<ChainPart> shards = List.of(shard("a"), shard("b"), shard("c"), shard("d"), shard("e"));

        assertRoom(
                parallel(new Partitioner.ByCentroid(2), new Combiner.Nearest(), shards),
                new Centroids(Map.of(new StepId("router"), centroids)));
    }

    private static void assertRoom(Chain chain, Centroids centroids) {
        String module = RouterModule.render(chain, chain.entry(), 5, centroids);
        int bytes = SnippetBundle.utf8Length(module);
        assertTrue(bytes <= SnippetBundle.PACKAGE_BYTES, chain + " has " + bytes + " bytes");
    }

    private static ChainPart shard(String id) {
        return Patterns.invoke(new StepId(id), Snippet.of("https://" + id + ".example.com/search", Cost.UNKNOWN));
    }

    private static Chain parallel(Partitioner partitioner, Combiner combiner, List<ChainPart> branches) {
        Placement router = Placement.at(Snippet.of("https://router.example.com/search", Cost.UNKNOWN));
        List<StepId> ids = branches.stream().map(ChainPart::root).toList();
        return ChainPart.over(
                        new Step.Parallel(new StepId("router"), router, FanOut.of(partitioner, combiner), ids),
                        branches)
                .chain(new ChainId("words"));
    }

    @Test
    void refusesNoShards() {
        assertRefused("a router needs at least 1 shard url, got 0", List.of());
    }

    @Test
    void refusesAUrlThatIsUsedTwice() {
        assertRefused(
                "shard url is used twice: https://a.example/s",
                List.of("https://a.example/s", "https://b.example/s", "https://a.example/s"));
    }

    @Test
    void refusesAUrlThatWouldLeaveItsStringLiteral() {
        assertRefused(
                "url has a character that is not allowed at index 18: https://a.example/\"+alert()",
                List.of("https://b.example/", "https://a.example/\"+alert()"));
    }

    @Test
    void refusesAModuleThatIsTooLong() {
        List<String> urls = new ArrayList<>();
        for (String url : urls(64)) {
            urls.add(url + "/" + "x".repeat(100));
        }

        assertThrows(LimitExceededException.class, () -> RouterModule.render(urls));
    }

    @Test
    void refusesWhatHasNoRoomInOneSnippet() {
        Chain chain = parallel(
                new Partitioner.Slices(List.of()),
                new Combiner.Nearest(),
                List.of(Patterns.pipeline(new StepId("p"), Placement.inLine(), List.of(shard("a")))));

        assertEquals(
                "step router: it and the steps in line below it do more than has room in one snippet; give a step in line"
                        + " a snippet of its own (docs/format/chain.md, Programs)",
                assertThrows(IllegalArgumentException.class, () -> RouterModule.render(chain, chain.entry(), 5))
                        .getMessage());
    }

    private static Chain search(OptionalInt nearestShards) {
        List<ChainPart> shards = new ArrayList<>();
        for (String url : urls(3)) {
            shards.add(Patterns.invoke(new StepId("s" + shards.size()), Snippet.of(url, Cost.UNKNOWN)));
        }
        Placement router = Placement.at(Snippet.of("https://router.example/", Cost.UNKNOWN));
        return Patterns.vectorSearch(new StepId("router"), router, shards, nearestShards)
                .chain(new ChainId("words"));
    }

    private static void assertRefused(String message, List<String> urls) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> RouterModule.render(urls))
                        .getMessage());
    }

    private static List<String> urls(int shards) {
        List<String> urls = new ArrayList<>();
        for (int s = 0; s < shards; s++) {
            urls.add("https://shard-" + s + ".example/search");
        }
        return urls;
    }
}
