package dev.evodb.sim.workerd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.examples.Example;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The same snippets in the simulator and in workerd: the same answers byte for byte, and the same
/// verdicts. Needs the binary that `EVODB_WORKERD` names; runs with the Maven profile `workerd`.
@Tag("workerd")
class WorkerdAgreementTest {
    private static final String ROW = "%-24s %-10s %-10s%n";
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    /// CPU time far from what the good examples need on either side, so that a busy machine does not
    /// decide.
    private static final Profile PROFILE = Profile.EVODB.withCpuMicros(400_000);

    @TempDir
    static Path folder;

    @BeforeAll
    static void fill() throws IOException {
        Example.fill(folder);
    }

    static List<Example> examples() {
        return Example.all();
    }

    static List<Example> good() {
        return examples().stream().filter(example -> example.code() == 0).toList();
    }

    private static String verdict(Workload workload, Measurement measurement) {
        int code = Example.code(measurement);
        String verdict = Verdict.of(workload.profile(), workload, measurement).wireName();
        return code == 0 ? verdict : verdict + " " + code;
    }

    /// Leaves the table of all verdicts in `target/agreement.txt`.
    @Test
    void verdictsAgree() throws IOException {
        WorkerdRun workerd = new WorkerdRun(Workerd.find());
        StringBuilder table = new StringBuilder(ROW.formatted("example", "simulator", "workerd"));
        Map<String, String> expected = new TreeMap<>();
        Map<String, String> here = new TreeMap<>();
        Map<String, String> there = new TreeMap<>();
        for (Example example : examples()) {
            Workload workload = example.workload(folder, Mode.COLD, PROFILE, 1);
            String name = example.toString();
            expected.put(name, example.code() == 0 ? "pass" : "fail " + example.code());
            here.put(name, verdict(workload, workload.run()));
            there.put(name, verdict(workload, workerd.run(workload)));
            table.append(ROW.formatted(name, here.get(name), there.get(name)));
        }
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("agreement.txt"), table);
        assertEquals(expected, here);
        assertEquals(expected, there);
    }

    @ParameterizedTest
    @MethodSource("good")
    void answersAgreeByteForByte(Example example) throws IOException {
        Workload workload = example.workload(folder, Mode.COLD, PROFILE, 1);
        Invocation here = workload.run().timed().getFirst();
        Invocation there = new WorkerdRun(Workerd.find()).run(workload).timed().getFirst();
        assertEquals(here.answered().status(), there.answered().status());
        assertArrayEquals(here.answered().body(), there.answered().body());
        assertEquals(withoutLength(here), withoutLength(there));
        assertEquals(here.subrequests(), there.subrequests());
        assertEquals(here.bytesFetched(), there.bytesFetched());
    }

    /// workerd leaves lengths to HTTP.
    private static Map<String, String> withoutLength(Invocation invocation) {
        Map<String, String> headers = new TreeMap<>(invocation.answered().headers());
        headers.remove("content-length");
        return headers;
    }

    @Test
    void chainsAnswerAlikeAndCountApart() throws IOException {
        SnippetModule router = new SnippetModule("router.js", """
                export default { async fetch() {
                    const all = await Promise.all([0, 1, 2].map(i => fetch('https://shard.example/?part=' + i)));
                    return new Response((await Promise.all(all.map(r => r.text()))).join(' '));
                } };
                """);
        SnippetModule shard = new SnippetModule("shard.js", """
                export default { async fetch(request) {
                    const r = await fetch('https://store.example/object');
                    return new Response(new URL(request.url).search + (await r.text()).length);
                } };
                """);
        for (Mode mode : List.of(Mode.COLD, Mode.WARM)) {
            Workload chain = new Workload(
                    Profile.EVODB.withCpuMicros(200_000),
                    mode,
                    Map.of("router.example", router, "shard.example", shard),
                    Map.of("store.example", folder),
                    List.of(SnippetRequest.get("https://router.example/")),
                    2,
                    3,
                    0);
            Invocation here = chain.run().timed().getFirst();
            Invocation there = new WorkerdRun(Workerd.find()).run(chain).timed().getFirst();
            assertEquals(
                    "?part=010 ?part=110 ?part=210", new String(there.answered().body(), StandardCharsets.UTF_8));
            assertArrayEquals(here.answered().body(), there.answered().body());
            assertEquals(3, there.subrequests());
            assertEquals(
                    here.tree().map(Invocation::host).sorted().toList(),
                    there.tree().map(Invocation::host).sorted().toList());
            assertTrue(there.tree().allMatch(hop -> hop.cpuNanos() > 0));
        }
    }

    /// What the hub itself adds and reads stays between it and workerd.
    @Test
    void headersOfAChainReachTheSecondSnippet() throws IOException {
        SnippetModule router = new SnippetModule("router.js", """
                export default { async fetch(request) {
                    const passed = request.headers.get('x-evodb-hop');
                    return fetch('https://shard.example/', { headers: {
                        'x-evodb-hop': passed + ',router.example', 'x-evodb-deadline': '35' } });
                } };
                """);
        SnippetModule shard = new SnippetModule("shard.js", """
                export default { async fetch(request) {
                    const ours = [...request.headers].filter(([name]) => name.startsWith('x-evodb-'));
                    return new Response(JSON.stringify(ours), { headers: { 'x-evodb-layer': 'shard' } });
                } };
                """);
        Workload chain = new Workload(
                PROFILE,
                Mode.COLD,
                Map.of("router.example", router, "shard.example", shard),
                Map.of(),
                List.of(SnippetRequest.get("https://router.example/").withHeader("x-evodb-hop", "client.example")),
                1,
                0,
                0);
        Invocation here = chain.run().timed().getFirst();
        Invocation there = new WorkerdRun(Workerd.find()).run(chain).timed().getFirst();
        assertEquals(
                "[[\"x-evodb-deadline\",\"35\"],[\"x-evodb-hop\",\"client.example,router.example\"]]",
                new String(there.answered().body(), StandardCharsets.UTF_8));
        assertArrayEquals(here.answered().body(), there.answered().body());
        assertEquals("shard", there.answered().headers().get("x-evodb-layer"));
    }

    @Test
    void interpretedRequestsReportTheirEngine() throws IOException {
        Example loop = examples().stream()
                .filter(example -> example.name().equals("loop"))
                .findFirst()
                .orElseThrow();
        Workload workload = loop.workload(folder, Mode.INTERPRETER, PROFILE, 1);
        Measurement here = ForkedRun.run(workload, DEADLINE);
        Measurement there = new WorkerdRun(Workerd.find()).run(workload);
        assertTrue(there.engine().startsWith("workerd ") && there.engine().endsWith(" interpreter"), there.engine());
        assertArrayEquals(
                here.timed().getFirst().answered().body(),
                there.timed().getFirst().answered().body());
        assertTrue(there.collected().getFirst().liveMemoryBytes().orElseThrow() > 100_000);
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "INTERPRETER", mode = EnumSource.Mode.EXCLUDE)
    void liveMemoryHasNoBodiesOfEarlierRequests(Mode mode) throws IOException {
        SnippetModule reader = new SnippetModule("reader.js", """
                export default { async fetch() {
                    const answers = await Promise.all([1, 2, 3].map(() => fetch('https://store.example/large')));
                    const bodies = await Promise.all(answers.map(answer => answer.arrayBuffer()));
                    return new Response('' + bodies.reduce((sum, body) => sum + body.byteLength, 0));
                } };
                """);
        Files.write(folder.resolve("large"), new byte[300_000]);
        Workload workload = new Workload(
                Profile.BUSINESS.withCpuMicros(200_000),
                mode,
                Map.of("reader.example", reader),
                Map.of("store.example", folder),
                List.of(SnippetRequest.get("https://reader.example/")),
                9,
                30,
                0);

        Measurement there = new WorkerdRun(Workerd.find()).run(workload);

        assertEquals(
                "900000", new String(there.collected().getFirst().answered().body(), StandardCharsets.UTF_8));
        long live = there.collected().stream()
                .mapToLong(invocation -> invocation.liveMemoryBytes().orElseThrow())
                .max()
                .orElseThrow();
        assertTrue(live < 600_000, () -> "live are " + live + " bytes");
    }
}
