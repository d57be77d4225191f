package dev.evodb.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// When garbage is collected. A snippet sees it by a weak reference to something old: only a full
/// collection clears it, and that is what throws machine code away as well.
class GarbageTest {
    private static final Profile LIMITS = Profile.BUSINESS.withCpuMicros(10_000_000);
    private static final SnippetRequest REQUEST = SnippetRequest.get("https://snippet.example/");

    /// Answers `kept`, or `collected` once a full collection has come.
    private static SnippetModule module(String work) {
        return new SnippetModule("main.js", """
                let held = {};
                const seen = new WeakRef(held);
                let n = 0;
                const state = [];
                export default {
                    async fetch() {
                        if (++n === 4) held = null;
                        WORK
                        return new Response(seen.deref() ? 'kept' : 'collected');
                    }
                };
                """.replace("WORK", work));
    }

    /// Not live when the request ends, but the total at the end of the turn is above the limit of 2 MiB.
    private static final String LOCAL = "const local = new Float64Array(250_000).fill(n);";

    private static List<Invocation> run(String work, int requests, boolean isCollecting) {
        try (Simulator simulator = Simulator.builder(LIMITS)
                .snippet("snippet.example", module(work))
                .collectAfterEachRequest(isCollecting)
                .build()) {
            return IntStream.range(0, requests)
                    .mapToObj(i -> simulator.invoke(REQUEST))
                    .toList();
        }
    }

    private static String text(Invocation invocation) {
        return new String(invocation.answered().body(), StandardCharsets.UTF_8);
    }

    @Test
    void leavesAWarmIsolateAloneWhoseTurnsEndAboveTheLimitWithGarbage() {
        List<Invocation> invocations = run(LOCAL, 30, false);

        assertTrue(invocations.stream().allMatch(invocation -> invocation.peakMemoryBytes() > LIMITS.memoryBytes()));
        assertEquals(
                List.of("kept"),
                invocations.stream().map(GarbageTest::text).distinct().toList());
        assertTrue(invocations.stream().skip(1).noneMatch(Invocation::isCold));
    }

    @Test
    void collectsEachTurnAboveTheLimitWhereLiveMemoryIsMeasured() {
        List<Invocation> invocations = run(LOCAL, 6, true);

        assertEquals("collected", text(invocations.getLast()));
        assertTrue(invocations.getLast().liveMemoryBytes().orElseThrow() < LIMITS.memoryBytes());
    }

    @Test
    void collectsAWarmIsolateBetweenRequestsOnceMuchHasPiledUp() {
        // Three requests later a buffer is too old for the collections of young objects.
        List<Invocation> invocations =
                run("state.push(new Uint8Array(300_000).fill(n)); if (n > 3) state.shift();", 60, false);

        assertEquals("collected", text(invocations.getLast()));
        assertTrue(invocations.stream()
                .allMatch(invocation -> invocation.peakMemoryBytes() <= LIMITS.piledUpBytes() + (2 << 20)));
        assertTrue(invocations.stream().skip(1).noneMatch(Invocation::isCold));
    }

    @Test
    void refusesAWarmIsolateThatKeepsMoreAndMore() {
        List<Invocation> invocations = run("state.push(new Uint8Array(700_000).fill(n));", 12, false);

        Invocation last = invocations.stream()
                .filter(invocation -> invocation.outcome() instanceof Outcome.Refused)
                .findFirst()
                .orElseThrow();
        Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, last.outcome());
        assertEquals(ErrorCode.MEMORY, refused.code());
        // What is live is less than what had piled up, by the garbage among it.
        assertTrue(refused.used() > LIMITS.piledUpBytes() * 9 / 10, refused::message);
        assertEquals(
                "memory bytes limit is 2097152, used " + refused.used() + ": live when the request has ended",
                refused.message());
        assertTrue(invocations.get(invocations.indexOf(last) + 1).isCold());
    }

    @Test
    void aWarmRunRefusesWhatIsLiveAlthoughItsTimedRequestsArePassed() throws IOException {
        Workload workload = new Workload(
                LIMITS,
                Mode.WARM,
                Map.of("snippet.example", module("state[0] ??= new Uint8Array(3_000_000).fill(1);")),
                Map.of(),
                List.of(REQUEST),
                3,
                3,
                0);

        Measurement measurement = workload.run();

        assertTrue(
                measurement.timed().stream().allMatch(invocation -> invocation.outcome() instanceof Outcome.Answered));
        List<String> violations = Summary.of(workload, measurement).violations();
        assertEquals(1, violations.size(), violations::toString);
        assertTrue(violations.getFirst().startsWith("1204 at snippet.example: "), violations::toString);
        assertFalse(Verdict.of(LIMITS, workload, measurement).isPass());
    }
}
