package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.cli.deploy.FakeCloudflare;
import dev.evodb.cli.smoke.FakeEdge;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.FolderOrigin;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a packed folder to a deployment that answers: the API is a fake, the snippets that it was given
/// run in the simulator, and the answers come from there.
class DeployCommandTest {
    private static final String ZONE = FakeCloudflare.ZONE;
    private static final String SHARD_ZONE = "fedcba9876543210fedcba9876543210";
    private static final String ROUTER_ZONE = "00112233445566778899aabbccddeeff";
    private static final Map<String, String> TOKEN = Map.of("CLOUDFLARE_API_TOKEN", FakeCloudflare.TOKEN);
    private static final String SHARD_URL = "https://shard-{n}.test/search";
    private static final String ROUTER_URL = "https://{id}.test/search";
    private static final int ROWS = 600;

    @TempDir
    static Path folder;

    private static FakeEdge edge;
    private FakeCloudflare cloudflare;

    @BeforeAll
    static void pack() throws IOException {
        edge = new FakeEdge(folder);
        Path vectors = SampleVectors.first(ROWS, folder);
        pack(vectors, "one");
        pack(vectors, "two", "--shards", "2");
        pack(vectors, "tree", "--shards", "7");
    }

    private static void pack(Path vectors, String name, String... options) {
        List<Object> arguments = new ArrayList<>(List.of(
                "pack",
                vectors,
                "--metric",
                "cosine",
                "--out",
                folder.resolve(name),
                "--url",
                "http://" + edge.host() + "/" + name + "/pack.bin"));
        arguments.addAll(List.of(options));
        CliRun run = CliRun.of(arguments.toArray());
        assertEquals(0, run.code(), run.err());
    }

    @AfterAll
    static void stopEdge() {
        edge.close();
    }

    @BeforeEach
    void start() throws IOException {
        cloudflare = new FakeCloudflare();
        edge.fault(FakeEdge.ObjectFault.NONE);
        edge.run((_, _) -> new FakeEdge.Answer(404, Map.of(), new byte[0]));
    }

    @AfterEach
    void stop() {
        cloudflare.close();
    }

    private CliRun deploy(String name, Object... options) {
        List<Object> arguments = new ArrayList<>(
                List.of("deploy", folder.resolve(name), "--host", "search.test", "--api-base", cloudflare.base()));
        arguments.addAll(List.of(options));
        return CliRun.of(TOKEN, arguments.toArray());
    }

    /// Of the tree, into three zones.
    private CliRun deployTree(Object... options) {
        List<Object> arguments =
                new ArrayList<>(List.of("--zone", ZONE, "--router-zone", ROUTER_ZONE, "--shard-zone", SHARD_ZONE));
        arguments.addAll(List.of("--shard-url", SHARD_URL, "--router-url", ROUTER_URL));
        arguments.addAll(List.of(options));
        return deploy("tree", arguments.toArray());
    }

    /// Lets the edge run what was uploaded, each snippet at the host of its rule.
    private static Simulator running(Map<String, String> snippets) throws IOException {
        Simulator.Builder builder =
                Simulator.builder(Profile.EVODB.withCpuMicros(10_000_000)).collectAfterEachRequest(false);
        snippets.forEach((host, module) -> builder.snippet(host, new SnippetModule("main.js", module)));
        builder.origin("127.0.0.1", new FolderOrigin(folder));
        return builder.build();
    }

    private static FakeEdge.Answer answer(Simulator simulator, String query, byte[] body) {
        OriginResponse response = simulator
                .invoke(SnippetRequest.post("https://search.test/search?" + query, body)
                        .withHeader("content-type", "application/octet-stream"))
                .outcome()
                .received();
        return new FakeEdge.Answer(response.status(), response.headers(), response.body());
    }

    @Test
    void deploysASnippetThatAnswersWhatTheJvmAnswers() throws IOException {
        cloudflare.foreign(ZONE, "{\"snippet_name\":\"other\",\"expression\":\"true\",\"enabled\":true}");
        edge.run((query, body) -> {
            try (Simulator simulator =
                    running(Map.of("search.test", cloudflare.module(ZONE, "evodb_search", "main.js")))) {
                return answer(simulator, query, body);
            }
        });
        CliRun run = deploy("one", "--zone", ZONE, "--smoke", edge.search());
        assertEquals(0, run.code(), run.err() + run.out());
        assertTrue(run.out().contains("smoke test: passed\n"), run.out());
        assertTrue(run.out().contains("10 hits, the same rows and distances"), run.out());
        assertTrue(run.out().contains("  = 1  other  true\n"), run.out());
        assertEquals(
                Files.readString(folder.resolve("one/main.js")), cloudflare.module(ZONE, "evodb_search", "main.js"));
        assertFalse((run.out() + run.err()).contains(FakeCloudflare.TOKEN));
        assertEquals(List.of(), edge.secrets());
    }

    @Test
    void deploysARouterAndItsShardsIntoTwoZones() throws IOException {
        edge.run((query, body) -> {
            try (Simulator simulator = running(Map.of(
                    "search.test",
                    cloudflare.module(ZONE, "words", "main.js"),
                    "shard-0.test",
                    cloudflare.module(SHARD_ZONE, "words_shard_0", "main.js"),
                    "shard-1.test",
                    cloudflare.module(SHARD_ZONE, "words_shard_1", "main.js")))) {
                return answer(simulator, query, body);
            }
        });
        CliRun run = deploy(
                "two",
                "--zone",
                ZONE,
                "--shard-zone",
                SHARD_ZONE,
                "--name",
                "words",
                "--shard-url",
                SHARD_URL,
                "--smoke",
                edge.search(),
                "--json");
        assertEquals(0, run.code(), run.err() + run.out());
        JsonNode report = run.json();
        assertTrue(report.at("/smoke/passed").booleanValue());
        assertEquals("words_shard_0", report.at("/snippets/0/name").textValue());
        assertEquals("words", report.at("/snippets/2/name").textValue());
        assertEquals(
                "(http.host eq \"shard-1.test\" and http.request.uri.path eq \"/search\")",
                cloudflare.rules(SHARD_ZONE).at("/1/expression").textValue());
        assertEquals(1, cloudflare.rules(ZONE).size());
        assertEquals("two/shard-1/pack.bin", report.at("/objects/1/key").textValue());
    }

    @Test
    void deploysATreeOfRoutersLevelByLevel() throws IOException {
        edge.run((query, body) -> {
            Map<String, String> running = new HashMap<>();
            running.put("search.test", cloudflare.module(ZONE, "words", "main.js"));
            running.put("router-0.test", cloudflare.module(ROUTER_ZONE, "words_router_0", "main.js"));
            for (int shard = 0; shard < 7; shard++) {
                running.put(
                        "shard-" + shard + ".test", cloudflare.module(SHARD_ZONE, "words_shard_" + shard, "main.js"));
            }
            try (Simulator simulator = running(running)) {
                return answer(simulator, query, body);
            }
        });
        CliRun run = deployTree("--chain", "--name", "words", "--smoke", edge.search(), "--json");
        assertEquals(0, run.code(), run.err() + run.out());
        JsonNode report = run.json();
        assertTrue(report.at("/smoke/passed").booleanValue());
        assertEquals("[]", report.get("warnings").toString());
        assertEquals("words_shard_0", report.at("/snippets/0/name").textValue());
        assertEquals("words_router_0", report.at("/snippets/7/name").textValue());
        assertEquals("words", report.at("/snippets/8/name").textValue());
        assertEquals(7, cloudflare.rules(SHARD_ZONE).size());
        assertEquals(
                "(http.host eq \"router-0.test\" and http.request.uri.path eq \"/search\")",
                cloudflare.rules(ROUTER_ZONE).at("/0/expression").textValue());
        assertEquals(1, cloudflare.rules(ZONE).size());
    }

    @Test
    void refusesARouterThatAsksItsOwnZoneUnlessThePlatformAllowsIt() {
        CliRun refused = deploy("two", "--zone", ZONE, "--shard-url", SHARD_URL);
        assertEquals(2, refused.code());
        assertEquals(
                "deploy: router asks shard-0 and 1 more in its own zone " + ZONE
                        + ", and nothing documents that a snippet's request to its own zone runs a snippet: give"
                        + " --shard-zone and --router-zone, or --same-zone-runs\n",
                refused.err());
        assertEquals(List.of(), cloudflare.log());
        CliRun tree = deploy(
                "tree",
                "--zone",
                ZONE,
                "--shard-zone",
                SHARD_ZONE,
                "--shard-url",
                SHARD_URL,
                "--router-url",
                ROUTER_URL);
        assertEquals(2, tree.code());
        assertTrue(tree.err().startsWith("deploy: router asks router-0 in its own zone " + ZONE + ","), tree.err());
        CliRun allowed = deploy("two", "--zone", ZONE, "--same-zone-runs", "--shard-url", SHARD_URL);
        assertEquals(0, allowed.code(), allowed.err());
        assertTrue(
                allowed.err()
                        .startsWith("deploy: warning: router asks shard-0 and 1 more in its own zone " + ZONE
                                + ", and nothing documents that a snippet's request to its own zone runs a snippet:"
                                + " --smoke finds out\n"),
                allowed.err());
    }

    @Test
    void writesTerraformOfATree() {
        CliRun run = deployTree("--terraform", "-");
        assertEquals(0, run.code(), run.err());
        for (String label : List.of("evodb_search", "evodb_search_router_0", "evodb_search_shard_6")) {
            assertTrue(run.out().contains("resource \"cloudflare_snippet\" \"" + label + "\" {"), run.out());
        }
        assertEquals(3, run.out().split("resource \"cloudflare_snippet_rules\"", -1).length - 1);
    }

    @Test
    void failedSmokeTestEndsWithCode4() throws IOException {
        edge.fault(FakeEdge.ObjectFault.COMPRESSED);
        CliRun run = deploy("one", "--smoke", edge.search());
        assertEquals(4, run.code(), run.err());
        assertTrue(run.out().contains("smoke test: FAILED\n"), run.out());
        assertTrue(run.out().contains("uncompressed: gzip\n"), run.out());
        assertTrue(run.out().contains("status 200: 404\n"), run.out());
        assertEquals(List.of(), cloudflare.log());
    }

    @Test
    void mistakesInTheSmokeTestComeBeforeTheDeployment() {
        for (Object[] mistake : new Object[][] {
            {"--smoke", "http://search.example.com/search"},
            {"--smoke", edge.search(), "-k", "0"},
            {"--smoke", edge.search(), "--query", "[1,2]"},
            {"--smoke", edge.search(), "--query", "[1"},
        }) {
            List<Object> options = new ArrayList<>(List.of("--zone", ZONE));
            options.addAll(List.of(mistake));
            CliRun run = deploy("one", options.toArray());
            assertEquals(2, run.code(), run.err());
        }
        assertEquals(List.of(), cloudflare.log());
    }

    @Test
    void listsWhatR2HasToServe() throws IOException {
        JsonNode object = deploy("one", "--json").json().at("/objects/0");
        assertEquals("one/pack.bin", object.get("key").textValue());
        assertEquals(
                Files.size(folder.resolve("one/pack.bin")), object.get("bytes").longValue());
        assertEquals("application/octet-stream", object.get("contentType").textValue());
        assertEquals("public, max-age=86400", object.get("cacheControl").textValue());
        assertTrue(object.get("sha256").textValue().matches("[0-9a-f]{64}"));
    }

    @Test
    void dryRunShowsEveryRequestAndSendsNone() throws IOException {
        Path rules = Files.writeString(
                folder.resolve("rules.json"),
                "{\"result\":[{\"snippet_name\":\"other\",\"expression\":\"true\",\"enabled\":true}],\"success\":true}");
        CliRun run = deploy("one", "--zone", ZONE, "--dry-run", "--current-rules", rules);
        assertEquals(0, run.code(), run.err());
        String requests = run.out().substring(run.out().indexOf("requests, none of which was sent:"));
        assertEquals(
                List.of(
                        "GET /zones/" + ZONE + "/snippets/snippet_rules",
                        "PUT /zones/" + ZONE + "/snippets/evodb_search",
                        "GET /zones/" + ZONE + "/snippets/evodb_search/content",
                        "GET /zones/" + ZONE + "/snippets/snippet_rules",
                        "PUT /zones/" + ZONE + "/snippets/snippet_rules",
                        "GET /zones/" + ZONE + "/snippets/snippet_rules"),
                requests.lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("GET") || line.startsWith("PUT"))
                        .toList());
        long bytes = Files.size(folder.resolve("one/main.js"));
        assertTrue(
                requests.contains("part files main.js, application/javascript+module, " + bytes + " bytes\n"),
                requests);
        assertTrue(requests.contains("part metadata, application/json, 25 bytes\n"), requests);
        assertTrue(requests.contains("content-type: multipart/form-data; boundary=evodb-"), requests);
        assertTrue(run.out().contains("  = 1  other  true\n  + 2  evodb_search  (http.host eq"), run.out());
        assertFalse(run.out().contains(FakeCloudflare.TOKEN));
        assertEquals(List.of(), cloudflare.log());
        assertEquals(
                run.out(),
                deploy("one", "--zone", ZONE, "--dry-run", "--current-rules", rules)
                        .out());
    }

    @Test
    void dryRunAsJsonListsPartsAndBodies() throws IOException {
        JsonNode report = deploy("two", "--dry-run", "--json").json();
        assertTrue(report.at("/warnings/0").textValue().startsWith("the router asks https://shard-0.example/search"));
        JsonNode requests = report.get("requests");
        assertEquals(
                "/zones/ZONE_ID/snippets/evodb_search_shard_0",
                requests.at("/1/path").textValue());
        assertEquals("files", requests.at("/1/parts/0/name").textValue());
        assertEquals(3, requests.at("/8/body/rules").size());
        assertFalse(requests.toString().contains("Bearer"));
    }

    @Test
    void warnsOfPlaceholdersInADryRunAndRefusesToDeployThem() {
        CliRun dry = deploy("two", "--dry-run", "--zone", ZONE);
        assertEquals(0, dry.code());
        assertTrue(
                dry.err()
                        .startsWith("deploy: warning: the router asks https://shard-0.example/search, which is a"
                                + " placeholder: give --shard-url\n"),
                dry.err());
        CliRun run = deploy("two", "--zone", ZONE);
        assertEquals(2, run.code());
        assertEquals(
                "deploy: the router asks https://shard-0.example/search, which is a placeholder: give --shard-url\n",
                run.err());
        assertEquals(List.of(), cloudflare.log());
    }

    @Test
    void writesTerraformInsteadOfDeploying() throws IOException {
        Path file = folder.resolve("evodb.tf");
        CliRun run = deploy("one", "--zone", ZONE, "--terraform", file);
        assertEquals(0, run.code(), run.err());
        String text = Files.readString(file);
        assertTrue(text.contains("resource \"cloudflare_snippet\" \"evodb_search\" {"), text);
        assertEquals(text, deploy("one", "--zone", ZONE, "--terraform", "-").out());
        assertEquals(List.of(), cloudflare.log());
    }

    @Test
    void planThatIsTooSmallEndsWithCode4() {
        CliRun run = deploy("one", "--plan", "pro", "--zone", ZONE);
        assertEquals(4, run.code());
        assertTrue(run.err().startsWith("deploy: "), run.err());
        assertEquals(List.of(), cloudflare.log());
    }

    @Test
    void refusalOfTheApiEndsWithCode3() {
        CliRun run = CliRun.of(
                Map.of("CLOUDFLARE_API_TOKEN", "wrong"),
                "deploy",
                folder.resolve("one"),
                "--host",
                "search.test",
                "--zone",
                ZONE,
                "--api-base",
                cloudflare.base());
        assertEquals(3, run.code());
        assertEquals(
                "deploy: GET /zones/" + ZONE + "/snippets/snippet_rules: the API answers 403: 10000 Authentication"
                        + " error\n",
                run.err());
    }

    @Test
    void damagedPackEndsWithCode3() throws IOException {
        Path damaged = Files.createDirectories(folder.resolve("damaged"));
        for (String name : List.of("pack.json", "main.js")) {
            Files.copy(folder.resolve("one").resolve(name), damaged.resolve(name));
        }
        CliRun missing = deploy("damaged");
        assertEquals(3, missing.code());
        assertEquals("deploy: the pack lacks " + damaged.resolve("pack.bin") + "\n", missing.err());
        Files.write(damaged.resolve("pack.bin"), new byte[7]);
        CliRun cut = deploy("damaged");
        assertEquals(3, cut.code());
        assertTrue(cut.err().startsWith("deploy: has 7 bytes, pack.json states "), cut.err());
    }

    @Test
    void wrongUsageEndsInOneLineAndCode2() {
        Path one = folder.resolve("one");
        assertBad("--host or --expression is needed: which requests the snippet runs for", one);
        assertBad("--expression stands instead of --host and --path", one, "--host", "a.test", "--expression", "true");
        assertBad("a zone is named by the 32 hex digits of its id, got \"x\"", one, "--host", "a.test", "--zone", "x");
        assertBad(
                "no API token: set CLOUDFLARE_API_TOKEN (right: Zone > Snippets > Edit), or look at --dry-run",
                one,
                "--host",
                "a.test",
                "--zone",
                ZONE);
        assertBad(
                "a snippet's name must be 1 to 128 of a-z, 0-9 and _, got \"A\"",
                one,
                "--host",
                "a.test",
                "--name",
                "A");
        assertBad("--chain: " + one + " is not sharded, pack it with --shards", one, "--host", "a.test", "--chain");
        assertBad(
                "--router-url must hold {id} for the router, got https://a.test/",
                folder.resolve("tree"),
                "--host",
                "a.test",
                "--router-url",
                "https://a.test/");
        assertBad("the plan free has no snippets", one, "--host", "a.test", "--plan", "free");
        assertBad(
                "--dry-run sends nothing: leave out --smoke",
                one,
                "--host",
                "a.test",
                "--dry-run",
                "--smoke",
                "https://a.test/");
        assertBad("--current-rules is for --dry-run and --terraform", one, "--host", "a.test", "--current-rules", one);
        assertBad(
                "--shard-url must hold {n} for the shard, got https://a.test/",
                folder.resolve("two"),
                "--host",
                "a.test",
                "--shard-url",
                "https://a.test/");
    }

    private static void assertBad(String message, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "deploy";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CliRun run = CliRun.of(Map.of(), all);
        assertEquals("deploy: " + message + "\n", run.err());
        assertEquals(2, run.code());
        assertEquals("", run.out());
    }

    @Test
    void sendsTheTokenToNoApiWithoutEncryption() {
        CliRun run = CliRun.of(
                TOKEN,
                "deploy",
                folder.resolve("one"),
                "--host",
                "search.test",
                "--zone",
                ZONE,
                "--api-base",
                "http://api.example.com/v4");
        assertEquals(2, run.code());
        assertEquals(
                "deploy: the API must be an https URL, or http to this machine, without user and query, got"
                        + " http://api.example.com/v4\n",
                run.err());
    }

    @Test
    void refusesRulesThatAreNoJson() throws IOException {
        Path rules = Files.write(folder.resolve("broken.json"), "[".getBytes(StandardCharsets.UTF_8));
        CliRun run = deploy("one", "--dry-run", "--current-rules", rules);
        assertEquals(2, run.code());
        assertTrue(run.err().startsWith("deploy: " + rules + " is not JSON: "), run.err());
    }
}
