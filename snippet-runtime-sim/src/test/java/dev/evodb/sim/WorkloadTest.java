package dev.evodb.sim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.engine.JavetEngine;
import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.ErrorCode;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.CacheStatus;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private static final SnippetModule SUM = new SnippetModule("sum.js", """
            export default {
                async fetch(request) {
                    const bytes = new Uint8Array(await (await fetch('https://store.example/numbers')).arrayBuffer());
                    let sum = 0;
                    for (let i = 0; i < bytes.length; i++) sum += Math.sqrt(bytes[i]);
                    const factor = Number(new URL(request.url).searchParams.get('factor'));
                    if (factor === 13) throw new Error('unlucky');
                    return Response.json({sum: sum * factor});
                }
            };
            """);

    @TempDir
    Path folder;

    @BeforeEach
    void fill() throws IOException {
        byte[] numbers = new byte[1000];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (byte) (i % 100);
        }
        Files.write(folder.resolve("numbers"), numbers);
    }

    private Workload workload(Mode mode, SnippetModule module, int... factors) {
        List<SnippetRequest> requests = Arrays.stream(factors)
                .mapToObj(factor -> SnippetRequest.get("https://sum.example/?factor=" + factor))
                .toList();
        return new Workload(
                Profile.EVODB.withCpuMicros(1_000_000),
                mode,
                Map.of("sum.example", module),
                Map.of("store.example", folder),
                requests,
                2,
                3,
                100);
    }

    @Test
    void startsAFreshIsolateForEachColdSample() throws IOException {
        Measurement measurement = workload(Mode.COLD, SUM, 1, 2).run();

        assertEquals(4, measurement.timed().size());
        assertTrue(measurement.timed().stream().allMatch(Invocation::isCold));
        assertTrue(measurement.timed().stream()
                .allMatch(invocation -> invocation.liveMemoryBytes().isPresent()));
    }

    @Test
    void keepsTheIsolateForWarmSamplesAndCollectsApart() throws IOException {
        Measurement measurement = workload(Mode.WARM, SUM, 1, 2).run();

        assertEquals(4, measurement.timed().size());
        assertEquals(2, measurement.collected().size());
        assertTrue(measurement.timed().stream().noneMatch(Invocation::isCold));
        assertTrue(measurement.collected().stream().noneMatch(Invocation::isCold));
        assertTrue(measurement.timed().stream()
                .allMatch(invocation -> invocation.liveMemoryBytes().isEmpty()));
        assertTrue(measurement.collected().stream()
                .allMatch(invocation -> invocation.liveMemoryBytes().isPresent()));
    }

    @Test
    void givesTheSameAnswersInAForkWithoutACompiler() throws IOException {
        Measurement here = workload(Mode.COLD, SUM, 1, 2, 13).run();
        Measurement fork = ForkedRun.run(workload(Mode.INTERPRETER, SUM, 1, 2, 13), DEADLINE);

        assertTrue(fork.engine().endsWith(" interpreter"), fork.engine());
        assertEquals(here.engine() + " interpreter", fork.engine());
        assertEquals(here.timed().size(), fork.timed().size());
        for (int i = 0; i < here.timed().size(); i++) {
            assertSameAnswer(here.timed().get(i), fork.timed().get(i));
        }
    }

    private static void assertSameAnswer(Invocation here, Invocation fork) {
        switch (here.outcome()) {
            case Outcome.Answered answered -> {
                assertArrayEquals(answered.body(), fork.answered().body());
                assertEquals(answered.headers(), fork.answered().headers());
            }
            case Outcome.Refused refused -> assertEquals(refused, fork.outcome());
        }
        assertEquals(here.subrequests(), fork.subrequests());
        assertEquals(here.bytesFetched(), fork.bytesFetched());
        assertEquals(
                here.hops().stream().map(Hop::url).toList(),
                fork.hops().stream().map(Hop::url).toList());
    }

    @Test
    void carriesAChainThroughAFork() throws IOException {
        SnippetModule router = new SnippetModule(
                "router.js", "export default { fetch() { return fetch('https://sum.example/?factor=2'); } };");
        Workload chain = new Workload(
                Profile.EVODB.withCpuMicros(1_000_000),
                Mode.WARM,
                Map.of("router.example", router, "sum.example", SUM),
                Map.of("store.example", folder),
                List.of(SnippetRequest.get("https://router.example/")),
                1,
                0,
                0);

        Invocation invocation = ForkedRun.run(chain, DEADLINE).timed().getFirst();

        assertEquals(
                List.of("router.example", "sum.example"),
                invocation.tree().map(Invocation::host).toList());
        assertTrue(new String(invocation.answered().body(), StandardCharsets.UTF_8).startsWith("{\"sum\":"));
    }

    @Test
    void refusesToMixTiersInOneProcess() throws IOException {
        try (JavetEngine engine = new JavetEngine()) {
            assertTrue(engine.name().startsWith("javet 5.0.6 (V8 "), engine.name());
            assertThrows(
                    IllegalStateException.class,
                    () -> workload(Mode.INTERPRETER, SUM, 1).run());
        }
    }

    @Test
    void endsAForkAtTheDeadline() {
        SnippetModule busy = new SnippetModule("busy.js", "export default { fetch() { for (;;); } };");
        Workload endless = new Workload(
                Profile.EVODB.withCpuMicros(600_000_000),
                Mode.COLD,
                Map.of("sum.example", busy),
                Map.of(),
                List.of(SnippetRequest.get("https://sum.example/")),
                1,
                0,
                0);

        RunFailedException thrown =
                assertThrows(RunFailedException.class, () -> ForkedRun.run(endless, Duration.ofSeconds(3)));

        assertEquals(RunFailedException.Kind.DEADLINE, thrown.kind());
        assertEquals("the forked run took longer than 3000 ms", thrown.getMessage());
    }

    @Test
    void reportsWhatAForkDiesOf() throws IOException {
        Files.delete(folder.resolve("numbers"));
        Files.delete(folder);

        RunFailedException thrown =
                assertThrows(RunFailedException.class, () -> ForkedRun.run(workload(Mode.COLD, SUM, 1), DEADLINE));
        Files.createDirectory(folder);

        assertEquals(RunFailedException.Kind.EXIT, thrown.kind());
        assertTrue(String.valueOf(thrown.getMessage()).contains("NoSuchFileException"), thrown::getMessage);
    }

    @Test
    void summarizesAWorkload() throws IOException {
        Workload workload = workload(Mode.COLD, SUM, 1, 2, 13);
        Measurement measurement = workload.run();

        Summary summary = Summary.of(workload, measurement);

        assertEquals("evodb+cpu1000000", summary.profile());
        assertEquals("cold", summary.mode());
        assertEquals(6, summary.queries());
        assertEquals(1, summary.subrequests());
        assertEquals(new Summary.Bytes(1000, 1000), summary.bytesFetched());
        assertEquals(SUM.packageBytes(), summary.packageBytes());
        assertEquals(List.of("1206 at sum.example: Error: unlucky"), summary.violations());
        assertEquals("fail", summary.verdict());
        assertTrue(summary.cpuMillis().p50() > 0);
        assertTrue(summary.cpuMillis().p50() <= summary.cpuMillis().p99());
        assertTrue(summary.cpuMillis().p99() <= summary.cpuMillis().max());
        assertTrue(summary.liveMemoryBytes().orElseThrow() > 0);
    }

    @Test
    void judgesAChainByItsWorstSnippet() {
        Invocation shard = invocation(
                "shard.example", 9_000_000, new Outcome.Refused(ErrorCode.CPU, 5000, 9000, "slow"), List.of());
        Hop hop = new Hop(
                "GET",
                "https://shard.example/",
                500,
                16,
                "",
                Optional.of(shard),
                0,
                1,
                1,
                CacheStatus.NONE,
                0,
                "",
                false);
        Invocation router =
                invocation("router.example", 1_000_000, new Outcome.Answered(200, Map.of(), new byte[0]), List.of(hop));

        Summary summary = Summary.of(workload(Mode.COLD, SUM, 1), new Measurement("test", List.of(router), List.of()));

        assertEquals(new Summary.CpuMillis(9, 9, 9), summary.cpuMillis());
        assertEquals(new Summary.Bytes(14, 14), summary.bytesFetched());
        assertEquals(List.of("1203 at shard.example: slow"), summary.violations());
    }

    private static Invocation invocation(String host, long cpuNanos, Outcome outcome, List<Hop> hops) {
        return new Invocation(
                host, outcome, true, cpuNanos, 3, List.of(), OptionalLong.empty(), 5, 1, 7, hops, List.of(), 0, 1);
    }

    @Test
    void takesPercentilesByNearestRank() {
        long[] samples = {10, 20, 30, 40};

        assertEquals(20, Summary.percentile(samples, 50));
        assertEquals(40, Summary.percentile(samples, 99));
        assertEquals(40, Summary.percentile(samples, 100));
        assertEquals(10, Summary.percentile(new long[] {10}, 50));
    }

    @Test
    void rejectsAWorkloadWithoutRequests() {
        assertEquals(
                "a workload needs a snippet and a request, got 1 and 0",
                assertThrows(IllegalArgumentException.class, () -> workload(Mode.COLD, SUM))
                        .getMessage());
        assertInstanceOf(Mode.class, Mode.of("warm"));
    }
}
