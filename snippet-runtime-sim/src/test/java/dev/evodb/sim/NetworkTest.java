package dev.evodb.sim;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.engine.JavetEngine;
import dev.evodb.sim.engine.SnippetEngine;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.CacheStatus;
import dev.evodb.sim.net.CdnRule;
import dev.evodb.sim.net.Fault;
import dev.evodb.sim.net.FaultRule;
import dev.evodb.sim.net.Latency;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.NetworkPlan;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The simulated network as snippets meet it.
class NetworkTest {
    private static final Profile PATIENT = Profile.EVODB.withCpuMicros(10_000_000);
    private static final byte[] LARGE = new byte[(5 << 19) + 7];

    static {
        for (int i = 0; i < LARGE.length; i++) {
            LARGE[i] = (byte) (i % 251);
        }
    }

    private static @Nullable SnippetEngine engine;

    @BeforeAll
    static void start() {
        engine = new JavetEngine();
    }

    @AfterAll
    static void stop() {
        requireNonNull(engine).close();
    }

    private static MemoryOrigin store() {
        return new MemoryOrigin().object("/object", "0123456789").object("/large.bin", LARGE);
    }

    private static Simulator simulator(NetworkPlan plan, String body) {
        return Simulator.builder(PATIENT)
                .engine(requireNonNull(engine))
                .network(plan)
                .snippet(
                        "snippet.example",
                        new SnippetModule("main.js", "export default { async fetch(request) { " + body + " } };"))
                .origin("store.example", store())
                .build();
    }

    private static Invocation run(NetworkPlan plan, String body) {
        try (Simulator simulator = simulator(plan, body)) {
            return invoke(simulator);
        }
    }

    private static Invocation invoke(Simulator simulator) {
        return simulator.invoke(SnippetRequest.get("https://snippet.example/"));
    }

    private static String text(Invocation invocation) {
        return new String(invocation.answered().body(), StandardCharsets.UTF_8);
    }

    private static NetworkPlan faulty(Fault fault) {
        return NetworkPlan.ofLatency(1_000).replayable().withFaults(List.of(new FaultRule("/object", fault, 1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 429 1 simulated status 429",
                "503 | 503 1 simulated status 503",
                "unreachable | TypeError: Network connection lost.",
                "cut | 206 null TypeError: Network connection lost.",
                "stall | 206 null TypeError: Network connection lost.",
                "range-ignored | 200 null 0123456789",
                "etag | 206 null 01234567"
            })
    void faultsReachTheSnippet(String fault, String expected) {
        String body = """
                try {
                    const answer = await fetch('https://store.example/object', {headers: {range: 'bytes=0-7'}});
                    const text = await answer.text().catch(String);
                    return new Response([answer.status, String(answer.headers.get('retry-after')), text].join(' '));
                } catch (e) { return new Response(String(e)); }
                """;
        Invocation invocation = run(faulty(Fault.of(fault)), body);
        assertEquals(expected, text(invocation));
        assertTrue(!invocation.hops().getFirst().fault().isEmpty());
    }

    @Test
    void anObjectThatChangedFailsIfRangeAndIfMatch() {
        String body = """
                const url = 'https://store.example/object';
                const before = (await fetch('https://store.example/large.bin', {method: 'HEAD'})).headers.get('etag');
                const range = await fetch(url, {headers: {range: 'bytes=0-3', 'if-range': before}});
                const match = await fetch(url, {headers: {range: 'bytes=0-3', 'if-match': before}});
                return new Response([range.status, match.status, range.headers.get('etag')].join(' '));
                """;
        assertEquals("200 412 \"changed-0\"", text(run(faulty(new Fault.ChangedEtag()), body)));
    }

    @Test
    void aSnippetGivesUpOnAStalledBodyInVirtualTime() {
        String body = """
                const answer = await fetch('https://store.example/object', {signal: AbortSignal.timeout(250)});
                try { return new Response(await answer.text()); } catch (e) { return new Response(e.name, {status: 504}); }
                """;
        Invocation invocation = run(faulty(new Fault.Stall(60_000_000)), body);
        assertEquals("TimeoutError", text(invocation));
        assertEquals(250_000, invocation.endMicros());
    }

    @Test
    void hitsTheStatedShareOfRequests() {
        NetworkPlan plan = NetworkPlan.IDEAL
                .withSeed(5)
                .withFaults(List.of(new FaultRule("store", new Fault.Status(503, 0), 0.25)));
        String body = "return new Response(String((await fetch('https://store.example/object')).status));";
        int failures = 0;
        try (Simulator simulator = simulator(plan, body)) {
            for (int i = 0; i < 400; i++) {
                failures += text(invoke(simulator)).equals("503") ? 1 : 0;
            }
        }
        assertTrue(failures > 70 && failures < 130, failures + " of 400");
    }

    private static final String HALVES = """
            const get = range => fetch('https://store.example/large.bin', {headers: {range}});
            const answers = [await get('bytes=10-19'), await get('bytes=1048570-1048579'), await get('bytes=-3')];
            const bytes = [];
            for (const answer of answers) bytes.push(...new Uint8Array(await answer.arrayBuffer()));
            const status = answers.map(answer => answer.status + ' ' + answer.headers.get('cf-cache-status'));
            return new Response(status.join(', ') + ': ' + bytes.reduce((sum, byte) => sum * 31 + byte | 0, 0));
            """;

    @Test
    void theFirstRangePullsAWholeObjectIntoTheCdn() {
        NetworkPlan plan = NetworkPlan.IDEAL.withCdn(Optional.of(CdnRule.everything()));
        Invocation invocation = run(plan, HALVES);
        String withoutCdn = text(run(NetworkPlan.IDEAL, HALVES));
        assertEquals("206 MISS, 206 HIT, 206 HIT" + withoutCdn.substring(withoutCdn.indexOf(':')), text(invocation));
        assertEquals(
                List.of((long) LARGE.length, 0L, 0L),
                invocation.hops().stream().map(Hop::originBytes).toList());
        assertEquals(23, invocation.bytesFetched());
    }

    @Test
    void originRangesPullAlignedPiecesOfOneMebibyte() {
        NetworkPlan plan =
                NetworkPlan.IDEAL.withCdn(Optional.of(CdnRule.everything().withOriginRanges()));
        Invocation invocation = run(plan, HALVES);
        String withoutCdn = text(run(NetworkPlan.IDEAL, HALVES));
        assertEquals("206 MISS, 206 MISS, 206 MISS" + withoutCdn.substring(withoutCdn.indexOf(':')), text(invocation));
        assertEquals(
                List.of(1L << 20, 1L << 20, LARGE.length - (2L << 20)),
                invocation.hops().stream().map(Hop::originBytes).toList());
    }

    @Test
    void theCdnPassesOnWhatIsTooLargeOrNotEligible() {
        CdnRule small = new CdnRule(CdnRule.Eligibility.ALL, 1 << 20, true, 1_000_000);
        CdnRule byName = new CdnRule(CdnRule.Eligibility.BY_EXTENSION, 1 << 30, false, 1_000_000);
        String body = """
                const status = async path => (await fetch('https://store.example' + path, {headers: {range: 'bytes=0-1'}}))
                    .headers.get('cf-cache-status');
                return new Response([await status('/object'), await status('/large.bin'), await status('/large.bin')].join(' '));
                """;
        assertEquals("MISS BYPASS BYPASS", text(run(NetworkPlan.IDEAL.withCdn(Optional.of(small)), body)));
        assertEquals("DYNAMIC MISS HIT", text(run(NetworkPlan.IDEAL.withCdn(Optional.of(byName)), body)));
    }

    @Test
    void theCdnServesTheOldObjectUntilItsTimeIsOver() {
        CdnRule rule = new CdnRule(CdnRule.Eligibility.ALL, 1 << 20, false, 60_000_000);
        MemoryOrigin origin = new MemoryOrigin().object("/object", "old");
        String body = """
                const answer = await fetch('https://store.example/object');
                return new Response(answer.headers.get('cf-cache-status') + ' ' + await answer.text());
                """;
        try (Simulator simulator = Simulator.builder(PATIENT)
                .engine(requireNonNull(engine))
                .network(NetworkPlan.IDEAL.withCdn(Optional.of(rule)).replayable())
                .snippet(
                        "snippet.example",
                        new SnippetModule("main.js", "export default { async fetch() { " + body + " } };"))
                .origin("store.example", origin)
                .build()) {
            assertEquals("MISS old", text(invoke(simulator)));
            simulator.advance(Duration.ofSeconds(60));
            assertEquals("REVALIDATED old", text(invoke(simulator)));
            origin.object("/object", "new");
            simulator.advance(Duration.ofSeconds(59));
            assertEquals("HIT old", text(invoke(simulator)));
            simulator.advance(Duration.ofSeconds(1));
            assertEquals("EXPIRED new", text(invoke(simulator)));
            simulator.purgeCdn();
            assertEquals("MISS new", text(invoke(simulator)));
        }
    }

    @Test
    void hitsAndMissesTakeTheirOwnTime() {
        NetworkPlan plan = NetworkPlan.IDEAL
                .withLatencies(
                        new Latency.Fixed(60_000), new Latency.Fixed(8_000), Latency.NONE, new Latency.Fixed(500))
                .withCdn(Optional.of(CdnRule.everything()))
                .replayable();
        String body = """
                await fetch('https://store.example/object');
                await fetch('https://store.example/object');
                return new Response('');
                """;
        Invocation invocation = run(plan, body);
        assertEquals(68_000, invocation.endMicros());
        assertEquals(
                List.of(CacheStatus.MISS, CacheStatus.HIT),
                invocation.hops().stream().map(Hop::cache).toList());
    }

    private static final String CACHE = """
            const cache = caches.default;
            const key = 'https://snippet.example/key?of=it';
            const out = [];
            out.push(await cache.match(key));
            await cache.put(key, new Response('kept bytes', {headers: {'cache-control': 'max-age=30', etag: '"e"'}}));
            const found = await cache.match(new Request(key));
            out.push(found.headers.get('cf-cache-status'), await found.text());
            const part = await cache.match(new Request(key, {headers: {range: 'bytes=5-'}}));
            out.push(part.status, await part.text());
            return new Response(out.join(' | '));
            """;

    @Test
    void theCacheApiKeepsAnswersAndHonoursRanges() {
        Invocation invocation = run(NetworkPlan.IDEAL, CACHE);
        assertEquals(" | HIT | kept bytes | 206 | bytes", text(invocation));
        assertEquals(4, invocation.subrequests());
    }

    @Test
    void callsOfTheCacheApiAreSubrequestsUnlessThePlanSaysOtherwise() {
        String six = CACHE + ";";
        String body = six.replace("return new", "await cache.match(key); await cache.match(key); return new");
        Invocation counted = run(NetworkPlan.IDEAL, body);
        assertEquals(ErrorCode.SUBREQUESTS, ((Outcome.Refused) counted.outcome()).code());
        Invocation free = run(NetworkPlan.IDEAL.withFreeCacheApi(), body);
        assertEquals(0, free.subrequests());
        assertEquals(200, free.answered().status());
    }

    @Test
    void theCacheApiOutlivesIsolatesAndForgetsInTime() {
        String body = """
                const found = await caches.default.match(request.url);
                if (found !== undefined) return new Response('found ' + await found.text());
                await caches.default.put(request.url, new Response('x', {headers: {'cache-control': 's-maxage=10'}}));
                return new Response('put');
                """;
        try (Simulator simulator = simulator(NetworkPlan.IDEAL.replayable(), body)) {
            assertEquals("put", text(invoke(simulator)));
            simulator.resetIsolates();
            assertEquals("found x", text(invoke(simulator)));
            simulator.advance(Duration.ofSeconds(10));
            assertEquals("put", text(invoke(simulator)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new Request(key, {method: 'POST'}), new Response('x') | Cannot cache response to non-GET request.",
                "key, new Response('x', {status: 206}) | Cannot cache response to a range request (206 Partial Content).",
                "key, new Response('x', {headers: {vary: '*'}}) | Cannot cache response with 'Vary: *' header.",
            })
    void theCacheApiRejectsWhatItMayNotKeep(String arguments, String message) {
        String body = "const key = 'https://snippet.example/key';" + " return new Response(await caches.default.put("
                + arguments + ").catch(e => e.message));";
        assertEquals(message, text(run(NetworkPlan.IDEAL, body)));
    }

    private static final String BUSY = """
            const one = async i => {
                for (let attempt = 0; attempt < 3; attempt++) {
                    try {
                        const signal = AbortSignal.timeout(400);
                        const answer = await fetch('https://store.example/object?' + i, {headers: {range: 'bytes=' + i + '-'}, signal});
                        if (answer.status === 206) return await answer.text();
                    } catch (e) { if (e.name === 'TimeoutError') return 'late'; }
                    await new Promise(done => setTimeout(done, 20 * Math.random()));
                }
                return 'failed';
            };
            const parts = await Promise.all([1, 2].map(one));
            return new Response(parts.join() + ' at ' + Date.now() + ' ' + Math.random()
                    + ' ' + crypto.randomUUID() + crypto.getRandomValues(new Uint32Array(3)));
            """;

    private static String replay(long seed) {
        NetworkPlan plan = NetworkPlan.edge(seed)
                .withFaults(List.of(
                        new FaultRule("", new Fault.Status(503, 1), 0.2),
                        new FaultRule("", new Fault.CutBody(0.5), 0.1),
                        new FaultRule("", new Fault.Stall(5_000_000), 0.1)));
        StringBuilder story = new StringBuilder();
        try (Simulator simulator = Simulator.builder(new Profile("wide", 10_000_000, 32 << 20, 32 << 10, 6))
                .engine(requireNonNull(engine))
                .network(plan)
                .snippet(
                        "snippet.example",
                        new SnippetModule("main.js", "export default { async fetch() { " + BUSY + " } };"))
                .origin("store.example", store())
                .build()) {
            for (int i = 0; i < 3; i++) {
                Invocation invocation = invoke(simulator);
                story.append(invocation.transcript());
                if (invocation.outcome() instanceof Outcome.Answered) {
                    story.append(text(invocation)).append('\n');
                }
            }
        }
        return story.toString();
    }

    @Test
    void replaysEveryEventFromTheSeed() {
        Set<String> stories = new HashSet<>();
        for (long seed = 0; seed < 40; seed++) {
            String story = replay(seed);
            assertEquals(story, replay(seed), "seed " + seed);
            stories.add(story);
        }
        assertEquals(40, stories.size());
        assertNotEquals(replay(1), replay(2));
    }

    @Test
    void timeStandsStillWhileAnswersAreComputed() {
        String body = """
                const start = Date.now();
                for (let i = 0; i < 1e6; i++);
                const after = Date.now() - start;
                await fetch('https://store.example/object');
                return new Response(new Date(start).toISOString() + ' ' + after + ' ' + (Date.now() - start) + ' ' + performance.now());
                """;
        assertEquals(
                "2026-01-01T00:00:00.000Z 0 70 70",
                text(run(NetworkPlan.ofLatency(70_000).replayable(), body)));
    }

    @Test
    void answersOfAChainAreReplayedToo() {
        SnippetModule router = new SnippetModule(
                "router.js", "export default { fetch() { return fetch('https://inner.example/'); } };");
        SnippetModule inner =
                new SnippetModule("inner.js", "export default { fetch() { return new Response('inner'); } };");
        NetworkPlan plan = NetworkPlan.IDEAL
                .withLatencies(Latency.NONE, Latency.NONE, new Latency.LogNormal(2_000, 9_000), Latency.NONE)
                .replayable()
                .withFaults(List.of(new FaultRule("inner", new Fault.Status(429, 0), 0.5)));
        Set<String> stories = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            try (Simulator simulator = Simulator.builder(PATIENT)
                    .engine(requireNonNull(engine))
                    .network(plan)
                    .snippet("snippet.example", router)
                    .snippet("inner.example", inner)
                    .build()) {
                StringBuilder story = new StringBuilder();
                for (int n = 0; n < 10; n++) {
                    story.append(invoke(simulator).transcript());
                }
                stories.add(story.toString());
            }
        }
        assertEquals(1, stories.size());
        assertTrue(stories.iterator().next().contains("fault: status 429"));
    }

    @Test
    void anAnswerThatIsPassedOnUnreadKeepsTheLengthItShouldHaveHad() {
        Invocation invocation = run(faulty(new Fault.CutBody(0.5)), "return fetch('https://store.example/object');");
        OriginResponse whole = new OriginResponse(200, Map.of("content-length", "10"), new byte[10]);
        assertEquals(
                whole.headers().get("content-length"),
                invocation.answered().headers().get("content-length"));
        assertEquals(6, invocation.answered().body().length);
    }
}
