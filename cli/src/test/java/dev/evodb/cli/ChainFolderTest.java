package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.chain.TreeShape;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.edge.PackChain;
import dev.evodb.cli.smoke.ExpectedAnswer;
import dev.evodb.cli.smoke.SmokeQuery;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Packs of more shards than one router may ask: written, opened, simulated.
class ChainFolderTest {
    private static final int ROWS = 700;
    private static final int DIMS = SampleVectors.DIMS;

    /// Sevens are more than a router's five subrequests, and enough for two levels.
    private static final int SHARDS = 7;

    @TempDir
    static Path folder;

    private static Path vectors;
    private static CliRun packed;

    @BeforeAll
    static void pack() throws IOException {
        vectors = SampleVectors.first(ROWS, folder);
        packed = pack("tree", "--shards", SHARDS);
        assertEquals(0, packed.code(), packed.err());
    }

    private static CliRun pack(String name, Object... options) {
        List<Object> arguments = new ArrayList<>(
                List.of("pack", vectors, "--metric", "cosine", "--out", folder.resolve(name), "--sample", 0, "--json"));
        arguments.addAll(List.of(options));
        return CliRun.of(arguments.toArray());
    }

    /// Of any query, with CPU time for all who answer it.
    private static CliRun simulate(Path chain, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of(
                "chain", "sim", chain, "--query", Arrays.toString(SmokeQuery.anyVector(DIMS)), "--cpu-millis", 10_000));
        arguments.addAll(List.of(options));
        return CliRun.of(arguments.toArray());
    }

    private static Path tree() {
        return folder.resolve("tree");
    }

    @Test
    void writesARouterForEveryStepAndTheChain() throws IOException {
        assertEquals(TreeShape.of(SHARDS, 5).text(), packed.json().get("shape").textValue());
        JsonNode chain =
                new ObjectMapper().readTree(tree().resolve("chain.json").toFile());
        int routers = packed.json().get("routers").intValue();
        assertEquals(routers + SHARDS, chain.get("steps").size());
        for (JsonNode step : chain.get("steps")) {
            Path module = tree().resolve(step.get("id").textValue()).resolve("main.js");
            assertEquals(
                    Files.size(module), step.at("/snippet/cost/packageBytes").longValue(), module.toString());
            assertEquals(
                    "https://" + step.get("id").textValue() + ".example/search",
                    step.at("/snippet/url").textValue());
        }
        CliRun planned = CliRun.of("chain", "plan", tree().resolve("chain.json"));
        assertEquals(0, planned.code(), planned.out());
        assertTrue(planned.out()
                .startsWith("chain pack, entry router: " + (routers + SHARDS) + " snippets in 3 levels\n"));
    }

    /// Per shards: what the top router may ask again, and what the routers below it may, in their order.
    @ParameterizedTest
    @CsvSource({
        "evodb, 2, 3",
        "evodb, 4, 1",
        "evodb, 5, 0",
        "evodb, 20, 1 0 0 0 0",
        "evodb, 25, 0 0 0 0 0 0",
        "evodb, 19, 1 0 0 0 1",
        "business, 2, 1",
        "business, 3, 0",
        "pro, 2, 0"
    })
    void routersAskAgainAsFarAsTheirSubrequestsGo(String profile, int shards, String budgets) throws IOException {
        Path place = Files.createDirectories(folder.resolve("retries"));
        PackChain.cheapest(shards, Profile.of(profile), PackChain.DEFAULT_URL).write(place, List.of());
        Path file = place.resolve("chain.json");
        JsonNode steps = new ObjectMapper().readTree(file.toFile()).get("steps");
        Map<String, Boolean> isRetried = new TreeMap<>();
        List<String> found = new ArrayList<>();
        for (JsonNode step : steps) {
            if (step.get("kind").textValue().equals("parallel")) {
                found.add(Integer.toString(step.path("retryBudget").intValue()));
                assertEquals(step.has("retryBudget"), step.path("retryBudget").intValue() > 0);
                step.get("branches").forEach(id -> isRetried.put(id.textValue(), step.has("retryBudget")));
            }
        }
        assertEquals(budgets, String.join(" ", found));
        for (JsonNode step : steps) {
            boolean isExpected = isRetried.getOrDefault(step.get("id").textValue(), false);
            assertEquals(isExpected ? "{\"retries\":1}" : "", step.path("call").toString(), step.toString());
        }
        CliRun planned = CliRun.of("chain", "plan", file, "--profile", profile);
        assertEquals(0, planned.code(), planned.out());
    }

    @Test
    void packsWithoutRetriesWhereNoneAreWanted() throws IOException {
        assertEquals(0, pack("once", "--shards", 2, "--retries", 0).code());
        assertFalse(Files.readString(folder.resolve("once/chain.json")).contains("retr"));
    }

    @Test
    void answersThroughTheTreeWhatTheJvmAnswers() throws IOException {
        EdgeFolder edge = EdgeFolder.open(tree());
        float[] vector = SmokeQuery.anyVector(DIMS);
        int nprobes = edge.objects().getFirst().nprobes();
        ExpectedAnswer expected = ExpectedAnswer.of(edge.objectFolders(), vector, 10, nprobes);
        try (RunningEdge running = RunningEdge.of(tree())) {
            Invocation root = running.invoke(edge.request(vector, 10, nprobes));
            EdgeAnswer answer = EdgeAnswer.of(root).orElseThrow();

            assertEquals(Arrays.toString(expected.rowIds()), Arrays.toString(answer.rowIds()));
            assertEquals(edge.chain().steps().size(), root.tree().count());
            assertEquals("router", root.answered().headers().get("x-evodb-layer"));
        }
    }

    @Test
    void simulatesTheTreeLevelByLevel() throws IOException {
        Path page = folder.resolve("tree.html");
        CliRun run = simulate(tree(), "--mode", "cold", "--json", "--report", page);
        assertEquals(0, run.code(), run.err() + run.out());
        JsonNode levels = run.json().get("levels");
        assertEquals(3, levels.size());
        assertEquals(1, levels.at("/0/snippets").intValue());
        assertEquals(
                SHARDS,
                levels.at("/2/snippets").intValue() + levels.at("/1/snippets").intValue() - routersBelow());
        assertTrue(levels.at("/0/subrequests").intValue() <= 5);
        assertTrue(levels.at("/2/bytesFetched/p50").longValue() > 1_000);
        assertTrue(Files.readString(page).contains("shard-6.example"));

        CliRun text = CliRun.of(
                "sim", tree(), "--query", Arrays.toString(SmokeQuery.anyVector(DIMS)), "--cpu-millis", 10_000);
        assertEquals(0, text.code(), text.err() + text.out());
        assertTrue(text.out().contains("of one invocation, by level:\n"), text.out());
        assertTrue(text.out().contains("\n  router.example "), text.out());
    }

    private static int routersBelow() throws IOException {
        return packed.json().get("routers").intValue() - 1;
    }

    @Test
    void runsTheChainOfAFileWithRoutersAsItSays() throws IOException {
        Path file = tree().resolve("narrow.json");
        CliRun shape = CliRun.of(
                "chain",
                "shape",
                "--shards",
                SHARDS,
                "--profile",
                "business",
                "--shard-cost",
                "{\"subrequests\":3}",
                "--out",
                file);
        assertEquals(0, shape.code(), shape.err());
        CliRun run = simulate(file, "--json");
        assertEquals(0, run.code(), run.err() + run.out());
        assertEquals(3, run.json().at("/levels/0/subrequests").intValue());
    }

    @Test
    void writesMeasuredCostsThatArePlanned() throws IOException {
        Path costs = folder.resolve("costs.json");
        CliRun run = simulate(tree(), "--mode", "cold", "--costs", costs);
        assertEquals(0, run.code(), run.err() + run.out());
        for (JsonNode step : new ObjectMapper().readTree(costs.toFile()).get("steps")) {
            assertTrue(step.at("/snippet/cost/cpuMicros").longValue() > 0, step.toString());
            assertTrue(step.at("/snippet/cost/memoryBytes").longValue() > 100_000, step.toString());
            boolean isShard = step.get("kind").textValue().equals("invoke");
            assertEquals(isShard, step.at("/snippet/cost/subrequests").intValue() >= 2, step.toString());
        }
        assertFalse(CliRun.of("chain", "plan", costs).out().contains("critical path: -"));
    }

    @Test
    void failsWhereOneZoneBypassesTheShards() throws IOException {
        CliRun run = simulate(tree(), "--zones", "one", "--json");
        assertEquals(4, run.code(), run.err());
        String violation = run.json().at("/violations/0").textValue();
        assertTrue(
                violation.startsWith("1 of 1 requests failed, the first: router.example answered status 502: "),
                violation);
        assertTrue(violation.contains("which is in its zone bypass the snippet there"), violation);
        assertTrue(run.json().at("/levels/0/bypassed").intValue() > 1);
        CliRun runs = simulate(tree(), "--zones", "one", "--same-zone", "runs");
        assertEquals(0, runs.code(), runs.err() + runs.out());
    }

    @Test
    void writesAMapForThoseWhoAskShardsThemselves() throws IOException {
        JsonNode map = new ObjectMapper().readTree(tree().resolve("shards.json").toFile());
        assertEquals(SHARDS, map.get("shards").size());
        assertEquals(SHARDS, map.get("ask").intValue());
        assertEquals("https://shard-6.example/search", map.at("/shards/6/url").textValue());
        assertEquals(
                "https://pack.example/shard-6/pack.bin",
                map.at("/shards/6/object").textValue());
        int rows = 0;
        for (JsonNode shard : map.get("shards")) {
            rows += shard.get("rows").intValue();
        }
        assertEquals(ROWS, rows);
    }

    @Test
    void mapOfRegionsTellsWhichShardsToAsk() throws IOException {
        Path regions = folder.resolve("regions");
        CliRun run = CliRun.of(
                "pack",
                vectors,
                "--metric",
                "cosine",
                "--out",
                regions,
                "--sample",
                100,
                "--shards",
                3,
                "--shard-by",
                "region");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("in 3 regions, each a pack of its own; seed 42\n"), run.out());
        JsonNode map =
                new ObjectMapper().readTree(regions.resolve("shards.json").toFile());
        assertEquals("regions", map.get("rows").textValue());
        JsonNode coverage = map.get("coverage");
        assertEquals(1, coverage.get(2).doubleValue());
        assertTrue(coverage.get(0).doubleValue() > 0.5, coverage.toString());
        int ask = map.get("ask").intValue();
        assertTrue(ask == 3 || coverage.get(ask - 1).doubleValue() >= 0.95, map.toString());
        int rows = 0;
        for (JsonNode shard : map.get("shards")) {
            rows += shard.get("rows").intValue();
            double square = 0;
            for (JsonNode value : shard.get("centroid")) {
                square += value.doubleValue() * value.doubleValue();
            }
            assertEquals(DIMS, shard.get("centroid").size());
            assertEquals(1, square, 1e-5);
        }
        assertEquals(ROWS, rows);
    }

    @Test
    void chainOfRegionsAnswersWhatTheJvmAnswers() throws IOException {
        Path regions = folder.resolve("regions2");
        CliRun run = pack("regions2", "--shards", 3, "--shard-by", "region");
        assertEquals(0, run.code(), run.err());
        EdgeFolder edge = EdgeFolder.open(regions);
        float[] vector = SmokeQuery.anyVector(DIMS);
        ExpectedAnswer expected = ExpectedAnswer.of(edge.objectFolders(), vector, 10, 2);
        try (RunningEdge running = RunningEdge.of(regions)) {
            EdgeAnswer answer =
                    EdgeAnswer.of(running.invoke(edge.request(vector, 10, 2))).orElseThrow();
            assertEquals(Arrays.toString(expected.rowIds()), Arrays.toString(answer.rowIds()));
        }
    }

    @Test
    void opensFoldersOfOneRouterWithoutAChainFile() throws IOException {
        Path old = folder.resolve("old");
        assertEquals(0, pack("old", "--shards", 3).code());
        Files.delete(old.resolve("chain.json"));
        CliRun run = simulate(old, "--json");
        assertEquals(0, run.code(), run.err() + run.out());
        assertEquals(2, run.json().get("levels").size());
    }

    @Test
    void packingAgainForgetsWhatWasThere() throws IOException {
        Path again = folder.resolve("again");
        assertEquals(0, pack("again", "--shards", 2).code());
        assertEquals(0, pack("again").code());
        assertFalse(EdgeFolder.open(again).isChain());
        assertEquals(0, pack("again", "--shards", 2).code());
        assertTrue(EdgeFolder.open(again).isChain());
    }

    @Test
    void refusesByNameWhatIsNotLegal() throws IOException {
        assertBad(2, "pack: --shards must be in 1..=1024, got 1025", pack("none", "--shards", 1025));
        assertBad(
                2,
                "pack: step router: the chain has 1100 steps, at most 1024 are allowed",
                pack("none", "--shards", 880));
        assertBad(
                2,
                "pack: the URL of a chain's snippets must have {id} in its host, got https://a.example/{id}",
                pack("none", "--shards", 2, "--chain-url", "https://a.example/{id}"));
        assertBad(
                2,
                "pack: --shard-by must be turns or region, got luck",
                pack("none", "--shards", 2, "--shard-by", "luck"));
        assertBad(
                2,
                "pack: 800 regions need as many vectors, there are 700",
                pack("none2", "--shards", 800, "--shard-by", "region"));
        assertBad(2, "pack: --retries is for --shards", pack("none", "--retries", 0));
        assertBad(2, "pack: --retries must be 0 or 1, got 2", pack("none", "--shards", 2, "--retries", 2));
        assertBad(2, "pack: --chain-url is for --shards", pack("none", "--chain-url", "https://{id}.test/"));
        assertFalse(Files.exists(folder.resolve("none")));
    }

    @Test
    void aChainFileMayHaveCoordinatorsOfAnyKindAndSnippetsThatAreNoShards() throws IOException {
        assertEquals(
                0,
                pack("vectors", "--url", "https://pack.example/vectors/pack.bin")
                        .code());
        Files.writeString(Files.createDirectories(folder.resolve("words")).resolve("main.js"), """
                export default {fetch(request) {
                  const isAsked = new URL(request.url).searchParams.get('text') === 'a pond';
                  return Response.json({hits: isAsked ? [{rowId: 9000, distance: 0}] : [], nprobes: 0, rows: 1});
                }};
                """);
        Path file = folder.resolve("hybrid.json");
        Files.writeString(file, """
                {"format":1,"chain":"hybrid","entry":"hybrid","steps":[
                  {"id":"hybrid","kind":"parallel","snippet":{"url":"https://hybrid.example/search"},
                   "partitioner":{"kind":"broadcast"},"combiner":{"kind":"reciprocal-rank-fusion","rankConstant":60},
                   "branches":["vectors","asked"]},
                  {"id":"asked","kind":"conditional","condition":{"kind":"present","field":"text"},
                   "then":"words","otherwise":"vectors"},
                  {"id":"vectors","kind":"invoke","snippet":{"url":"https://vectors.example/search"}},
                  {"id":"words","kind":"invoke","snippet":{"url":"https://words.example/search"}}]}
                """);

        CliRun hybrid = simulate(file, "--param", "text=a pond");
        assertEquals(0, hybrid.code(), hybrid.err());
        assertTrue(hybrid.out().lines().anyMatch(line -> line.matches(" *9000 .*")), hybrid.out());
        CliRun vectorsTwice = simulate(file);
        assertEquals(0, vectorsTwice.code(), vectorsTwice.err());
        assertFalse(vectorsTwice.out().contains("9000 "), vectorsTwice.out());

        Path collecting = folder.resolve("collecting.json");
        Files.writeString(
                collecting,
                Files.readString(file)
                        .replace("\"kind\":\"reciprocal-rank-fusion\",\"rankConstant\":60", "\"kind\":\"collect\""));
        CliRun list = simulate(collecting, "--param", "text=a pond");
        assertEquals(0, list.code(), list.err());
        assertTrue(list.out().contains("\"shards\":{\"asked\":2,\"answered\":2}}"), list.out());
    }

    @Test
    void refusesFoldersThatAreNotWhatTheirChainSays() throws IOException {
        Path broken = folder.resolve("broken");
        Files.createDirectories(broken);
        Path file = broken.resolve("chain.json");
        String shard = "{\"id\":\"s\",\"kind\":\"invoke\",\"snippet\":{\"url\":\"https://s.example/\"}}";
        Files.writeString(file, "{\"format\":1,\"chain\":\"c\",\"entry\":\"s\",\"steps\":[" + shard + "]}");
        assertBad(
                3,
                "sim: shard s is missing: no pack.json in " + broken.resolve("s") + " (file=" + file + ")",
                CliRun.of("chain", "sim", broken, "--query", "[1]"));
        Files.writeString(
                file,
                "{\"format\":1,\"chain\":\"c\",\"entry\":\"p\",\"steps\":[{\"id\":\"p\",\"kind\":\"sequential\","
                        + "\"snippet\":{\"url\":\"https://p.example/\"},\"steps\":[\"s\"]}," + shard + "]}");
        assertBad(
                3,
                "sim: step p: kind sequential is not supported, accepted: parallel, invoke (file=" + file + ")",
                CliRun.of("chain", "sim", broken, "--query", "[1]"));
        Files.writeString(Files.createDirectories(broken.resolve("s")).resolve("main.js"), "export default {};");
        assertBad(
                2,
                "sim: no step is a shard: none has a pack.json in a folder of its name (file=" + file + ")",
                CliRun.of("chain", "sim", file, "--query", "[1]"));
        Files.writeString(file, "{\"format\":1,");
        CliRun bad = CliRun.of("chain", "sim", broken, "--query", "[1]");
        assertEquals(2, bad.code());
        assertTrue(bad.err().startsWith("sim: not JSON: "), bad.err());
        assertBad(
                3,
                "sim: there is no file or folder " + folder.resolve("nowhere"),
                CliRun.of("chain", "sim", folder.resolve("nowhere"), "--query", "[1]"));
    }

    private static void assertBad(int code, String message, CliRun run) {
        assertEquals(message + "\n", run.err());
        assertEquals(code, run.code());
    }
}
