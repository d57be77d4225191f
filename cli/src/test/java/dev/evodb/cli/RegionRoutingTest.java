package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.chain.Chain;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import dev.evodb.cli.edge.EdgeAnswer;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.smoke.ExpectedAnswer;
import dev.evodb.sim.Invocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Packs by region whose routers ask the nearest shards only: what is written, and that the simulator's
/// routers choose what the shard map says.
@EnabledOnOs(
        value = OS.LINUX,
        architectures = "amd64",
        disabledReason = "Javet 5.0.6 has its V8 for Linux on x86_64 only")
class RegionRoutingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 700;
    private static final int DIMS = SampleVectors.DIMS;
    private static final int QUERIES = 12;

    @TempDir
    static Path folder;

    private static Path vectors;
    private static List<float[]> queries;

    @BeforeAll
    static void read() throws IOException {
        vectors = SampleVectors.first(ROWS, folder);
        queries = new ArrayList<>();
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(CliRun.ROOT.resolve("samples/vectors/query.fvecs")))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int q = 0; q < QUERIES; q++) {
            assertEquals(DIMS, file.getInt());
            float[] vector = new float[DIMS];
            for (int d = 0; d < DIMS; d++) {
                vector[d] = file.getFloat();
            }
            queries.add(vector);
        }
    }

    private static CliRun pack(String name, String metric, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of(
                "pack",
                vectors,
                "--metric",
                metric,
                "--out",
                folder.resolve(name),
                "--sample",
                60,
                "--json",
                "--shard-by",
                "region"));
        arguments.addAll(List.of(options));
        return CliRun.of(arguments.toArray());
    }

    @Test
    void oneRouterAsksTheNearestOfMoreShardsThanItHasSubrequests() throws IOException {
        for (String metric : List.of("cosine", "l2")) {
            CliRun run = pack("flat-" + metric, metric, "--shards", 7, "--ask", 3);
            assertEquals(0, run.code(), run.err());
            Path packed = folder.resolve("flat-" + metric);
            JsonNode chain = JSON.readTree(packed.resolve("chain.json").toFile());
            assertEquals(
                    "{\"kind\":\"by-centroid\",\"most\":3}",
                    chain.at("/steps/0/partitioner").toString());
            JsonNode map = JSON.readTree(packed.resolve("shards.json").toFile());
            assertEquals(3, map.get("ask").intValue());
            assertEquals(3, run.json().get("asked").intValue());
            assertEquals(
                    map.at("/coverage/2").doubleValue(),
                    run.json().get("askedCoverage").doubleValue(),
                    1e-4);
            assertEquals(1, run.json().get("routers").intValue());

            try (RunningEdge running = RunningEdge.of(packed)) {
                for (float[] query : queries) {
                    assertAnswers(running, query, nearest(packed, query, 3), 2);
                }
            }
        }
    }

    @Test
    void lengthOfTheQueryDoesNotMatterForCosine() throws IOException {
        assertEquals(0, pack("long", "cosine", "--shards", 4, "--ask", 1).code());
        try (RunningEdge running = RunningEdge.of(folder.resolve("long"))) {
            for (float[] query : queries) {
                float[] longer = query.clone();
                for (int d = 0; d < DIMS; d++) {
                    longer[d] *= 4_096;
                }
                assertAnswers(running, longer, nearest(folder.resolve("long"), query, 1), 2);
            }
        }
    }

    @Test
    void asksTheFewestThatCoverTheRecall() throws IOException {
        CliRun run = pack("few", "cosine", "--shards", 6);
        assertEquals(0, run.code(), run.err());
        JsonNode map = JSON.readTree(folder.resolve("few/shards.json").toFile());
        int ask = map.get("ask").intValue();
        assertTrue(ask > 1 && ask <= 5, map.get("coverage").toString());
        assertTrue(map.at("/coverage/" + (ask - 1)).doubleValue() >= 0.95);
        assertTrue(map.at("/coverage/" + (ask - 2)).doubleValue() < 0.95);
        assertEquals(
                ask,
                JSON.readTree(folder.resolve("few/chain.json").toFile())
                        .at("/steps/0/partitioner/most")
                        .intValue());
    }

    @Test
    void routersOfATreeChooseLevelByLevel() throws IOException {
        // Two subrequests: a router asks two at most, and a shard reads one partition beside the head.
        CliRun run = pack("tree", "cosine", "--shards", 9, "--ask", 4, "--profile", "pro");
        assertEquals(0, run.code(), run.err());
        assertEquals("3×3", run.json().get("shape").textValue());
        assertEquals(4, run.json().get("asked").intValue());
        EdgeFolder edge = EdgeFolder.open(folder.resolve("tree"));
        Chain chain = edge.chain();
        assertEquals(4, edge.centroids().byStep().size());
        try (RunningEdge running = RunningEdge.of(folder.resolve("tree"))) {
            for (float[] query : queries) {
                List<StepId> asked = asked(edge, chain.entry(), query);
                assertEquals(4, asked.size());
                assertAnswers(
                        running,
                        query,
                        asked.stream().map(id -> folder.resolve("tree/" + id)).toList(),
                        1);
            }
        }
        CliRun sim = CliRun.of(
                "chain",
                "sim",
                folder.resolve("tree"),
                "--query",
                Arrays.toString(queries.getFirst()),
                "--cpu-millis",
                10_000,
                "--json");
        assertEquals(0, sim.code(), sim.err() + sim.out());
        assertEquals(2, sim.json().at("/levels/0/subrequests").intValue());
    }

    @Test
    void asksAllWhereThatIsWantedOrNothingWasMeasured() throws IOException {
        assertEquals(0, pack("all", "cosine", "--shards", 3, "--ask", "all").code());
        assertBroadcast("all");
        CliRun unmeasured = CliRun.of(
                "pack",
                vectors,
                "--out",
                folder.resolve("unmeasured"),
                "--sample",
                0,
                "--shards",
                3,
                "--shard-by",
                "region");
        assertEquals(0, unmeasured.code(), unmeasured.err());
        assertTrue(unmeasured.out().endsWith("a request asks all shards\n"), unmeasured.out());
        assertBroadcast("unmeasured");
    }

    private static void assertBroadcast(String name) throws IOException {
        Path packed = folder.resolve(name);
        assertEquals(
                "{\"kind\":\"broadcast\"}",
                JSON.readTree(packed.resolve("chain.json").toFile())
                        .at("/steps/0/partitioner")
                        .toString());
        assertEquals(
                3,
                JSON.readTree(packed.resolve("shards.json").toFile()).get("ask").intValue());
    }

    @Test
    void saysIfWhatIsAskedCannotReachTheRecall() {
        CliRun run = CliRun.of(
                "pack",
                vectors,
                "--metric",
                "cosine",
                "--out",
                folder.resolve("missed"),
                "--sample",
                60,
                "--shards",
                6,
                "--shard-by",
                "region",
                "--ask",
                1,
                "--recall",
                0.9);
        assertEquals(4, run.code(), run.err());
        assertTrue(run.out().contains("\na request asks 1 of 6 shards; they hold 0."), run.out());
        assertTrue(run.out().endsWith(" of the true neighbours, target NOT REACHED\n"), run.out());
    }

    @Test
    void modulesAreTheSameWhenTheyAreMadeOfTheMapAgain() throws IOException {
        assertEquals(0, pack("again", "l2", "--shards", 5, "--ask", 2).code());
        EdgeFolder written = EdgeFolder.open(folder.resolve("again"));
        EdgeFolder made = EdgeFolder.open(folder.resolve("again/chain.json"));
        assertEquals(
                written.module(new StepId("router")).source(),
                made.module(new StepId("router")).source());
    }

    @Test
    void refusesCentroidsThatNoRouterHasRoomFor() throws IOException {
        Path wide = folder.resolve("wide.fvecs");
        int dims = 4_096;
        ByteBuffer rows = ByteBuffer.allocate(60 * (4 + 4 * dims)).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < 60; row++) {
            rows.putInt(dims);
            for (int d = 0; d < dims; d++) {
                rows.putFloat((float) Math.sin(row * 31 + d * (row % 4 + 1)));
            }
        }
        Files.write(wide, rows.array());
        CliRun run = CliRun.of(
                "pack",
                wide,
                "--out",
                folder.resolve("wide"),
                "--sample",
                20,
                "--shards",
                4,
                "--shard-by",
                "region",
                "--ask",
                1);
        assertEquals(4, run.code(), run.out());
        assertTrue(
                run.err()
                        .contains("pack: routers have no room for the centroids they would choose by: snippet package"
                                + " bytes limit is 32768, needed "),
                run.err());
        assertTrue(run.err().endsWith("; --ask all makes routers that need none\n"), run.err());
        assertFalse(Files.exists(folder.resolve("wide")));
    }

    @Test
    void refusesBadNumbersOfShardsToAsk() {
        assertBad("--ask must be in 1..=3 or all, got 0", pack("bad", "l2", "--shards", 3, "--ask", 0));
        assertBad("--ask must be in 1..=3 or all, got -1", pack("bad", "l2", "--shards", 3, "--ask", "-1"));
        assertBad("--ask must be in 1..=3 or all, got 4", pack("bad", "l2", "--shards", 3, "--ask", 4));
        assertBad("--ask must be in 1..=3 or all, got few", pack("bad", "l2", "--shards", 3, "--ask", "few"));
        assertBad(
                "--ask is for --shard-by region and several shards",
                CliRun.of("pack", vectors, "--out", folder.resolve("bad"), "--shards", 3, "--ask", 2));
        assertBad("--ask is for --shard-by region and several shards", pack("bad", "l2", "--ask", 1));
        assertFalse(Files.exists(folder.resolve("bad")));
    }

    private static void assertBad(String message, CliRun run) {
        assertEquals("pack: " + message + "\n", run.err());
        assertEquals(2, run.code());
    }

    @Test
    void refusesFoldersWhoseMapIsNotThatOfTheChain() throws IOException {
        assertEquals(0, pack("map", "l2", "--shards", 3, "--ask", 1).code());
        Path map = folder.resolve("map/shards.json");
        String text = Files.readString(map);
        assertMap("is missing, and routers choose by its centroids", null);
        assertMap("format must be 1, found 2", text.replace("\"format\":1", "\"format\":2"));
        assertMap(
                "has 100 dims and metric cosine, the packs 100 and l2",
                text.replace("\"metric\":\"l2\"", "\"metric\":\"cosine\""));
        assertMap(
                "metric must be l2, cosine or dot, found far", text.replace("\"metric\":\"l2\"", "\"metric\":\"far\""));
        assertMap("shard shard-1 has no centroid", text.replace("\"id\":\"shard-1\"", "\"id\":\"shard-9\""));
        assertMap("shard shard-0: centroid has 100 dims, the map 99", text.replace("\"dims\":100", "\"dims\":99"));
        assertMap("shards must be a list, found 7", text.substring(0, text.indexOf("\"shards\":")) + "\"shards\":7}");
        assertMap(
                "shard shard-0: centroid must be finite numbers, found 1.0E300",
                text.replaceFirst("\"centroid\":\\[[^,]*,", "\"centroid\":[1e300,"));
        Files.writeString(map, text.substring(0, 100));
        CliRun run = CliRun.of("sim", folder.resolve("map"), "--query", "[1]");
        assertEquals(3, run.code());
        assertTrue(run.err().startsWith("sim: not JSON: "), run.err());
    }

    private static void assertMap(String problem, @Nullable String text) throws IOException {
        Path map = folder.resolve("map/shards.json");
        if (text == null) {
            Files.move(map, folder.resolve("moved.json"));
        } else {
            Files.writeString(map, text);
        }
        CliRun run = CliRun.of("sim", folder.resolve("map"), "--query", "[1]");
        if (text == null) {
            Files.move(folder.resolve("moved.json"), map);
        }
        assertEquals("sim: " + problem + " (file=" + map + ")\n", run.err());
        assertEquals(3, run.code());
    }

    /// The router's hits are those of `shards`, merged, and it says how many it asked.
    private static void assertAnswers(RunningEdge running, float[] query, List<Path> shards, int nprobes)
            throws IOException {
        Invocation root = running.invoke(running.folder().request(query, 10, nprobes));
        EdgeAnswer answer = EdgeAnswer.of(root).orElseThrow();
        assertEquals(
                Arrays.toString(ExpectedAnswer.of(shards, query, 10, nprobes).rowIds()),
                Arrays.toString(answer.rowIds()));
        JsonNode said = JSON.readTree(root.answered().body()).get("shards");
        assertEquals("{\"asked\":" + shards.size() + ",\"answered\":" + shards.size() + "}", said.toString());
    }

    /// The folders of the shards that a client of the map in `packed` would ask.
    private static List<Path> nearest(Path packed, float[] query, int ask) throws IOException {
        List<JsonNode> shards = new ArrayList<>();
        JSON.readTree(packed.resolve("shards.json").toFile()).get("shards").forEach(shards::add);
        List<JsonNode> asked = shards.stream()
                .sorted(Comparator.comparingDouble(shard -> distance(row(shard.get("centroid")), query)))
                .limit(ask)
                .toList();
        return shards.stream()
                .filter(asked::contains)
                .map(shard -> packed.resolve(shard.get("id").textValue()))
                .toList();
    }

    /// The shards below `id` that are asked, by the centroids of the routers.
    private static List<StepId> asked(EdgeFolder edge, StepId id, float[] query) {
        if (!(edge.chain().step(id) instanceof Step.Parallel router)) {
            return List.of(id);
        }
        Partitioner.ByCentroid choice =
                assertInstanceOf(Partitioner.ByCentroid.class, router.fanOut().partitioner());
        float[][] rows = Objects.requireNonNull(edge.centroids().byStep().get(id));
        List<Integer> branches = new ArrayList<>();
        for (int b = 0; b < rows.length; b++) {
            branches.add(b);
        }
        return branches.stream()
                .sorted(Comparator.comparingDouble(b -> distance(rows[b], query)))
                .limit(choice.most())
                .sorted()
                .flatMap(b -> asked(edge, router.calls().get(b), query).stream())
                .toList();
    }

    private static double distance(float[] centroid, float[] query) {
        double sum = 0;
        for (int d = 0; d < DIMS; d++) {
            sum += ((double) centroid[d] - query[d]) * ((double) centroid[d] - query[d]);
        }
        return sum;
    }

    private static float[] row(JsonNode numbers) {
        float[] row = new float[DIMS];
        for (int d = 0; d < DIMS; d++) {
            row[d] = numbers.get(d).floatValue();
        }
        return row;
    }
}
