package dev.evodb.sim.workerd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.ForkedRun;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Measurement;
import dev.evodb.sim.Mode;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Verdict;
import dev.evodb.sim.Workload;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same snippets in the simulator and in workerd: the same answers byte for byte, and the same
/// verdicts. Needs the binary that `EVODB_WORKERD` names; runs with the Maven profile `workerd`.
@Tag("workerd")
class WorkerdAgreementTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String HOST = "snippet.example";
    private static final String FETCH =
            "const get = (range) => fetch('https://store.example/object', {headers: {range}});";
    private static final String LOOP =
            "let s = 0; for (let i = 0; i < COUNT; i++) s = (s * 31 + i) % 1000003; return new Response('' + s);";

    /// The code that each snippet is refused with; 0 for those that keep every limit. CPU budgets of the
    /// good ones are far from the limit on both sides, so that a busy machine does not decide.
    private static final Map<String, Integer> CODES = new LinkedHashMap<>();

    private static final Map<String, String> SNIPPETS = new LinkedHashMap<>();

    @TempDir
    static Path folder;

    private static void add(String name, int code, String body) {
        CODES.put(name, code);
        SNIPPETS.put(name, "export default { async fetch(request) { " + body + " } };");
    }

    static {
        add("text", 0, "return new Response('Grüße, 😀');");
        add("json", 0, "return Response.json({a: [1, 2.5, 1e21], b: null, c: 'ü'}, {status: 201});");
        add(
                "headers",
                0,
                "return new Response('x', {headers: {'X-Two': ' b ', 'x-one': request.headers.get('x-in')}});");
        add("url", 0, """
                const u = new URL(request.url);
                u.searchParams.append('n', 'a b&c');
                return new Response([u.href, u.pathname, u.searchParams.get('q'), u.host, request.method].join('\\n'));
                """);
        add("range", 0, FETCH + "const r = await get('bytes=3-5'); return new Response(r.status + await r.text());");
        add(
                "suffix",
                0,
                FETCH
                        + "const r = await get('bytes=-2'); return new Response(r.headers.get('content-range') + await r.text());");
        add("unsatisfiable", 0, FETCH + "const r = await get('bytes=99-'); return new Response('' + r.status);");
        add(
                "missing",
                0,
                "const r = await fetch('https://store.example/absent'); return new Response(r.status + ' ' + r.ok);");
        add("bytes", 0, """
                const b = new Uint8Array(await (await fetch('https://store.example/object')).arrayBuffer());
                return new Response(b.map(x => x ^ 255));
                """);
        add("passedOn", 0, "return fetch('https://store.example/object');");
        add("floats", 0, """
                const f = new Float32Array(256);
                for (let i = 0; i < f.length; i++) f[i] = Math.sin(i) * Math.sqrt(i) / 3;
                let sum = 0;
                for (let i = 0; i < f.length; i++) sum += f[i] * f[255 - i];
                return new Response(new Uint8Array(new Float64Array([sum, Math.fround(sum), Math.exp(sum % 3)]).buffer));
                """);
        add("parallel", 0, FETCH + """
                const all = await Promise.all([0, 1, 2, 3, 4].map(i => get('bytes=' + i + '-' + i)));
                return new Response((await Promise.all(all.map(r => r.text()))).join('-'));
                """);
        add("cacheApi", 0, """
                const key = 'https://snippet.example/kept';
                const before = await caches.default.match(key);
                await caches.default.put(key, new Response('kept', {headers: {'cache-control': 'max-age=60'}}));
                const after = await caches.default.match(key);
                return new Response(String(before) + await after.text());
                """);
        add(
                "caught",
                0,
                "try { null.x } catch (e) { return new Response(e instanceof TypeError ? 'caught' : 'other'); }");
        add("smallLoop", 0, LOOP.replace("COUNT", "2000"));
        add("endless", 1203, "for (;;);");
        add("longLoop", 1203, LOOP.replace("COUNT", "60000000"));
        add("longAfterFetch", 1203, FETCH + "await get('bytes=0-1'); " + LOOP.replace("COUNT", "60000000"));
        add(
                "sixFetches",
                1202,
                FETCH + "for (let i = 0; i < 6; i++) await get('bytes=0-1'); return new Response('x');");
        add(
                "sixAtOnce",
                1202,
                FETCH + "await Promise.all([1, 2, 3, 4, 5, 6].map(() => get('bytes=0-1'))); return new Response('x');");
        add("twice", 1201, "await fetch(request.clone()); await fetch(request.clone()); return new Response('x');");
        add("keeps", 1204, "globalThis.kept = new Uint8Array(40 << 20).fill(1); return new Response('x');");
        add("throws", 1206, "throw new Error('boom');");
        add("noResponse", 1206, "return 'text';");
        CODES.put("syntax", 1206);
        SNIPPETS.put("syntax", "export default { async fetch() {");
        CODES.put("noHandler", 1206);
        SNIPPETS.put("noHandler", "export default {};");
    }

    @BeforeAll
    static void fill() throws IOException {
        Files.writeString(folder.resolve("object"), "0123456789");
    }

    private static Workload workload(String name, Mode mode) {
        Profile profile = mode == Mode.WARM ? Profile.EVODB : Profile.EVODB.withCpuMicros(200_000);
        SnippetRequest request = new SnippetRequest(
                "GET", "https://" + HOST + "/a%20b?q=[1,2]|&x=%C3%BC", Map.of("x-in", "given"), new byte[0]);
        return new Workload(
                profile,
                mode,
                Map.of(HOST, new SnippetModule("main.js", String.valueOf(SNIPPETS.get(name)))),
                Map.of("store.example", folder, HOST, folder),
                List.of(request),
                1,
                0,
                0);
    }

    private static int code(Measurement measurement) {
        List<Invocation> all = new ArrayList<>(measurement.timed());
        all.addAll(measurement.collected());
        for (Invocation invocation : all) {
            if (invocation.outcome() instanceof Outcome.Refused refused) {
                return refused.code().number();
            }
        }
        return 0;
    }

    @Test
    void verdictsAgree() throws IOException {
        WorkerdRun workerd = new WorkerdRun(Workerd.find());
        Map<String, String> here = new TreeMap<>();
        Map<String, String> there = new TreeMap<>();
        for (String name : SNIPPETS.keySet()) {
            Workload workload = workload(name, Mode.COLD);
            Measurement simulated = workload.run();
            Measurement reference = workerd.run(workload);
            here.put(
                    name,
                    code(simulated) + " "
                            + Verdict.of(workload.profile(), workload, simulated)
                                    .wireName());
            there.put(
                    name,
                    code(reference) + " "
                            + Verdict.of(workload.profile(), workload, reference)
                                    .wireName());
            assertEquals(CODES.get(name), code(simulated), () -> name + " in the simulator");
        }
        assertEquals(here, there);
        assertTrue(here.size() >= 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text",
                "json",
                "headers",
                "url",
                "range",
                "suffix",
                "unsatisfiable",
                "missing",
                "bytes",
                "passedOn",
                "floats",
                "parallel",
                "cacheApi",
                "caught",
                "smallLoop"
            })
    void answersAgreeByteForByte(String name) throws IOException {
        Workload workload = workload(name, Mode.COLD);
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

    @Test
    void interpretedRequestsReportTheirEngine() throws IOException {
        Workload workload = workload("smallLoop", Mode.INTERPRETER);
        Measurement here = ForkedRun.run(workload, DEADLINE);
        Measurement there = new WorkerdRun(Workerd.find()).run(workload);
        assertTrue(there.engine().startsWith("workerd ") && there.engine().endsWith(" interpreter"), there.engine());
        assertArrayEquals(
                here.timed().getFirst().answered().body(),
                there.timed().getFirst().answered().body());
        assertTrue(there.collected().getFirst().liveMemoryBytes().orElseThrow() > 100_000);
    }
}
