package dev.evodb.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorTest {
    private static final String HOST = "snippet.example";

    /// Runs `hostile` for requests to /hostile and answers "fine" to all others.
    private static SnippetModule guarded(String hostile) {
        return new SnippetModule("main.js", """
                export default {
                    async fetch(request) {
                        if (new URL(request.url).pathname !== '/hostile') return new Response('fine');
                        HOSTILE
                    }
                };
                """.replace("HOSTILE", hostile));
    }

    private static Simulator.Builder simulator(Profile profile, String hostile) {
        MemoryOrigin origin = new MemoryOrigin().object("/object", "0123456789");
        for (int i = 0; i < 9; i++) {
            origin.redirect("/hop" + i, 302, i == 8 ? "/object" : "/hop" + (i + 1));
        }
        return Simulator.builder(profile).snippet(HOST, guarded(hostile)).origin("origin.example", origin);
    }

    private static Invocation invoke(Simulator simulator, String path) {
        return simulator.invoke(SnippetRequest.get("https://" + HOST + path));
    }

    private static String text(Invocation invocation) {
        return new String(invocation.answered().body(), StandardCharsets.UTF_8);
    }

    /// The refusal of `hostile`, after which the same simulator must serve the next request.
    private static Outcome.Refused refusal(Profile profile, String hostile, boolean isIsolateKept) {
        try (Simulator simulator = simulator(profile, hostile).build()) {
            Invocation refused = invoke(simulator, "/hostile");
            Invocation next = invoke(simulator, "/");
            assertEquals("fine", text(next));
            assertEquals(!isIsolateKept, next.isCold(), "the next request found another isolate");
            return assertInstanceOf(Outcome.Refused.class, refused.outcome());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (;;);",
                "await null; for (;;);",
                "const again = () => { Promise.resolve().then(again); }; again(); await new Promise(() => {});",
                "await fetch('https://origin.example/object'); for (;;) try { for (;;); } catch {}",
                "setTimeout(() => { for (;;); }, 10); await new Promise(() => {});"
            })
    void endsAnEndlessLoopWith1203(String loop) {
        Outcome.Refused refused = refusal(Profile.EVODB, loop, true);

        assertEquals(ErrorCode.CPU, refused.code());
        assertEquals(5_000, refused.allowed());
        assertTrue(refused.used() > 5_000, () -> "used " + refused.used());
        assertEquals(
                "CPU microseconds limit is 5000, used " + refused.used() + ": the request has used its time",
                refused.message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const a = new Uint8Array(64 << 20); a[7] = 1; return new Response('' + a.length);",
                "const a = new Uint8Array(64 << 20); await fetch('https://origin.example/object'); return new Response('' + a.length);",
                "const a = new Array(8 << 20).fill(1.5); return new Response('' + a.length);",
                "const all = []; for (let i = 0; i < 64; i++) all.push(new Uint8Array(1 << 20)); return new Response('' + all.length);"
            })
    void ends64MebibytesInALocalWith1204(String allocate) {
        Outcome.Refused refused = refusal(Profile.EVODB, allocate, true);

        assertEquals(ErrorCode.MEMORY, refused.code());
        assertEquals(32 << 20, refused.allowed());
        assertTrue(refused.used() > 48 << 20, () -> "used " + refused.used());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "globalThis.a = new Uint8Array(64 << 20); return new Response('kept');",
                "globalThis.a = new Array(8 << 20).fill(1.5); return new Response('kept');"
            })
    void evictsAnIsolateThatKeeps64MebibytesInAGlobal(String allocate) {
        assertEquals(ErrorCode.MEMORY, refusal(Profile.EVODB, allocate, false).code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "const all = []; for (let i = 0; i < 1e7; i++) all.push({i, next: [i]}); return new Response('' + all.length);",
                "const all = []; for (let i = 0; i < 64; i++) all.push(new Array(1 << 17).fill(i)); return new Response('' + all.length);"
            })
    void ends64MebibytesOfObjectsWith1204AlthoughTheirTimeIsSpentFirst(String objects) {
        assertEquals(ErrorCode.MEMORY, refusal(Profile.EVODB, objects, true).code());
    }

    @Test
    void endsGarbageThatOnlyTakesTimeWith1203() {
        assertEquals(
                ErrorCode.CPU,
                refusal(Profile.EVODB, "let a; for (;;) a = [a === undefined];", true)
                        .code());
    }

    @Test
    void survivesObjectsBeyondTheHeapOfV8() {
        String objects = "const all = []; for (;;) all.push(new Array(1 << 17).fill(1.5));";

        assertEquals(
                ErrorCode.MEMORY,
                refusal(Profile.EVODB.withCpuMicros(60_000_000), objects, true).code());
    }

    @Test
    void garbageBelowTheAllowanceIsNoMemory() {
        String garbage =
                "let s = 0; for (let i = 0; i < 36; i++) s += new Uint8Array(1 << 20).length; return new Response('' + s);";
        try (Simulator simulator =
                simulator(Profile.EVODB.withCpuMicros(1_000_000), garbage).build()) {
            Invocation invocation = invoke(simulator, "/hostile");

            assertEquals("" + (36 << 20), text(invocation));
            assertTrue(invocation.liveMemoryBytes().orElseThrow() < 2 << 20);
            assertTrue(invocation.peakMemoryBytes() > 8 << 20);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (let i = 0; i < 6; i++) await fetch('https://origin.example/object');",
                "await Promise.all([1, 2, 3, 4, 5, 6].map(() => fetch('https://origin.example/object')));",
                "for (;;) try { fetch('https://origin.example/object') } catch {}",
                "await fetch('https://origin.example/hop4'); await fetch('https://origin.example/object');",
                "await fetch('https://origin.example/hop0');"
            })
    void endsTheSixthSubrequestWith1202(String fetches) {
        Outcome.Refused refused = refusal(Profile.EVODB, fetches, true);

        assertEquals(ErrorCode.SUBREQUESTS, refused.code());
        assertEquals(5, refused.allowed());
        assertEquals(6, refused.used());
    }

    @Test
    void countsEveryHopOfARedirectChain() {
        String redirected = "return new Response(await (await fetch('https://origin.example/hop5')).text());";
        try (Simulator simulator = simulator(Profile.EVODB, redirected).build()) {
            Invocation invocation = invoke(simulator, "/hostile");

            assertEquals("0123456789", text(invocation));
            assertEquals(5, invocation.subrequests());
            assertEquals(
                    List.of(302, 302, 302, 302, 200),
                    invocation.hops().stream().map(Hop::status).toList());
            assertEquals(10, invocation.bytesFetched());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throw new Error('boom');",
                "await null; throw new Error('boom');",
                "return fetch('https://origin.example/object').then(() => { throw new Error('boom'); });"
            })
    void endsAnUncaughtExceptionWith1206(String thrown) {
        Outcome.Refused refused = refusal(Profile.EVODB, thrown, true);

        assertEquals(ErrorCode.UNCAUGHT, refused.code());
        assertEquals("Error: boom", refused.message());
    }

    @Test
    void endsAHandlerWithoutAResponseWith1206() {
        assertEquals(
                "TypeError: the handler did not return a Response",
                refusal(Profile.EVODB, "return 'text';", true).message());
    }

    @Test
    void endsAPromiseThatNothingCanSettleWith1206() {
        assertEquals(
                "the handler's promise is pending and nothing is on its way",
                refusal(Profile.EVODB, "await new Promise(() => {});", true).message());
    }

    @Test
    void rejectsAFetchOfAnUnknownHostLikeANetworkError() {
        String caught =
                "try { await fetch('https://nowhere.example/'); } catch (e) { return new Response(e.name + ': ' + e.message); }";
        try (Simulator simulator = simulator(Profile.EVODB, caught).build()) {
            assertEquals(
                    "TypeError: no origin and no other snippet at nowhere.example",
                    text(invoke(simulator, "/hostile")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "await fetch(request); await fetch(request);",
                "await fetch(request.clone()); await fetch(request.clone());",
                "await Promise.all([fetch(request.clone()), fetch(new Request(request))]);"
            })
    void endsTheSecondFetchOfTheIncomingRequestWith1201(String fetches) {
        try (Simulator simulator = simulator(Profile.EVODB, fetches)
                .origin(HOST, new MemoryOrigin().object("/hostile", "behind"))
                .build()) {
            Outcome.Refused refused = assertInstanceOf(
                    Outcome.Refused.class, invoke(simulator, "/hostile").outcome());

            assertEquals(ErrorCode.ORIGIN_TWICE, refused.code());
            assertEquals(
                    "fetches of the incoming request limit is 1, used 2: the incoming request was fetched again",
                    refused.message());
            assertEquals("fine", text(invoke(simulator, "/")));
        }
    }

    @Test
    void passesTheIncomingRequestToTheOriginBehindItsOwnHost() {
        try (Simulator simulator = simulator(Profile.EVODB, "return fetch(request);")
                .origin(HOST, new MemoryOrigin().object("/hostile", "behind"))
                .build()) {
            Invocation invocation = invoke(simulator, "/hostile");

            assertEquals("behind", text(invocation));
            assertEquals(1, invocation.subrequests());
        }
    }

    @Test
    void refusesAPackageOneByteTooLargeBeforeAnythingRuns() {
        String start = "export default { async fetch() { return new Response('ran'); } };//";
        String fits = start + "x".repeat(32768 - start.length());
        try (Simulator simulator = Simulator.builder(Profile.EVODB)
                .snippet("fits.example", new SnippetModule("fits.js", fits))
                .snippet("large.example", new SnippetModule("large.js", fits + "x"))
                .build()) {
            assertEquals("ran", text(simulator.invoke(SnippetRequest.get("https://fits.example/"))));
            Invocation refused = simulator.invoke(SnippetRequest.get("https://large.example/"));

            assertEquals(
                    new Outcome.Refused(
                            ErrorCode.PACKAGE, 32768, 32769, "package bytes limit is 32768, used 32769: large.js"),
                    refused.outcome());
            assertEquals(List.of(), refused.turns());
            assertEquals(0, refused.cpuNanos());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "export default { async fetch() {",
                "throw new Error('at start'); export default {}",
                "export const fetch = 1;",
                "export default { fetch: 1 };",
                "import x from './other.js'; export default { fetch() {} };",
                "await new Promise(() => {}); export default { fetch() {} };",
                "fetch('https://origin.example/'); export default { fetch() {} };"
            })
    void refusesAModuleThatDoesNotStartWith1206(String source) {
        try (Simulator simulator = Simulator.builder(Profile.EVODB)
                .snippet(HOST, new SnippetModule("main.js", source))
                .build()) {
            Outcome.Refused refused = assertInstanceOf(
                    Outcome.Refused.class, invoke(simulator, "/").outcome());

            assertEquals(ErrorCode.UNCAUGHT, refused.code());
            assertTrue(refused.message().startsWith("main.js"), refused.message());
        }
    }

    @Test
    void endsAnEndlessEvaluationWith1203() {
        try (Simulator simulator = Simulator.builder(Profile.EVODB)
                .snippet(HOST, new SnippetModule("main.js", "for (;;); export default { fetch() {} };"))
                .build()) {
            Outcome.Refused refused = assertInstanceOf(
                    Outcome.Refused.class, invoke(simulator, "/").outcome());

            assertEquals(ErrorCode.CPU, refused.code());
        }
    }

    @Test
    void keepsGlobalsWhileTheIsolateIsWarmAndLosesThemCold() {
        SnippetModule counter = new SnippetModule(
                "counter.js", "let n = 0; export default { async fetch() { return new Response('' + ++n); } };");
        try (Simulator simulator =
                Simulator.builder(Profile.EVODB).snippet(HOST, counter).build()) {
            Invocation first = invoke(simulator, "/");
            Invocation second = invoke(simulator, "/");
            simulator.resetIsolates();
            Invocation third = invoke(simulator, "/");

            assertEquals(List.of("1", "2", "1"), List.of(text(first), text(second), text(third)));
            assertEquals(List.of(true, false, true), List.of(first.isCold(), second.isCold(), third.isCold()));
            assertTrue(first.startupNanos() > 0 && first.startupNanos() < first.cpuNanos());
            assertEquals(0, second.startupNanos());
        }
    }

    @Test
    void billsWorkAndNotWaiting() {
        String work =
                "let s = 0; for (let i = 0; i < 3e6; i++) s = (s * 31 + i) % 1000003; return new Response('' + s);";
        try (Simulator simulator =
                simulator(Profile.EVODB.withCpuMicros(10_000_000), work).build()) {
            Invocation idle = invoke(simulator, "/");
            Invocation busy = invoke(simulator, "/hostile");

            assertTrue(idle.cpuNanos() > 0);
            assertTrue(busy.cpuNanos() > 4 * idle.cpuNanos(), () -> busy.cpuNanos() + " against " + idle.cpuNanos());
        }
    }

    @Test
    void runsParallelSubrequestsAtTheSameVirtualTime() {
        String parallel =
                "const r = await Promise.all([1, 2, 3].map(() => fetch('https://origin.example/object'))); return new Response('' + r.length);";
        try (Simulator simulator =
                simulator(Profile.EVODB, parallel).latencyMicros(1_000_000).build()) {
            Invocation invocation = invoke(simulator, "/hostile");

            assertEquals("3", text(invocation));
            for (Hop hop : invocation.hops()) {
                assertEquals(invocation.hops().getFirst().startMicros(), hop.startMicros());
                assertEquals(1_000_000, hop.endMicros() - hop.startMicros());
            }
            assertTrue(invocation.endMicros() < 2_000_000, () -> "ends at " + invocation.endMicros());
            assertTrue(invocation.endMicros() > 1_000_000, () -> "ends at " + invocation.endMicros());
        }
    }

    @Test
    void runsSubrequestsInSequenceOneAfterTheOther() {
        String sequence =
                "await fetch('https://origin.example/object'); await fetch('https://origin.example/object'); return new Response('');";
        try (Simulator simulator =
                simulator(Profile.EVODB, sequence).latencyMicros(1_000_000).build()) {
            Invocation invocation = invoke(simulator, "/hostile");

            assertTrue(invocation.hops().get(1).startMicros()
                    >= invocation.hops().get(0).endMicros());
            assertTrue(invocation.endMicros() >= 2_000_000);
        }
    }

    @Test
    void capturesTheConsole() {
        try (Simulator simulator = simulator(
                        Profile.EVODB,
                        "console.log('a', 1, {b: 2}); console.error(new Error('c')); return new Response('');")
                .build()) {
            assertEquals(
                    List.of("a 1 {\"b\":2}", "Error: c"),
                    invoke(simulator, "/hostile").console());
        }
    }

    @Test
    void namesTheKnownHostsWhenAskedForAnotherOne() {
        try (Simulator simulator = simulator(Profile.EVODB, "").build()) {
            IllegalArgumentException thrown = assertThrows(
                    IllegalArgumentException.class,
                    () -> simulator.invoke(SnippetRequest.get("https://other.example/")));

            assertEquals("no snippet at other.example, there are [snippet.example]", thrown.getMessage());
        }
    }

    @Test
    void forbidsCodeFromStringsAndWebAssembly() {
        String probe = """
                let evaluated = true;
                try { new Function('return 1')(); } catch { evaluated = false; }
                return Response.json({evaluated, wasm: typeof WebAssembly});
                """;
        try (Simulator simulator = simulator(Profile.EVODB, probe).build()) {
            Invocation invocation = invoke(simulator, "/hostile");

            assertEquals("{\"evaluated\":false,\"wasm\":\"undefined\"}", text(invocation));
            assertFalse(invocation.answered().headers().isEmpty());
        }
    }
}
