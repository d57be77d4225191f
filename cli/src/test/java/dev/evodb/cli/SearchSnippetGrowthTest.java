package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.ann.source.FvecsFile;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.sim.engine.Arrival;
import dev.evodb.sim.engine.IsolateSettings;
import dev.evodb.sim.engine.JavetEngine;
import dev.evodb.sim.engine.Operation;
import dev.evodb.sim.engine.Progress;
import dev.evodb.sim.engine.SnippetEngine;
import dev.evodb.sim.engine.SnippetIsolate;
import dev.evodb.sim.engine.Turn;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.FolderOrigin;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ten thousand searches in one isolate of the search snippet leave nothing behind.
class SearchSnippetGrowthTest {
    private static final Path VECTORS = CliRun.ROOT.resolve("samples/vectors");
    private static final int REQUESTS = 10_000;
    private static final int EARLY = 2_000;
    private static final int SUBREQUESTS = 5;

    @TempDir
    Path folder;

    @Test
    void tenThousandSearchesDoNotGrowAnIsolate() throws IOException {
        // The plan with 2 MB keeps no partitions, whose sizes would differ between the two moments.
        CliRun run = CliRun.of(
                "pack",
                VECTORS.resolve("base.fvecs"),
                "--metric",
                "cosine",
                "--profile",
                "enterprise",
                "--out",
                folder);
        assertEquals(0, run.code(), run.err());
        EdgeFolder edge = EdgeFolder.open(folder);
        Origin store = new FolderOrigin(edge.origins().values().iterator().next());
        List<SnippetRequest> requests = List.of(FvecsFile.read(VECTORS.resolve("query.fvecs"))).stream()
                .map(query -> edge.request(query, 10, 4))
                .toList();
        try (SnippetEngine engine = new JavetEngine();
                SnippetIsolate isolate = engine.open(
                        edge.snippets().values().iterator().next(),
                        Profile.EVODB.withCpuMicros(10_000_000),
                        IsolateSettings.STANDARD)) {
            long early = 0;
            long late = 0;
            for (int i = 1; i <= REQUESTS; i++) {
                search(isolate, requests.get(i % requests.size()), store);
                boolean isMeasured = i == EARLY || i == REQUESTS;
                SnippetIsolate.Settlement settlement = isolate.finish(isMeasured);
                assertTrue(settlement.isReusable());
                early = i == EARLY ? settlement.liveBytes().orElseThrow() : early;
                late = i == REQUESTS ? settlement.liveBytes().orElseThrow() : late;
            }
            long grown = late - early;
            // Machine code and feedback of V8 come and go; a kilobyte a request would be 8 MB.
            assertTrue(grown < 64 << 10, "grown by " + grown + " bytes from " + early);
        }
    }

    private static void search(SnippetIsolate isolate, SnippetRequest request, Origin store) throws IOException {
        Turn turn = isolate.begin(request, 0);
        Deque<Operation> operations = new ArrayDeque<>(turn.operations());
        while (turn.progress() instanceof Progress.Waiting) {
            Arrival arrival = switch (Objects.requireNonNull(operations.poll())) {
                case Operation.Fetch fetch ->
                    new Arrival.Answer(fetch.id(), fetch.request().url(), false, store.answer(fetch.request()));
                case Operation.ReadBody read -> new Arrival.Body(read);
                case Operation other -> throw new IllegalStateException("the search does " + other);
            };
            turn = isolate.deliver(arrival, SUBREQUESTS, 0);
            operations.addAll(turn.operations());
        }
        assertEquals(
                200,
                assertInstanceOf(Progress.Answered.class, turn.progress())
                        .response()
                        .status());
    }
}
