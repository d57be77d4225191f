package dev.evodb.sim.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Ten thousand requests in one isolate leave nothing behind.
class IsolateGrowthTest {
    private static final int REQUESTS = 10_000;
    private static final int EARLY = 2_000;

    /// Fetches, reads, aborts, hashes, sets timers and throws: everything of the platform that keeps
    /// books.
    private static final SnippetModule SNIPPET = new SnippetModule("main.js", """
            export default {
                async fetch(request) {
                    const n = Number(new URL(request.url).searchParams.get('n'));
                    const signal = AbortSignal.timeout(50);
                    setTimeout(() => {}, 1000);
                    const answer = await fetch('https://store.example/object', { signal });
                    if (n % 5 === 0) throw new Error('every fifth');
                    if (n % 5 === 1) return answer;
                    const buffer = await answer.arrayBuffer();
                    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', buffer)).toHex();
                    const sum = new Float32Array(buffer).reduce((a, b) => a + b, 0);
                    return Response.json({ n, sum, hash, id: crypto.randomUUID() });
                }
            };
            """);

    @Test
    void tenThousandRequestsDoNotGrowAnIsolate() {
        OriginResponse object = new OriginResponse(200, Map.of("etag", "\"e\""), new byte[4096]);
        try (SnippetEngine engine = new JavetEngine();
                SnippetIsolate isolate =
                        engine.open(SNIPPET, Profile.EVODB.withCpuMicros(10_000_000), IsolateSettings.STANDARD)) {
            long early = 0;
            long late = 0;
            for (int i = 1; i <= REQUESTS; i++) {
                Turn turn = isolate.begin(SnippetRequest.get("https://snippet.example/?n=" + i), i);
                while (turn.progress() instanceof Progress.Waiting) {
                    Operation next = turn.operations().stream()
                            .filter(operation -> !(operation instanceof Operation.Timer))
                            .findFirst()
                            .orElseThrow();
                    Arrival arrival = next instanceof Operation.ReadBody read
                            ? new Arrival.Body(read)
                            : new Arrival.Answer(next.id(), "https://store.example/object", false, object);
                    turn = isolate.deliver(arrival, 5, i);
                }
                if (i % 5 == 0) {
                    assertInstanceOf(Progress.Stopped.class, turn.progress());
                } else {
                    assertInstanceOf(Progress.Answered.class, turn.progress());
                }
                boolean isMeasured = i == EARLY || i == REQUESTS;
                SnippetIsolate.Settlement settlement = isolate.finish(isMeasured);
                assertEquals(true, settlement.isReusable());
                early = i == EARLY ? settlement.liveBytes().orElseThrow() : early;
                late = i == REQUESTS ? settlement.liveBytes().orElseThrow() : late;
            }
            long grown = late - early;
            // Machine code and feedback of V8 come and go; a kilobyte a request would be 8 MB.
            assertTrue(grown < 64 << 10, "grown by " + grown + " bytes from " + early);
        }
    }
}
