package dev.evodb.chain.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.StepId;
import dev.evodb.error.LimitExceededException;
import dev.evodb.snippet.SnippetBundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

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
    void refusesAStepThatIsNoRouter() {
        Chain some = search(OptionalInt.of(2));
        for (String step : List.of("router", "s0")) {
            assertEquals(
                    "step " + step + " is no router: it, and every step in line below it, must broadcast to all"
                            + " branches and gather the nearest hits",
                    assertThrows(IllegalArgumentException.class, () -> RouterModule.render(some, new StepId(step), 5))
                            .getMessage());
        }
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
    void refusesAStepInLineThatIsNoRouter() {
        Snippet shard = Snippet.of("https://a.example/", Cost.UNKNOWN);
        ChainPart inLine = Patterns.pipeline(
                new StepId("p"), Placement.inLine(), List.of(Patterns.invoke(new StepId("a"), shard)));
        Placement router = Placement.at(Snippet.of("https://router.example/", Cost.UNKNOWN));
        Chain chain = Patterns.vectorSearch(new StepId("router"), router, List.of(inLine), OptionalInt.empty())
                .chain(new ChainId("words"));

        assertEquals(
                "step router is no router: it, and every step in line below it, must broadcast to all branches and"
                        + " gather the nearest hits",
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
