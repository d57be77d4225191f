package dev.evodb.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.evodb.cli.cloudflare.ApiClient;
import dev.evodb.cli.cloudflare.ApiEndpoint;
import dev.evodb.cli.cloudflare.ApiRefusedException;
import dev.evodb.cli.cloudflare.ApiUnavailableException;
import dev.evodb.cli.cloudflare.VirtualPacing;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.remote.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Deployments to a fake of the API.
class DeployerTest {
    private static final String ZONE = FakeCloudflare.ZONE;
    private static final String OTHER_ZONE = "fedcba9876543210fedcba9876543210";
    private static final String COOKIE_RULE =
            "{\"id\":\"r1\",\"snippet_name\":\"cookies\",\"expression\":\"http.cookie eq \\\"a=b\\\"\",\"enabled\":false,"
                    + "\"last_updated\":\"2025-01-01T00:00:00Z\",\"weight\":1.50,\"later\":{\"kept\":[1,null]}}";

    private final VirtualPacing pacing = new VirtualPacing();
    private final List<String> notices = new ArrayList<>();
    private FakeCloudflare cloudflare;

    @BeforeEach
    void start() throws IOException {
        cloudflare = new FakeCloudflare();
    }

    @AfterEach
    void stop() {
        cloudflare.close();
    }

    private static PlannedSnippet snippet(String zone, String name) {
        byte[] module =
                ("export default{fetch:()=>new Response('" + name + " ✓')};\n").getBytes(StandardCharsets.UTF_8);
        return new PlannedSnippet(
                zone,
                new SnippetName(name),
                List.of(new PlannedSnippet.Module("main.js", module)),
                SnippetRule.of("search.example.com", "/" + name, true));
    }

    private static Deployment one() {
        return new Deployment(List.of(snippet(ZONE, "evodb_search")), List.of());
    }

    private List<ZoneChange> deploy(Deployment deployment) throws IOException {
        return deploy(deployment, FakeCloudflare.TOKEN, RetryPolicy.DEFAULT);
    }

    private List<ZoneChange> deploy(Deployment deployment, String token, RetryPolicy policy) throws IOException {
        try (ApiClient api =
                new ApiClient(ApiEndpoint.of(cloudflare.base(), token), policy, pacing, (_, why) -> notices.add(why))) {
            return new Deployer(api, (_, _, _) -> {}).deploy(deployment);
        }
    }

    private List<String> writes() {
        return cloudflare.log().stream()
                .filter(request -> request.startsWith("PUT"))
                .toList();
    }

    private static void assertEnds(String end, Exception failure) {
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.endsWith(end), message);
    }

    @Test
    void uploadsEachSnippetAndThenTheRules() throws IOException {
        Deployment deployment = new Deployment(
                List.of(snippet(ZONE, "s_shard_0"), snippet(ZONE, "s_shard_1"), snippet(OTHER_ZONE, "s")), List.of());
        List<ZoneChange> changes = deploy(deployment);
        assertEquals(
                List.of(
                        "GET snippet_rules",
                        "GET snippet_rules",
                        "PUT s_shard_0",
                        "GET s_shard_0/content",
                        "PUT s_shard_1",
                        "GET s_shard_1/content",
                        "PUT s",
                        "GET s/content",
                        "GET snippet_rules",
                        "PUT snippet_rules",
                        "GET snippet_rules",
                        "GET snippet_rules",
                        "PUT snippet_rules",
                        "GET snippet_rules"),
                cloudflare.log());
        assertEquals(
                List.of(ZONE, OTHER_ZONE),
                changes.stream().map(ZoneChange::zone).toList());
        assertEquals("s_shard_1", cloudflare.rules(ZONE).at("/1/snippet_name").asText());
        assertEquals("s", cloudflare.rules(OTHER_ZONE).at("/0/snippet_name").asText());
        assertEquals("export default{fetch:()=>new Response('s ✓')};\n", cloudflare.module(OTHER_ZONE, "s", "main.js"));
    }

    @Test
    void uploadsSeveralModulesUnderTheirNames() throws IOException {
        PlannedSnippet several = new PlannedSnippet(
                ZONE,
                new SnippetName("two"),
                List.of(
                        new PlannedSnippet.Module("main.js", "import './b.js';".getBytes(StandardCharsets.UTF_8)),
                        new PlannedSnippet.Module("b.js", "\r\n--x\r\n".getBytes(StandardCharsets.UTF_8))),
                new SnippetRule("true", "", true));
        deploy(new Deployment(List.of(several), List.of()));
        assertEquals("\r\n--x\r\n", cloudflare.module(ZONE, "two", "b.js"));
    }

    @Test
    void keepsRulesOfOthersWithEveryField() throws IOException {
        cloudflare.foreign(ZONE, COOKIE_RULE);
        cloudflare.foreign(ZONE, "{\"snippet_name\":\"b\",\"expression\":\"true\"}");
        ZoneChange change = deploy(one()).getFirst();
        JsonNode rules = cloudflare.rules(ZONE);
        assertEquals(3, rules.size());
        assertEquals("r1", rules.at("/0/id").asText());
        assertEquals("{\"kept\":[1,null]}", rules.at("/0/later").toString());
        assertEquals("1.5", rules.at("/0/weight").toString());
        assertEquals("b", rules.at("/1/snippet_name").asText());
        assertEquals(
                "(http.host eq \"search.example.com\" and http.request.uri.path eq \"/evodb_search\")",
                rules.at("/2/expression").asText());
        assertEquals(
                List.of(
                        "= 1  cookies (disabled)  http.cookie eq \"a=b\"",
                        "= 2  b (disabled)  true",
                        "+ 3  evodb_search  (http.host eq \"search.example.com\" and http.request.uri.path eq"
                                + " \"/evodb_search\")"),
                change.diff());
    }

    @Test
    void replacesItsOwnRuleInItsPlace() throws IOException {
        cloudflare.foreign(
                ZONE, "{\"id\":\"mine\",\"snippet_name\":\"evodb_search\",\"expression\":\"old\",\"enabled\":true}");
        cloudflare.foreign(ZONE, COOKIE_RULE);
        ZoneChange change = deploy(one()).getFirst();
        assertEquals("mine", cloudflare.rules(ZONE).at("/0/id").asText());
        assertEquals(
                SnippetRule.DESCRIPTION,
                cloudflare.rules(ZONE).at("/0/description").asText());
        assertEquals("r1", cloudflare.rules(ZONE).at("/1/id").asText());
        assertEquals("- 1  evodb_search  old", change.diff().getFirst());
    }

    @Test
    void writesNoRulesThatAreAsWanted() throws IOException {
        deploy(one());
        ZoneChange again = deploy(one()).getFirst();
        assertFalse(again.isWritten());
        assertEquals(List.of("PUT evodb_search", "PUT snippet_rules", "PUT evodb_search"), writes());
    }

    @Test
    void keepsWhatOthersChangeDuringTheUpload() throws IOException {
        cloudflare.fault("PUT evodb_search", FakeCloudflare.before(() -> foreign(COOKIE_RULE)));
        ZoneChange change = deploy(one()).getFirst();
        assertTrue(change.isMergedAgain());
        assertEquals("r1", cloudflare.rules(ZONE).at("/0/id").asText());
        assertEquals(
                "evodb_search", cloudflare.rules(ZONE).at("/1/snippet_name").asText());
    }

    private void foreign(String rule) {
        try {
            cloudflare.foreign(ZONE, rule);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void uploadsNothingWhereTheSnippetHasTwoRules() throws IOException {
        String rule = "{\"snippet_name\":\"evodb_search\",\"expression\":\"x\"}";
        cloudflare.foreign(ZONE, rule);
        cloudflare.foreign(ZONE, rule);
        UnsupportedFeatureException refused = assertThrows(UnsupportedFeatureException.class, () -> deploy(one()));
        assertEquals(
                "snippet evodb_search with 2 rules is not supported, accepted: one rule a snippet (file=zone " + ZONE
                        + ")",
                refused.getMessage());
        assertEquals(List.of(), writes());
    }

    @Test
    void wrongTokenChangesNothing() {
        ApiRefusedException refused =
                assertThrows(ApiRefusedException.class, () -> deploy(one(), "another-token", RetryPolicy.DEFAULT));
        assertEquals(
                "GET /zones/" + ZONE + "/snippets/snippet_rules: the API answers 403: 10000 Authentication error",
                refused.getMessage());
        assertEquals(List.of(), writes());
    }

    @Test
    void doesNotAskAgainAfter401() {
        cloudflare.fault(
                "GET snippet_rules",
                FakeCloudflare.status(
                        401, "{\"success\":false,\"errors\":[{\"code\":10001,\"message\":\"no\\nheader\"}]}"));
        ApiRefusedException refused = assertThrows(ApiRefusedException.class, () -> deploy(one()));
        assertEquals(401, refused.status());
        assertEnds(": the API answers 401: 10001 no header", refused);
        assertEquals(List.of("GET snippet_rules"), cloudflare.log());
    }

    @Test
    void refusesAnAnswerWithoutSuccess() {
        cloudflare.fault(
                "PUT evodb_search",
                FakeCloudflare.status(
                        200,
                        "{\"success\":false,\"errors\":[{\"code\":1,\"message\":\"a\"},{\"message\":\"b\"}],\"result\":{}}"));
        ApiRefusedException refused = assertThrows(ApiRefusedException.class, () -> deploy(one()));
        assertEnds(": the API answers 200 without success: 1 a; b", refused);
    }

    @Test
    void refusesAPageInsteadOfJson() {
        cloudflare.fault("GET snippet_rules", FakeCloudflare.status(200, "<html>\n <b>maintenance"));
        ApiRefusedException refused = assertThrows(ApiRefusedException.class, () -> deploy(one()));
        assertEnds(": the API answers 200 and no JSON: <html> <b>maintenance", refused);
    }

    @Test
    void refusesRulesThatAreNoList() {
        cloudflare.fault("GET snippet_rules", FakeCloudflare.status(200, "{\"success\":true,\"result\":[7]}"));
        CorruptFileException refused = assertThrows(CorruptFileException.class, () -> deploy(one()));
        assertEnds("rule 1 is no object but NUMBER (file=GET /zones/" + ZONE + "/snippets/snippet_rules)", refused);
    }

    @Test
    void takesAnAnswerWithoutRulesAsNone() throws IOException {
        cloudflare.fault("GET snippet_rules", FakeCloudflare.status(200, "{\"success\":true,\"result\":null}"));
        assertEquals(1, deploy(one()).getFirst().after().size());
    }

    @Test
    void waitsAsLongAsTheApiAsksTo() throws IOException {
        cloudflare.fault("PUT evodb_search", FakeCloudflare.status(429, "{}", "Retry-After", "7"));
        deploy(one());
        assertEquals(List.of(Duration.ofSeconds(7)), pacing.sleeps());
        assertEquals(List.of("PUT /zones/" + ZONE + "/snippets/evodb_search: the API answers 429: {}"), notices);
        assertEquals(List.of("PUT evodb_search", "PUT evodb_search", "PUT snippet_rules"), writes());
    }

    @Test
    void doesNotWaitLongerThanItsDeadline() {
        cloudflare.fault("PUT evodb_search", FakeCloudflare.status(429, "slow down", "Retry-After", "3600"));
        ApiUnavailableException refused = assertThrows(ApiUnavailableException.class, () -> deploy(one()));
        assertEquals(
                "gave up after try 1: PUT /zones/" + ZONE
                        + "/snippets/evodb_search: the API answers 429: slow down, which asks to wait 3600 s",
                refused.getMessage());
        assertEquals(List.of(), pacing.sleeps());
    }

    @Test
    void asksAgainAfterFaultsThatPass() throws IOException {
        cloudflare.fault("GET snippet_rules", FakeCloudflare.status(500, ""), FakeCloudflare.status(503, ""));
        cloudflare.fault("GET evodb_search/content", FakeCloudflare.cut());
        cloudflare.fault("PUT snippet_rules", FakeCloudflare.status(502, ""));
        deploy(one());
        assertEquals(1, cloudflare.rules(ZONE).size());
        assertEquals(4, pacing.sleeps().size());
    }

    @Test
    void givesUpAfterTheLastRetry() {
        FakeCloudflare.Fault[] faults = new FakeCloudflare.Fault[6];
        java.util.Arrays.fill(faults, FakeCloudflare.status(500, "{\"errors\":[{\"code\":7,\"message\":\"down\"}]}"));
        cloudflare.fault("PUT evodb_search", faults);
        ApiUnavailableException refused = assertThrows(ApiUnavailableException.class, () -> deploy(one()));
        assertEquals(
                "gave up after try 6: PUT /zones/" + ZONE + "/snippets/evodb_search: the API answers 500: 7 down",
                refused.getMessage());
        assertEquals(0, cloudflare.rules(ZONE).size());
    }

    @Test
    void readsRulesAgainBeforeItWritesThemAgain() throws IOException {
        cloudflare.fault("PUT snippet_rules", exchange -> {
            foreign(COOKIE_RULE);
            return FakeCloudflare.status(503, "").handle(exchange);
        });
        deploy(one());
        assertEquals("cookies", cloudflare.rules(ZONE).at("/0/snippet_name").asText());
        assertEquals(
                "evodb_search", cloudflare.rules(ZONE).at("/1/snippet_name").asText());
    }

    @Test
    void doesNotRepeatAWriteWhoseAnswerGotLost() throws IOException {
        cloudflare.fault("PUT snippet_rules", cloudflare.writtenButUnanswered());
        assertTrue(deploy(one()).getFirst().isWritten());
        assertEquals(List.of("PUT evodb_search", "PUT snippet_rules"), writes());
    }

    @Test
    void noticesOtherContentThanWasUploaded() {
        FakeCloudflare.Fault other = FakeCloudflare.otherContent("// other");
        cloudflare.fault("GET evodb_search/content", other, other, other, other);
        UnconfirmedException refused = assertThrows(UnconfirmedException.class, () -> deploy(one()));
        assertEquals(
                "snippet evodb_search read back: main.js has other bytes (8, uploaded were 60)", refused.getMessage());
        assertEquals(List.of("PUT evodb_search"), writes());
    }

    @Test
    void givesAReadingTimeToShowTheUpload() throws IOException {
        cloudflare.fault("GET evodb_search/content", FakeCloudflare.otherContent("// stale"));
        deploy(one());
        assertEquals(List.of(Duration.ofSeconds(1)), pacing.sleeps());
    }

    @Test
    void noticesAnotherMainModule() {
        FakeCloudflare.Fault other = FakeCloudflare.status(200, "", "Cf-Entrypoint", "x.js");
        cloudflare.fault("GET evodb_search/content", other, other, other, other);
        UnconfirmedException refused = assertThrows(UnconfirmedException.class, () -> deploy(one()));
        assertEquals("snippet evodb_search read back: main module is x.js, uploaded was main.js", refused.getMessage());
    }

    @Test
    void refusesContentThatIsNoForm() {
        cloudflare.fault("GET evodb_search/content", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "multipart/form-data; boundary=b");
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[] {'-', '-', 'b'});
            return true;
        });
        assertThrows(CorruptFileException.class, () -> deploy(one()));
    }

    @Test
    void noticesRulesThatWereNotKept() throws IOException {
        cloudflare.foreign(ZONE, COOKIE_RULE);
        FakeCloudflare.Fault lost = FakeCloudflare.before(() -> {});
        FakeCloudflare.Fault changed = FakeCloudflare.status(
                200, "{\"success\":true,\"result\":[" + COOKIE_RULE.replace("false", "true") + "]}");
        cloudflare.fault("GET snippet_rules", lost, lost, changed, changed, changed, changed);
        UnconfirmedException refused = assertThrows(UnconfirmedException.class, () -> deploy(one()));
        assertEquals(
                "rules of zone " + ZONE + " read back: rule 1 of cookies has enabled true, written was false",
                refused.getMessage());
    }

    @Test
    void hangsUpOnAHugeAnswer() {
        cloudflare.fault("GET snippet_rules", FakeCloudflare.huge(1L << 30));
        LimitExceededException refused = assertThrows(LimitExceededException.class, () -> deploy(one()));
        assertEquals(4 << 20, refused.allowed());
    }

    @Test
    void takesTheTokenNowhereElse() throws IOException {
        AtomicInteger visits = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        elsewhere.createContext("/", exchange -> {
            visits.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        elsewhere.start();
        try {
            String target = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/";
            cloudflare.fault("GET snippet_rules", FakeCloudflare.status(307, "", "Location", target));
            ApiRefusedException refused = assertThrows(ApiRefusedException.class, () -> deploy(one()));
            assertEnds(": the API answers 307, redirects are not followed", refused);
            assertEquals(0, visits.get());
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void showsTheTokenToNobody() {
        List<FakeCloudflare.Fault> echoes = new ArrayList<>();
        for (int status : new int[] {200, 400, 503}) {
            echoes.add(FakeCloudflare.status(status, "you sent " + FakeCloudflare.TOKEN));
        }
        RetryPolicy once = RetryPolicy.DEFAULT.withMaxRetries(0);
        for (FakeCloudflare.Fault echo : echoes) {
            cloudflare.fault("GET snippet_rules", echo);
            IOException refused = assertThrows(IOException.class, () -> deploy(one(), FakeCloudflare.TOKEN, once));
            assertFalse(refused.toString().contains(FakeCloudflare.TOKEN), refused.toString());
        }
    }

    @Test
    void doesNotWaitForAnAnswerThatNeverEnds() {
        CountDownLatch end = new CountDownLatch(1);
        cloudflare.fault("GET snippet_rules", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return true;
        });
        RetryPolicy hasty = RetryPolicy.DEFAULT.withMaxRetries(0).withRequestTimeout(Duration.ofMillis(50));
        try {
            ApiUnavailableException refused =
                    assertThrows(ApiUnavailableException.class, () -> deploy(one(), FakeCloudflare.TOKEN, hasty));
            assertEnds(": no answer after 50 ms", refused);
        } finally {
            end.countDown();
        }
    }
}
