package dev.evodb.chain.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.chain.Cost;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.error.LimitExceededException;
import dev.evodb.snippet.SnippetBundle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
        List<Step> shards = new ArrayList<>();
        for (String url : urls(3)) {
            shards.add(new Step.Invoke(new Snippet("s" + shards.size(), url, Cost.ofSubrequests(5))));
        }
        Snippet router = new Snippet("router", "https://router.example/", Cost.ofSubrequests(0));

        assertEquals(RouterModule.render(urls(3)), RouterModule.render(new Step.ScatterGather(router, shards)));
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
                "url of snippet shard-1 has a character that is not allowed at index 18: https://a.example/\"+alert()",
                List.of("https://b.example/", "https://a.example/\"+alert()"));
    }

    @Test
    void refusesAModuleThatIsTooLong() {
        assertThrows(LimitExceededException.class, () -> RouterModule.render(urls(1_000)));
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
