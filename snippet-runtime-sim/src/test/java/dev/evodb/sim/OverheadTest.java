package dev.evodb.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.sim.engine.SnippetModule;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Writes what the simulator's own platform costs a snippet that computes nothing to target/overhead.txt, for
/// docs/simulator.md. Asserted is only that every request was answered.
class OverheadTest {
    private static final SnippetModule NOTHING =
            new SnippetModule("nothing.js", "export default { async fetch() { return new Response('x'); } };");

    private static final SnippetModule FOUR_RANGES = new SnippetModule("four.js", """
            export default {
                async fetch(request) {
                    const k = new URL(request.url).searchParams.get('k');
                    const ranges = await Promise.all([0, 1, 2, 3].map(async i => {
                        const range = {range: `bytes=${i * 4096}-${i * 4096 + 4095}`};
                        return (await fetch('https://store.example/object', {headers: range})).arrayBuffer();
                    }));
                    return Response.json({k, bytes: ranges.reduce((sum, range) => sum + range.byteLength, 0)});
                }
            };
            """);

    @TempDir
    Path folder;

    @Test
    void measuresTheCostOfThePlatform() throws IOException {
        List<String> lines = new ArrayList<>();
        Files.write(folder.resolve("object"), new byte[1 << 15]);
        for (SnippetModule module : List.of(NOTHING, FOUR_RANGES)) {
            for (Mode mode : Mode.values()) {
                Workload workload = new Workload(
                        Profile.EVODB.withCpuMicros(1_000_000),
                        mode,
                        Map.of("snippet.example", module),
                        Map.of("store.example", folder),
                        List.of(SnippetRequest.get("https://snippet.example/?k=10")),
                        mode == Mode.WARM ? 500 : 25,
                        100,
                        0);
                Measurement measurement =
                        mode == Mode.INTERPRETER ? ForkedRun.run(workload, Duration.ofMinutes(2)) : workload.run();
                Summary summary = Summary.of(workload, measurement);

                assertEquals(List.of(), summary.violations());
                lines.add(String.format(
                        Locale.ROOT,
                        "%s %s: cpu ms p50 %.3f p99 %.3f max %.3f, bytes live %d peak %d",
                        module.name(),
                        summary.mode(),
                        summary.cpuMillis().p50(),
                        summary.cpuMillis().p99(),
                        summary.cpuMillis().max(),
                        summary.liveMemoryBytes().orElseThrow(),
                        summary.peakMemoryBytes()));
            }
        }
        Files.write(Path.of("target", "overhead.txt"), lines);
    }
}
