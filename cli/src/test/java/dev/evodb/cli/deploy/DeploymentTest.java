package dev.evodb.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.LimitExceededException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentTest {
    private static final String ZONE = FakeCloudflare.ZONE;

    private static PlannedSnippet snippet(String zone, String name, int bytes) {
        return new PlannedSnippet(
                zone,
                new SnippetName(name),
                List.of(new PlannedSnippet.Module("main.js", new byte[bytes])),
                new SnippetRule("true", "", true));
    }

    private static StoredObject object(String url, long bytes) {
        return new StoredObject(URI.create(url), Path.of("pack.bin"), bytes, "00", "public");
    }

    private static Deployment deployment(StoredObject... objects) {
        return new Deployment(List.of(snippet(ZONE, "s", 1)), List.of(objects));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Search", "a-b", "a b", "ä", "a/../b", "snippet_rules"})
    void refusesNamesThatSnippetsCannotHave(String name) {
        assertThrows(IllegalArgumentException.class, () -> new SnippetName(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123", "0123456789ABCDEF0123456789abcdef", "0123456789abcdef0123456789abcde/"})
    void refusesZonesThatAreNoIds(String zone) {
        assertThrows(IllegalArgumentException.class, () -> snippet(zone, "s", 1));
    }

    @Test
    void takesAPackageUpToTheLimit() {
        assertEquals(32_768, snippet(ZONE, "s", 32_768).bytes());
        LimitExceededException refused = assertThrows(LimitExceededException.class, () -> snippet(ZONE, "s", 32_769));
        assertEquals("snippet package bytes limit is 32768, needed 32769 (file=s)", refused.getMessage());
    }

    @Test
    void writesRulesOfAHostAndAPath() {
        assertEquals(
                "(http.host eq \"a.example.com\" and http.request.uri.path eq \"/search/v1\")",
                SnippetRule.of("a.example.com", "/search/v1", true).expression());
    }

    @ParameterizedTest
    @ValueSource(strings = {"A.example.com", "a.example.com:443", "a\" or true or \"", "", "-a", "a/"})
    void refusesHostsThatWouldBreakTheExpression(String host) {
        assertThrows(IllegalArgumentException.class, () -> SnippetRule.of(host, "/", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "", "/a\"b", "/a?b", "/a b", "/a\\b", "/a#b"})
    void refusesPathsThatWouldBreakTheExpression(String path) {
        assertThrows(IllegalArgumentException.class, () -> SnippetRule.of("a.example.com", path, true));
    }

    @Test
    void refusesTwoSnippetsOfOneName() {
        List<PlannedSnippet> twice = List.of(snippet(ZONE, "s", 1), snippet(ZONE, "s", 2));
        assertThrows(IllegalArgumentException.class, () -> new Deployment(twice, List.of()));
    }

    @Test
    void objectsUpToTheCacheableSizeHaveNoProblem() {
        Deployment largest = deployment(object("https://v.example.com/pack.bin", 512_000_000));
        assertEquals(List.of(), largest.problems(Plan.PRO));
        Deployment larger = deployment(object("https://v.example.com/pack.bin", 512_000_001));
        assertEquals(
                List.of("pack.bin has 512000001 bytes, the plan business caches up to 512000000: pack with more"
                        + " --shards"),
                larger.problems(Plan.BUSINESS));
        assertEquals(List.of(), larger.problems(Plan.ENTERPRISE));
    }

    @Test
    void namesPlaceholdersAndDevelopmentUrls() {
        assertEquals(
                List.of("the snippet asks https://pack.example/pack.bin, which is a placeholder: pack again with"
                        + " --url"),
                deployment(object("https://pack.example/pack.bin", 1)).problems(Plan.PRO));
        assertEquals(
                List.of(
                        "https://pub-1.r2.dev/pack.bin is the development URL of a bucket, throttled and not cached: use"
                                + " a custom domain"),
                deployment(object("https://pub-1.r2.dev/pack.bin", 1)).remarks());
    }

    @Test
    void groupsObjectsOfAHostIntoOneCacheRule() {
        List<CacheRule> rules = deployment(
                        object("https://v.example.com/a/pack.bin", 1),
                        object("https://w.example.com/pack.bin", 1),
                        object("https://v.example.com/b%20c/pack.bin", 1))
                .cacheRules();
        assertEquals(2, rules.size());
        assertEquals(
                "(http.host eq \"v.example.com\" and http.request.uri.path in {\"/a/pack.bin\" \"/b%20c/pack.bin\"})",
                rules.getFirst().expression());
        assertEquals(
                "{\"cache\":true,\"edge_ttl\":{\"mode\":\"respect_origin\"},\"browser_ttl\":{\"mode\":\"respect_origin\"},"
                        + "\"respect_strong_etags\":true}",
                rules.getFirst().json().path("action_parameters").toString());
    }

    @Test
    void keysAreThePathsOfUrls() {
        assertEquals("a/b c.bin", object("https://v.example.com/a/b%20c.bin", 1).key());
    }

    @Test
    void freeHasNoSnippets() {
        assertThrows(IllegalArgumentException.class, () -> Plan.of("free"));
        assertEquals("pro", Plan.of("pro").toString());
    }
}
