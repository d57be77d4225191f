package dev.evodb.chain.js;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.caoccao.javet.exceptions.JavetException;
import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.chain.jvm.RouterModule;
import dev.evodb.chain.jvm.plan.Budgets;
import dev.evodb.chain.jvm.run.Caller;
import dev.evodb.chain.jvm.run.Centroids;
import dev.evodb.chain.jvm.run.ChainExecutor;
import dev.evodb.chain.jvm.run.Value;
import dev.evodb.chain.jvm.run.ValueJson;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// The compiled router in V8.
@EnabledOnOs(
        value = OS.LINUX,
        architectures = "amd64",
        disabledReason = "Javet 5.0.6 has its V8 for Linux on x86_64 only")
class RouterSnippetTest {
    private static final String ROUTER = "https://router.example/search";
    private static final String TWO_HITS = "{\"hits\":[{\"rowId\":1,\"distance\":0.5,\"payload\":{\"word\":\"one\"}},"
            + "{\"rowId\":2,\"distance\":0.75}],\"nprobes\":4,\"rows\":300}";
    private static final String ONE_HIT =
            "{\"hits\":[{\"rowId\":9007199254740991,\"distance\":0.625,\"payload\":{\"word\":\"\u00e4\"}}],"
                    + "\"nprobes\":3,\"rows\":200}";

    private RouterRuntime router;

    @BeforeEach
    void deployRouterOverTwoShards() throws Exception {
        List<String> shards = List.of("https://shard-0.example/search", "https://shard-1.example/search");
        router = new RouterRuntime().deploy("router.example", RouterModule.render(shards));
        router.answer("shard-0.example", 200, TWO_HITS);
        router.answer("shard-1.example", 200, ONE_HIT);
    }

    @AfterEach
    void close() throws JavetException {
        router.close();
    }

    @Test
    void answersTheBestOfAllShardsWithTheirPayloads() throws Exception {
        assertEquals(
                "200 {\"hits\":[{\"rowId\":1,\"distance\":0.5,\"payload\":{\"word\":\"one\"}},"
                        + "{\"rowId\":9007199254740991,\"distance\":0.625,\"payload\":{\"word\":\"\u00e4\"}}],"
                        + "\"shards\":{\"asked\":2,\"answered\":2},\"rows\":500,\"nprobes\":7,\"truncated\":false}",
                router.get(ROUTER + "?k=2"));
    }

    @Test
    void marksItsResponseWithItsLayer() throws Exception {
        router.get(ROUTER + "?k=2");

        assertEquals(
                "{\"content-type\":\"application/json\",\"x-evodb-layer\":\"router\"}",
                router.ask("JSON.stringify(world.response.headers)"));
    }

    @Test
    void startsAllFetchesInOneTurn() throws Exception {
        router.get(ROUTER + "?k=2");

        assertEquals("0,0", router.ask("world.fetches.map(f => f.turn).join()"));
    }

    @Test
    void passesBodyTypeAndQueryOnUnchanged() throws Exception {
        String query = "?k=3&nprobes=4&filter=%20a%26b+c";

        router.run("POST", ROUTER + query, "{\"content-type\":\"application/octet-stream\"}", "[0,0,128,63]");

        for (int s = 0; s < 2; s++) {
            assertEquals(
                    "{\"url\":\"https://shard-" + s + ".example/search" + query + "\",\"method\":\"POST\",\"headers\":"
                            + "{\"accept\":\"application/x-evodb-hits\",\"content-type\":\"application/octet-stream\","
                            + "\"x-evodb-hop\":\"router.example\"},"
                            + "\"redirect\":\"manual\",\"body\":[0,0,128,63],\"turn\":0}",
                    router.ask("JSON.stringify(world.fetches[" + s + "])"));
        }
    }

    @Test
    void readsFramesAndTellsOfBrokenOnes() throws Exception {
        String rest = "{\"hits\":[{\"payload\":{\"n\":9007199254740993}},{}],\"nprobes\":1,\"rows\":9}";
        byte[] frame = frame(rest, 2, 7, 0.25, 8, 1.5);
        router.answer(
                "shard-0.example",
                200,
                "{\"hits\":[{\"rowId\":7,\"distance\":0.25,\"payload\":"
                        + "{\"n\":9007199254740993}},{\"rowId\":8,\"distance\":1.5}],\"nprobes\":1,\"rows\":9}");
        String wanted = router.get(ROUTER + "?k=2");
        router.answerFrame("shard-0.example", frame);
        assertEquals(wanted, router.get(ROUTER + "?k=2"));
        assertTrue(wanted.contains("9007199254740993"), wanted);

        for (int length = 0; length < frame.length; length++) {
            router.answerFrame("shard-0.example", Arrays.copyOf(frame, length));
            String answer = router.get(ROUTER + "?k=2");
            assertTrue(answer.startsWith("502 ") && answer.contains("answer is no frame: "), answer);
        }
        for (double count : new double[] {-1, 1e9, Double.NaN, Double.POSITIVE_INFINITY}) {
            router.answerFrame("shard-0.example", frame(rest, count, 7, 0.25, 8, 1.5));
            String answer = router.get(ROUTER + "?k=2");
            assertTrue(answer.startsWith("502 "), answer);
        }
        router.answerFrame("shard-0.example", frame(rest, 2, 7, Double.NaN, 8, 1.5));
        assertTrue(router.get(ROUTER + "?k=2").contains("hit 0 has a distance that is not finite"));
    }

    private static byte[] frame(String rest, double... numbers) {
        byte[] text = rest.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(8 * numbers.length + text.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.asDoubleBuffer().put(numbers);
        return frame.put(8 * numbers.length, text).array();
    }

    @Test
    void readsJsonInTheBodyOfAPostOnly() throws Exception {
        String json = "{\"content-type\":\"application/json\"}";
        String answer = router.get(ROUTER + "?k=2");

        assertEquals(answer, router.run("GET", ROUTER + "?k=2", json, "[]"));
        assertEquals("application/json", router.ask("world.fetches[0].headers['content-type']"));
        assertEquals(answer, router.run("POST", ROUTER + "?k=2", json, "[91,49,93]"));
        String refused = router.run("POST", ROUTER + "?k=2", json, "[91]");
        assertTrue(refused.startsWith("400 {\"error\":\"the body is no JSON: "), refused);
        assertEquals("0", router.ask("String(world.fetches.length)"));
    }

    @Test
    void tellsShardsItsOwnDefaultOfK() throws Exception {
        router.get(ROUTER);
        assertEquals("https://shard-0.example/search?k=10", router.ask("world.fetches[0].url"));

        router.get(ROUTER + "?nprobes=2");
        assertEquals("https://shard-1.example/search?nprobes=2&k=10", router.ask("world.fetches[1].url"));
    }

    @Test
    void appendsItselfToThePath() throws Exception {
        router.run("GET", ROUTER + "?k=2", "{\"x-evodb-hop\":\"top.example\"}", "[]");

        assertEquals("top.example,router.example", router.ask("world.fetches[1].headers['x-evodb-hop']"));
    }

    @Test
    void refusesARequestThatCameFromItself() throws Exception {
        assertEquals(
                "508 {\"error\":\"step router: loop: host router.example is reached twice on the path "
                        + "router.example, other.example,router.example\",\"kind\":\"loop\",\"step\":\"router\"}",
                router.run("GET", ROUTER, "{\"x-evodb-hop\":\"router.example, other.example\"}", "[]"));
        assertEquals("0", router.ask("String(world.fetches.length)"));
    }

    @Test
    void refusesAnotherMethod() throws Exception {
        assertEquals(
                "405 {\"error\":\"method must be GET or POST, got DELETE\"}", router.run("DELETE", ROUTER, "{}", "[]"));
    }

    @Test
    void refusesAnUnreadableKBeforeAskingShards() throws Exception {
        for (String k : List.of("0", "-1", "2.5", "1e2", "1001", "99999999999999999999", "")) {
            assertEquals(
                    "400 {\"error\":\"k must be a whole number in 1..=1000, got " + k + "\"}",
                    router.get(ROUTER + "?k=" + k));
        }
        assertEquals(
                "400 {\"error\":\"k must be a whole number in 1..=1000, got 1,2\"}", router.get(ROUTER + "?k=1&k=2"));
        assertEquals("0", router.ask("String(world.fetches.length)"));
    }

    @Test
    void namesAShardThatAnswersAnErrorOfItsOwn() throws Exception {
        router.answer("shard-1.example", 400, "{\"error\":\"query has 3 dims, the pack has 4\"}");
        assertShardOneFailed("status", 400, "failed with status 400: query has 3 dims, the pack has 4");
    }

    @Test
    void namesAShardThatAnswersAnErrorPage() throws Exception {
        router.answer("shard-1.example", 503, "error code: 1202");
        assertShardOneFailed("status", 503, "failed with status 503: error code: 1202");
    }

    @Test
    void namesAShardThatAnswersARedirectWithoutText() throws Exception {
        router.answer("shard-1.example", 302, "");
        assertShardOneFailed("status", 302, "failed with status 302: no text");
    }

    @Test
    void namesAShardThatIsUnreachable() throws Exception {
        router.disconnect("shard-1.example", "connection lost");
        assertShardOneFailed("network", 0, "could not be reached: connection lost");
    }

    @Test
    void cutsALongErrorText() throws Exception {
        router.answer("shard-1.example", 500, "x".repeat(301));
        assertShardOneFailed("status", 500, "failed with status 500: " + "x".repeat(300));
    }

    @Test
    void namesAShardWhoseAnswerIsNoAnswer() throws Exception {
        assertRefused("null", "answer has no array \\\"hits\\\"");
        assertRefused("[]", "answer has no array \\\"hits\\\"");
        assertRefused("{\"hits\":{}}", "answer has no array \\\"hits\\\"");
        assertRefused("{\"hits\":[]}", "answer has no whole number \\\"rows\\\"");
        assertRefused("{\"hits\":[],\"rows\":-1}", "answer has no whole number \\\"rows\\\"");
        assertRefused("{\"hits\":[],\"rows\":1}", "answer has no whole number \\\"nprobes\\\"");
        assertRefused("{\"hits\":[],\"rows\":1,\"nprobes\":\"1\"}", "answer has no whole number \\\"nprobes\\\"");
    }

    @Test
    void namesAShardWhoseHitsAreNotRanked() throws Exception {
        assertRefused(
                hits("{\"rowId\":1,\"distance\":2},{\"rowId\":2,\"distance\":1}"),
                "hit 1 is nearer than the hit before it");
        assertRefused(hits("{\"rowId\":1,\"distance\":null}"), "hit 0 has a distance that is not finite");
        assertRefused(hits("{\"rowId\":1,\"distance\":\"1\"}"), "hit 0 has a distance that is not finite");
        assertRefused(hits("{\"rowId\":1,\"distance\":1e999}"), "hit 0 has a distance that is not finite");
        assertRefused(hits("null"), "hit 0 has a distance that is not finite");
        assertRefused(
                hits("{\"rowId\":\"1\",\"distance\":1}"), "hit 0 has a row id that is no whole number in [0, 2^53)");
        assertRefused(
                hits("{\"rowId\":9007199254740992,\"distance\":1}"),
                "hit 0 has a row id that is no whole number in [0, 2^53)");
    }

    @Test
    void namesAShardThatAnswersMoreThanK() throws Exception {
        router.answer("shard-0.example", 200, ONE_HIT);
        router.answer("shard-1.example", 200, TWO_HITS);
        assertEquals(failure("answer", 200, "answered 2 hits, asked for k=1"), router.get(ROUTER + "?k=1"));
    }

    @Test
    void failsWithTheFirstShardThatFailedAndGivesUpTheOthers() throws Exception {
        router.answer("shard-0.example", 500, "a");
        router.answer("shard-1.example", 501, "b");

        assertEquals(
                "502 {\"error\":\"step router: 1 of 2 branches failed, 2 must answer: step shard-0:"
                        + " https://shard-0.example/search failed with status 500: a\",\"kind\":\"quorum\","
                        + "\"step\":\"router\",\"failed\":[{\"step\":\"shard-0\","
                        + "\"url\":\"https://shard-0.example/search\",\"kind\":\"status\",\"status\":500,"
                        + "\"attempts\":1,\"error\":\"failed with status 500: a\"}]}",
                router.get(ROUTER + "?k=2"));
        assertEquals("false,true", router.ask("world.signals.map(s => s.aborted).join()"));
    }

    @Test
    void endsInTimeAlthoughItsTimerFiresEarly() throws Exception {
        List<ChainPart> shards = List.of(
                shard("shard-0", CallPolicy.ONCE.withTimeoutMillis(4_000)),
                shard("shard-1", CallPolicy.ONCE.withTimeoutMillis(5_000)));
        String module = RouterModule.render(chain(shards, OptionalInt.of(1)), new StepId("router"), 5);
        try (RouterRuntime impatient = new RouterRuntime().deploy("router.example", module)) {
            impatient.silence("shard-0.example");
            impatient.answer("shard-1.example", 200, ONE_HIT);

            assertEquals("0 pending", impatient.get(ROUTER + "?k=2"));
            assertEquals(
                    "200 " + ONE_HIT.replace("\"nprobes\":3,\"rows\":200}", "")
                            + "\"shards\":{\"asked\":2,\"answered\":1},\"rows\":200,\"nprobes\":3,\"truncated\":false}",
                    impatient.fireTimers());
        }
    }

    @Test
    void isTruncatedIfAShardIs() throws Exception {
        router.answer("shard-0.example", 200, "{\"hits\":[],\"rows\":1,\"nprobes\":1,\"truncated\":false}");
        router.answer("shard-1.example", 200, "{\"hits\":[],\"rows\":1,\"nprobes\":1,\"truncated\":true}");

        assertEquals(
                "200 {\"hits\":[],\"shards\":{\"asked\":2,\"answered\":2},\"rows\":2,\"nprobes\":2,\"truncated\":true}",
                router.get(ROUTER + "?k=2"));
    }

    @Test
    void keepsWholeNumbersThatNoDoubleHolds() throws Exception {
        String hits = "{\"hits\":[{\"rowId\":1,\"distance\":0.1234567890123456,\"payload\":{\"id\":9007199254740993,"
                + "\"below\":-9007199254740993,\"list\":[123456789012345678901234567890,9007199254740991,1e21,0.5]}}],";
        router.answer("shard-0.example", 200, hits + "\"rows\":1,\"nprobes\":1}");
        router.answer("shard-1.example", 200, hits(""));
        String answer = router.get(ROUTER + "?k=2");

        assertEquals(
                "200 " + hits.replace("1e21", "1e+21")
                        + "\"shards\":{\"asked\":2,\"answered\":2},\"rows\":2,\"nprobes\":2,\"truncated\":false}",
                answer);
        router.answer("shard-0.example", 200, answer.substring(4));
        assertEquals(
                answer.replace(
                        "\"asked\":2,\"answered\":2},\"rows\":2,\"nprobes\":2",
                        "\"asked\":3,\"answered\":3},\"rows\":3,\"nprobes\":3"),
                router.get(ROUTER + "?k=2"));
        byte[] read = answer.substring(4).getBytes(StandardCharsets.UTF_8);
        assertEquals(answer.substring(4), json(ValueJson.read(read)));
    }

    @Test
    void comparesDistancesThatNoDoubleHolds() throws Exception {
        router.answer("shard-0.example", 200, hits("{\"rowId\":1,\"distance\":9007199254740995}"));
        router.answer("shard-1.example", 200, hits("{\"rowId\":2,\"distance\":9007199254740992}"));

        assertEquals(
                "200 {\"hits\":[{\"rowId\":2,\"distance\":9007199254740992},{\"rowId\":1,\"distance\":9007199254740995}],"
                        + "\"shards\":{\"asked\":2,\"answered\":2},\"rows\":2,\"nprobes\":2,\"truncated\":false}",
                router.get(ROUTER + "?k=2"));
    }

    @Test
    void isItselfAShardOfARouterAbove() throws Exception {
        String below = router.get(ROUTER + "?k=3").substring("200 ".length());
        router.answer("shard-0.example", 200, below);
        router.answer("shard-1.example", 200, "{\"hits\":[],\"rows\":1,\"nprobes\":1}");

        assertEquals(
                "200 "
                        + below.replace("\"rows\":500,\"nprobes\":7", "\"rows\":501,\"nprobes\":8")
                                .replace("\"asked\":2,\"answered\":2", "\"asked\":3,\"answered\":3"),
                router.get(ROUTER + "?k=3"));
    }

    @Test
    void answersWhatTheExecutorOnTheJvmAnswers() throws Exception {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int k = 1 + random.nextInt(12);
            Map<String, Caller> shards = new HashMap<>();
            for (int s = 0; s < 2; s++) {
                Value answer = randomAnswer(random, "s" + s, k);
                shards.put("https://shard-" + s + ".example/search", call -> answer);
                router.answer("shard-" + s + ".example", 200, json(answer));
            }
            ChainExecutor executor = new ChainExecutor(chain(), Budgets.unlimited(), shards, Centroids.NONE);

            Value expected = executor.run(Value.of("query"), Map.of("k", Integer.toString(k)))
                    .value();

            assertEquals("200 " + json(expected), router.get(ROUTER + "?k=" + k), "seed " + seed);
        }
    }

    private void assertRefused(String body, String error) throws JavetException {
        router.answer("shard-1.example", 200, body);
        assertShardOneFailed("answer", 200, error);
    }

    private void assertShardOneFailed(String kind, int status, String error) throws JavetException {
        assertEquals(failure(kind, status, error), router.get(ROUTER + "?k=2"));
    }

    private static String failure(String kind, int status, String error) {
        String url = "https://shard-1.example/search";
        return "502 {\"error\":\"step router: 1 of 2 branches failed, 2 must answer: step shard-1: " + url + " " + error
                + "\",\"kind\":\"quorum\",\"step\":\"router\",\"failed\":[{\"step\":\"shard-1\",\"url\":\"" + url
                + "\",\"kind\":\"" + kind + "\",\"status\":" + status + ",\"attempts\":1,\"error\":\"" + error
                + "\"}]}";
    }

    private static String hits(String hits) {
        return "{\"hits\":[" + hits + "],\"rows\":1,\"nprobes\":1}";
    }

    private static Chain chain() {
        List<ChainPart> shards = List.of(shard("shard-0", CallPolicy.ONCE), shard("shard-1", CallPolicy.ONCE));
        return chain(shards, OptionalInt.empty());
    }

    private static ChainPart shard(String id, CallPolicy policy) {
        Snippet snippet = Snippet.of("https://" + id + ".example/search", Cost.UNKNOWN);
        return ChainPart.of(new Step.Invoke(new StepId(id), new Placement.Hop(snippet, policy)));
    }

    private static Chain chain(List<ChainPart> shards, OptionalInt quorum) {
        Placement router = Placement.at(Snippet.of(ROUTER, Cost.UNKNOWN));
        FanOut fanOut = FanOut.of(new Partitioner.Broadcast(), new Combiner.Nearest());
        fanOut = quorum.isPresent() ? fanOut.withQuorum(quorum.getAsInt()) : fanOut;
        List<StepId> ids = shards.stream().map(ChainPart::root).toList();
        return ChainPart.over(new Step.Parallel(new StepId("router"), router, fanOut, ids), shards)
                .chain(new ChainId("words"));
    }

    /// Up to `k` hits of few different distances and row ids, so that ties and duplicates are the rule.
    private static Value randomAnswer(Random random, String shard, int k) {
        double[] distances = random.ints(random.nextInt(k + 1), -4, 8)
                .mapToDouble(d -> d + 0.5)
                .sorted()
                .toArray();
        List<Value> hits = new ArrayList<>();
        for (double distance : distances) {
            hits.add(Value.object("rowId", Value.of(random.nextInt(20)))
                    .with("distance", Value.of(distance))
                    .with("payload", Value.of(shard + "/" + hits.size())));
        }
        return Value.object("hits", new Value.Items(hits))
                .with("rows", Value.of(random.nextInt(1_000)))
                .with("nprobes", Value.of(random.nextInt(5)))
                .with("truncated", Value.of(random.nextBoolean()));
    }

    private static String json(Value value) {
        return new String(ValueJson.write(value), StandardCharsets.UTF_8);
    }
}
