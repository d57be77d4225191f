package dev.evodb.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZonesTest {
    private static final Profile PATIENT = Profile.EVODB.withCpuMicros(1_000_000);

    private static SnippetModule snippet(String body) {
        return new SnippetModule("main.js", "export default { async fetch(request) { " + body + " } };");
    }

    /// Answers what it hears from both shards, or why it does not.
    private static final SnippetModule ROUTER = snippet("""
            const heard = await Promise.all(['a', 'b'].map(async zone => {
                try { return await (await fetch('https://shard.' + zone + '.example/')).text(); }
                catch (e) { return e.message; }
            }));
            return new Response(heard.join('; '));
            """);

    private static Simulator.Builder chain(Zones zones) {
        return Simulator.builder(PATIENT)
                .zones(zones)
                .snippet("router.a.example", ROUTER)
                .snippet("shard.a.example", snippet("return new Response('snippet a');"))
                .snippet("shard.b.example", snippet("return new Response('snippet b');"));
    }

    private static Invocation invoke(Simulator.Builder builder) {
        try (Simulator simulator = builder.build()) {
            return simulator.invoke(SnippetRequest.get("https://router.a.example/"));
        }
    }

    private static String text(Invocation invocation) {
        return new String(invocation.answered().body(), StandardCharsets.UTF_8);
    }

    private static List<Boolean> bypassed(Invocation invocation) {
        return invocation.hops().stream().map(Hop::isBypassed).toList();
    }

    @Test
    void runsSnippetsOfOtherHostnamesByDefault() {
        Invocation router = invoke(chain(Zones.EACH));

        assertEquals("snippet a; snippet b", text(router));
        assertEquals(List.of(false, false), bypassed(router));
    }

    @Test
    void goesToTheOriginBehindASnippetOfTheOwnZone() {
        MemoryOrigin origin = new MemoryOrigin().object("/", "origin a".getBytes(StandardCharsets.UTF_8));
        Invocation router = invoke(chain(Zones.of("a.example", "b.example")).origin("shard.a.example", origin));

        assertEquals("origin a; snippet b", text(router));
        assertEquals(List.of(true, false), bypassed(router));
        assertEquals(
                List.of(false, true),
                router.hops().stream().map(hop -> hop.invocation().isPresent()).toList());
        assertTrue(router.transcript().contains("GET https://shard.a.example/ 200 8 bytes NONE bypassed\n"));
        assertEquals(2, router.subrequests());
    }

    @Test
    void saysWhyNothingAnswersBehindASnippetOfTheOwnZone() {
        assertEquals(
                "no origin at shard.a.example, and requests from router.a.example, which is in its zone a.example bypass"
                        + " the snippet there; snippet b",
                text(invoke(chain(Zones.of("a.example")))));
        Invocation one = invoke(chain(Zones.ONE));
        assertEquals(List.of(true, true), bypassed(one));
        assertEquals(List.of(0, 0), one.hops().stream().map(Hop::status).toList());
        assertEquals(
                "no origin at shard.b.example, and requests from router.a.example, which is in its zone bypass the snippet"
                        + " there",
                one.hops().get(1).error());
    }

    @Test
    void runsSnippetsOfTheOwnZoneWhereThePlatformDoes() {
        Invocation router = invoke(chain(Zones.ONE.withSameZoneRuns()));

        assertEquals("snippet a; snippet b", text(router));
        assertEquals(List.of(false, false), bypassed(router));
    }

    @Test
    void bypassesTheOwnHostnameOnAnyPlatform() {
        SnippetModule self = snippet("return fetch('https://self.example/object');");
        Invocation invocation;
        try (Simulator simulator = Simulator.builder(PATIENT)
                .zones(Zones.ONE.withSameZoneRuns())
                .snippet("self.example", self)
                .origin("self.example", new MemoryOrigin().object("/object", new byte[3]))
                .build()) {
            invocation = simulator.invoke(SnippetRequest.get("https://self.example/"));
        }

        assertEquals(200, invocation.answered().status());
        assertEquals(List.of(true), bypassed(invocation));
    }

    @Test
    void takesTheLongestZoneThatFits() {
        Zones zones = Zones.of("example", "a.example");

        assertEquals("a.example", zones.zone("X.a.example"));
        assertEquals("a.example", zones.zone("a.example"));
        assertEquals("example", zones.zone("b.example"));
        assertEquals("example", zones.zone("ba.example"));
        assertEquals("a.test", zones.zone("a.test"));
        assertEquals("", Zones.ONE.zone("a.test"));
        assertTrue(zones.isBypassed("b.example", "ba.example"));
        assertFalse(zones.isBypassed("b.example", "x.a.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A.example", "-a", "a.example.", "a/b", "a:1"})
    void refusesZonesThatAreNoDomains(String domain) {
        assertEquals(
                "a zone must be a lower-case domain, got \"" + domain + '"',
                assertThrows(IllegalArgumentException.class, () -> Zones.of(domain))
                        .getMessage());
    }

    @Test
    void reachTheForkedProcess() throws IOException {
        Workload workload = new Workload(
                        PATIENT,
                        Mode.COLD,
                        Map.of(
                                "router.a.example",
                                ROUTER,
                                "shard.a.example",
                                snippet("return new Response('snippet a');"),
                                "shard.b.example",
                                snippet("return new Response('snippet b');")),
                        Map.of(),
                        List.of(SnippetRequest.get("https://router.a.example/")),
                        1,
                        0,
                        0)
                .withZones(Zones.of("a.example"));

        Invocation router =
                ForkedRun.run(workload, Duration.ofMinutes(2)).timed().getFirst();

        assertEquals(List.of(true, false), bypassed(router));
        assertTrue(text(router).endsWith("; snippet b"), text(router));
    }

    @Test
    void levelsSumUpHopsThatAreEquallyDeep() {
        Measurement measurement = new Measurement(
                "test", List.of(invoke(chain(Zones.of("a.example"))), invoke(chain(Zones.EACH))), List.of());

        List<LevelSummary> levels = LevelSummary.of(measurement);

        assertEquals(List.of(1, 2), levels.stream().map(LevelSummary::snippets).toList());
        assertEquals(
                List.of(2, 3), levels.stream().map(LevelSummary::invocations).toList());
        assertEquals(
                List.of(2, 0), levels.stream().map(LevelSummary::subrequests).toList());
        assertEquals(List.of(1, 0), levels.stream().map(LevelSummary::bypassed).toList());
        assertEquals(new Summary.Bytes(9, 18), levels.getFirst().bytesFetched());
        assertTrue(levels.get(1).cpuMillis().p50() <= levels.get(1).cpuMillis().max());
    }
}
