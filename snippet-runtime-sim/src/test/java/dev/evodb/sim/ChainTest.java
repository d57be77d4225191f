package dev.evodb.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.SnippetRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainTest {
    /// For tests that are not about CPU time, so that a busy machine does not matter.
    private static final Profile PATIENT = Profile.EVODB.withCpuMicros(1_000_000);

    private static SnippetModule snippet(String body) {
        return new SnippetModule("main.js", "export default { async fetch(request) { " + body + " } };");
    }

    private static String text(Invocation invocation) {
        return new String(invocation.answered().body(), StandardCharsets.UTF_8);
    }

    private static Invocation invoke(Simulator simulator) {
        return simulator.invoke(SnippetRequest.get("https://router.example/"));
    }

    private static final SnippetModule ROUTER = snippet("""
            const answers = await Promise.all([0, 1, 2, 3, 4].map(i => fetch('https://shard.example/?part=' + i)));
            return new Response((await Promise.all(answers.map(answer => answer.text()))).join(' '));
            """);

    @Test
    void givesEverySnippetOfAChainItsOwnSubrequests() {
        SnippetModule shard = snippet("""
                let sum = 0;
                for (let i = 0; i < 5; i++) {
                    sum += (await (await fetch('https://store.example/object')).arrayBuffer()).byteLength;
                }
                return new Response(new URL(request.url).searchParams.get('part') + ':' + sum);
                """);
        try (Simulator simulator = Simulator.builder(PATIENT)
                .snippet("router.example", ROUTER)
                .snippet("shard.example", shard)
                .origin("store.example", new MemoryOrigin().object("/object", new byte[100]))
                .build()) {
            Invocation router = invoke(simulator);

            assertEquals("0:500 1:500 2:500 3:500 4:500", text(router));
            assertEquals(5, router.subrequests());
            List<Invocation> shards = router.tree().skip(1).toList();
            assertEquals(
                    List.of(5, 5, 5, 5, 5),
                    shards.stream().map(Invocation::subrequests).toList());
            assertEquals(
                    List.of(true, false, false, false, false),
                    shards.stream().map(Invocation::isCold).toList());
            assertTrue(shards.stream().allMatch(invocation -> invocation.cpuNanos() > 0));
        }
    }

    @Test
    void overlapsParallelSnippetsOnTheVirtualClock() {
        SnippetModule shard = snippet("await fetch('https://store.example/object'); return new Response('shard');");
        try (Simulator simulator = Simulator.builder(PATIENT)
                .snippet("router.example", ROUTER)
                .snippet("shard.example", shard)
                .origin("store.example", new MemoryOrigin().object("/object", new byte[100]))
                .latencyMicros(1_000_000)
                .build()) {
            Invocation router = invoke(simulator);

            // Two hops deep, each a second; one after the other the five shards would take ten seconds.
            assertTrue(router.endMicros() >= 2_000_000, () -> "ends at " + router.endMicros());
            assertTrue(router.endMicros() < 3_000_000, () -> "ends at " + router.endMicros());
            assertEquals(
                    1_000_000,
                    router.hops().getFirst().invocation().orElseThrow().startMicros()
                            - router.hops().getFirst().startMicros());
        }
    }

    @Test
    void showsTheCallerAnErrorPageOfAShardThatOverranItsBudget() {
        SnippetModule router = snippet("""
                const answer = await fetch('https://shard.example/');
                return new Response(answer.status + ' ' + answer.headers.get('x-snippet-error') + ' ' + await answer.text());
                """);
        try (Simulator simulator = Simulator.builder(Profile.EVODB)
                .snippet("router.example", router)
                .snippet("shard.example", snippet("for (;;);"))
                .build()) {
            Invocation invocation = invoke(simulator);
            Invocation shard = invocation.hops().getFirst().invocation().orElseThrow();

            assertEquals("500 1203 error code: 1203", text(invocation));
            assertEquals(
                    ErrorCode.CPU,
                    assertInstanceOf(Outcome.Refused.class, shard.outcome()).code());
            assertTrue(invocation.cpuNanos() < shard.cpuNanos());
        }
    }

    @Test
    void refusesTheHopThatWouldBeTooDeepInALoop() {
        try (Simulator simulator = Simulator.builder(PATIENT)
                .snippet("router.example", snippet("return fetch('https://other.example/');"))
                .snippet("other.example", snippet("return fetch('https://router.example/');"))
                .maxDepth(4)
                .build()) {
            Invocation invocation = invoke(simulator);
            List<Invocation> chain = invocation.tree().toList();

            assertEquals(5, chain.size());
            assertEquals(
                    new Outcome.Refused(
                            ErrorCode.DEPTH,
                            4,
                            5,
                            "snippets in a chain limit is 4, used 5: router.example would be the next"),
                    chain.getLast().outcome());
            assertEquals(500, invocation.answered().status());
            assertEquals("1019", invocation.answered().headers().get("x-snippet-error"));
        }
    }

    @Test
    void usesAnotherIsolateWhileASnippetWaitsForItself() {
        SnippetModule counter = new SnippetModule("counter.js", """
                let n = 0;
                export default {
                    async fetch(request) {
                        n++;
                        if (new URL(request.url).pathname === '/inner') return new Response('inner ' + n);
                        return new Response('outer ' + n + ' ' + await (await fetch('https://other.example/')).text());
                    }
                };
                """);
        try (Simulator simulator = Simulator.builder(PATIENT)
                .snippet("router.example", counter)
                .snippet("other.example", snippet("return fetch('https://router.example/inner');"))
                .build()) {
            assertEquals("outer 1 inner 1", text(invoke(simulator)));
        }
    }
}
