package dev.evodb.chain.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
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
    void writesTheShardsIntoTheModule() {
        String module = RouterModule.render(urls(2));

        assertTrue(
                module.contains("{\"shards\":[\"https://shard-0.example/search\",\"https://shard-1.example/search\"]}"),
                module.substring(module.length() - 300));
        assertTrue(module.contains("export default"));
    }

    @Test
    void takesTheShardsOfAStepInOrder() {
        Chain chain = search(OptionalInt.empty());

        assertEquals(RouterModule.render(urls(3)), RouterModule.render(chain, chain.entry()));
    }

    @Test
    void refusesAStepThatIsNoRouter() {
        Chain some = search(OptionalInt.of(2));
        for (String step : List.of("router", "s0")) {
            assertEquals(
                    "step " + step + " is no router: it must broadcast to all branches and gather the nearest hits of"
                            + " all",
                    assertThrows(IllegalArgumentException.class, () -> RouterModule.render(some, new StepId(step)))
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
        assertThrows(LimitExceededException.class, () -> RouterModule.render(urls(1_000)));
    }

    @Test
    void refusesBranchesThatTheRouterCannotAskSo() {
        Snippet shard = Snippet.of("https://a.example/", Cost.UNKNOWN);
        ChainPart retried = ChainPart.of(
                new Step.Invoke(new StepId("a"), new Placement.Hop(shard, CallPolicy.ONCE.withRetries(1))));
        ChainPart inLine = Patterns.pipeline(
                new StepId("p"), Placement.inLine(), List.of(Patterns.invoke(new StepId("a"), shard)));

        assertNotRendered("step a: the router snippet calls once, without a timeout", retried);
        assertNotRendered("step p has no snippet for a router to ask", inLine);
    }

    private static void assertNotRendered(String message, ChainPart branch) {
        Placement router = Placement.at(Snippet.of("https://router.example/", Cost.UNKNOWN));
        Chain chain = Patterns.vectorSearch(new StepId("router"), router, List.of(branch), OptionalInt.empty())
                .chain(new ChainId("words"));
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> RouterModule.render(chain, chain.entry()))
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
