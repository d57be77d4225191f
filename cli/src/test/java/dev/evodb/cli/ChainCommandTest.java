package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.chain.jvm.json.ChainJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `evodb chain plan` and `evodb chain shape`.
class ChainCommandTest {
    private static final String SHARD_COST =
            "{\"subrequests\":5,\"cpuMicros\":4000,\"wallMicros\":20000,\"memoryBytes\":1048576,\"packageBytes\":28057}";
    private static final String ROUTER_COST = "{\"cpuMicros\":300,\"wallMicros\":2000,\"memoryBytes\":524288,"
            + "\"packageBytes\":13013,\"perCall\":{\"cpuMicros\":100,\"memoryBytes\":10240}}";

    @TempDir
    Path folder;

    @Test
    void printsWhatEachInvocationNeeds() throws IOException {
        CliRun run = CliRun.of("chain", "plan", write(search(2, "")));

        assertEquals("", run.err());
        assertEquals("""
                chain words, entry router: 3 snippets in 2 levels
                  step     level  runs  kind      profile  subrequests        CPU ms     memory KiB   package bytes  verdict
                  router       1     1  parallel  evodb         2 of 5  0.50 of 5.00   532 of 32768  13013 of 32768  ok
                  shard-0      2     1  invoke    evodb         5 of 5  4.00 of 5.00  1024 of 32768  28057 of 32768  ok
                  shard-1      2     1  invoke    evodb         5 of 5  4.00 of 5.00  1024 of 32768  28057 of 32768  ok
                total: 3 invocations, 12 subrequests, CPU 8.50 ms
                critical path: router > shard-0, 22.20 ms
                """, run.out());
        assertEquals(0, run.code());
    }

    @Test
    void refusesAFanOutOfTwentyAndSuggestsATree() throws IOException {
        CliRun run = CliRun.of("chain", "plan", write(search(20, "")));

        assertEquals(4, run.code());
        assertTrue(run.out().endsWith("""
                refused: step router: subrequests limit of profile evodb is 5, needed 20, 15 too many
                suggested: step router as a tree, 4×5: 5 steps like it in 2 levels
                """), run.out());
    }

    @Test
    void planIsRefusedWhereAStepNamesAStricterProfile() throws IOException {
        CliRun run = CliRun.of("chain", "plan", write(search(2, ",\"profile\":\"pro\"")), "--json");

        assertEquals(4, run.code());
        JsonNode plan = run.json();
        assertEquals("fail", plan.get("verdict").textValue());
        assertEquals(
                "step shard-0: subrequests limit of profile pro is 2, needed 5, 3 too many",
                plan.at("/violations/0/message").textValue());
        assertEquals(2, plan.at("/violations").size());
        assertEquals("[]", plan.get("suggestions").toString());
    }

    @Test
    void printsAPlanAsJson() throws IOException {
        JsonNode plan = CliRun.of("chain", "plan", write(search(2, "")), "--profile", "enterprise", "--json")
                .json();

        assertEquals(
                "{\"own\":0,\"calls\":2,\"extra\":0,\"needed\":2,\"allowed\":5}",
                plan.at("/invocations/0/subrequests").toString());
        assertEquals(
                "{\"needed\":500,\"allowed\":5000}",
                plan.at("/invocations/0/cpuMicros").toString());
        assertEquals(
                "{\"invocations\":3,\"subrequests\":12,\"cpuMicros\":8500}",
                plan.get("total").toString());
        assertEquals(
                "{\"steps\":[\"router\",\"shard-0\"],\"wallMicros\":22200}",
                plan.get("criticalPath").toString());
        assertEquals("pass", plan.get("verdict").textValue());
    }

    @Test
    void writesADiagramThatIsXml() throws Exception {
        Path svg = folder.resolve("plan.svg");

        CliRun.of("chain", "plan", write(search(20, "")), "--svg", svg);

        byte[] text = Files.readAllBytes(svg);
        assertEquals(
                // The background, and a box a step.
                1 + 21,
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(text))
                        .getElementsByTagName("rect")
                        .getLength());
        assertTrue(
                new String(text, StandardCharsets.UTF_8).contains("chain words: 21 invocations in 2 levels, refused"));
    }

    @Test
    void findsFiveByFiveRoutersForTwentyFiveShards() throws IOException {
        Path chain = folder.resolve("chain.json");

        CliRun run = CliRun.of(
                "chain",
                "shape",
                "--shards",
                25,
                "--shard-cost",
                SHARD_COST,
                "--router-cost",
                ROUTER_COST,
                "--out",
                chain);

        assertEquals(0, run.code());
        assertTrue(run.out().startsWith("25 shards, routers 5×5: 6 routers in 2 levels\n"), run.out());
        assertTrue(run.out().contains("total: 31 invocations, 155 subrequests, CPU 104.80 ms\n"), run.out());
        CliRun planned = CliRun.of("chain", "plan", chain);
        assertEquals(0, planned.code());
        assertEquals(run.out().substring(run.out().indexOf('\n') + 1), planned.out());
    }

    @Test
    void takesAsManyLevelsAsAProfileNeeds() {
        CliRun run = CliRun.of(
                "chain", "shape", "--shards", 25, "--profile", "business", "--shard-cost", "{\"subrequests\":3}");

        assertEquals(0, run.code());
        assertTrue(run.out().startsWith("25 shards, routers 3×3×1-3: 12 routers in 3 levels\n"), run.out());
    }

    @Test
    void saysWhenNoTreeIsLegal() {
        CliRun run = CliRun.of("chain", "shape", "--shards", 9, "--router-cost", "{\"subrequests\":4}");

        assertEquals(4, run.code());
        assertEquals("shape: no tree is legal: step router over 2: subrequests limit is 5, needed 6\n", run.err());
    }

    @Test
    void endsBadChainsWithStepAndPosition() throws IOException {
        String routerOf = "{\"id\":\"a\",\"kind\":\"parallel\",\"snippet\":{\"url\":\"https://a.example/\"},"
                + "\"partitioner\":{\"kind\":\"broadcast\"},\"combiner\":{\"kind\":\"%s\"},\"branches\":[%s]}";
        String wide = IntStream.range(0, 65).mapToObj(i -> "\"s" + i + "\"").collect(Collectors.joining(","));

        assertBad("step a: is called by itself: a > a", 2, 7, chain("a", routerOf.formatted("sum", "\"a\"")));
        assertBad(
                "step a: calls step b, which is not in the chain",
                2,
                141,
                chain("a", routerOf.formatted("sum", "\"b\"")));
        assertBad("step a: width must be 1..=64 branches, got 65", 2, 1, chain("a", routerOf.formatted("sum", wide)));
        assertBad(
                "step a: unknown combiner \"median\"; known: collect, concatenate, sum, nearest, reciprocal-rank-fusion",
                2,
                122,
                chain("a", routerOf.formatted("median", "\"b\"")));
        assertBad("not JSON: Unexpected end-of-input within/between Object entries", 2, 1, "{\"format\":1,\n");
        assertBad("nested deeper than 16 levels", 1, 17, "[".repeat(10_000));
        assertBad("unknown field stpes; known: format, chain, entry, steps", 1, 13, "{\"format\":1,\"stpes\":[]}");
    }

    @Test
    void endsMistakesWithOneLine() throws IOException {
        Path notUtf8 = Files.write(folder.resolve("latin"), new byte[] {'{', (byte) 0xE4, '}'});
        Path huge = folder.resolve("huge");
        Files.writeString(huge, " ".repeat(4 * ChainJson.MAX_LENGTH + 1));

        assertRun(2, "plan: " + notUtf8 + " is not UTF-8", "plan", notUtf8);
        assertRun(2, "plan: " + huge + " has 16777217 bytes, a chain at most 16777216", "plan", huge);
        assertRun(3, "plan: no such file: " + folder.resolve("none"), "plan", folder.resolve("none"));
        assertRun(
                2,
                "plan: profile must be evodb, pro, business or enterprise, got free",
                "plan",
                huge,
                "--profile",
                "free");
        assertRun(2, "shape: --shards must be in 1..=1024, got 0", "shape", "--shards", 0);
        assertRun(
                2,
                "shape: --url must contain {id}, got https://a.example/",
                "shape",
                "--shards",
                2,
                "--url",
                "https://a.example/");
        assertRun(
                2,
                "shape: unknown field cpu; known: subrequests, cpuMicros, wallMicros, memoryBytes, packageBytes, perCall"
                        + " (file=--shard-cost, line=1, column=2)",
                "shape",
                "--shards",
                2,
                "--shard-cost",
                "{\"cpu\":1}");
    }

    private void assertBad(String problem, int line, int column, String text) throws IOException {
        Path file = write(text);
        assertRun(
                2, "plan: " + problem + " (file=" + file + ", line=" + line + ", column=" + column + ")", "plan", file);
    }

    private static void assertRun(int code, String error, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = "chain";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        CliRun run = CliRun.of(all);
        assertEquals(error + "\n", run.err());
        assertEquals("", run.out());
        assertEquals(code, run.code());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("chain.json"), text);
    }

    /// A router over `shards` shards, whose snippets have the further members `more`.
    private static String search(int shards, String more) {
        String ids =
                IntStream.range(0, shards).mapToObj(s -> "\"shard-" + s + "\"").collect(Collectors.joining(","));
        String steps = IntStream.range(0, shards)
                .mapToObj(
                        s -> ",\n{\"id\":\"shard-" + s + "\",\"kind\":\"invoke\",\"snippet\":{\"url\":\"https://shard-"
                                + s + ".example/\"" + more + ",\"cost\":" + SHARD_COST + "}}")
                .collect(Collectors.joining());
        return chain(
                "router",
                "{\"id\":\"router\",\"kind\":\"parallel\",\"snippet\":{\"url\":\"https://router.example/\",\"cost\":"
                        + ROUTER_COST
                        + "},\"partitioner\":{\"kind\":\"broadcast\"},\"combiner\":{\"kind\":\"nearest\"},\"branches\":["
                        + ids
                        + "]}" + steps);
    }

    private static String chain(String entry, String steps) {
        return "{\"format\":1,\"chain\":\"words\",\"entry\":\"" + entry + "\",\"steps\":[\n" + steps + "]}";
    }
}
