package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.FolderOrigin;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What packing wrote, on real V8: its snippets, and the folder as the object store, which a test may
/// replace. Isolates stay until [#resetIsolates].
final class RunningEdge implements AutoCloseable {
    /// Where answers are tested, CPU time is not: a busy machine must not end a request.
    private static final Profile UNHURRIED = Profile.EVODB.withCpuMicros(10_000_000);

    private final EdgeFolder folder;
    private final Simulator simulator;
    private Origin store;

    private RunningEdge(Path path, Profile profile) throws IOException {
        folder = EdgeFolder.open(path);
        store = new FolderOrigin(path);
        Simulator.Builder builder = Simulator.builder(profile).collectAfterEachRequest(false);
        folder.snippets().forEach(builder::snippet);
        simulator = builder.origin(objectUrl().host(), request -> store.answer(request))
                .build();
    }

    static RunningEdge of(Path folder) throws IOException {
        return new RunningEdge(folder, UNHURRIED);
    }

    static RunningEdge of(Path folder, Profile profile) throws IOException {
        return new RunningEdge(folder, profile);
    }

    EdgeFolder folder() {
        return folder;
    }

    /// Where the first object is served.
    Url objectUrl() {
        return Url.parse(folder.objects().getFirst().url());
    }

    /// From now on `origin` answers what the snippets fetch.
    void serve(Origin origin) {
        store = origin;
    }

    /// The next request finds no head and no partitions.
    void resetIsolates() {
        simulator.resetIsolates();
    }

    Invocation invoke(SnippetRequest request) {
        return simulator.invoke(request);
    }

    /// As above, of a request that the platform must not end.
    Answer ask(SnippetRequest request) {
        return switch (invoke(request).outcome()) {
            case Outcome.Answered answered ->
                new Answer(answered.status(), new String(answered.body(), StandardCharsets.UTF_8));
            case Outcome.Refused refused -> throw new AssertionError(refused.message());
        };
    }

    static SnippetRequest postJson(String url, String body) {
        return SnippetRequest.post(url, body.getBytes(StandardCharsets.UTF_8))
                .withHeader("content-type", "application/json");
    }

    @Override
    public void close() {
        simulator.close();
    }

    /// Status and body.
    record Answer(int status, String text) {
        /// The body, if the status is `wanted`.
        String textOf(int wanted) {
            assertEquals(wanted, status, text);
            return text;
        }
    }
}
