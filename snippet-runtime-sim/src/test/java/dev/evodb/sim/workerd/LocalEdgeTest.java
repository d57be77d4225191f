package dev.evodb.sim.workerd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.evodb.sim.RunFailedException;
import dev.evodb.sim.Zones;
import dev.evodb.sim.engine.SnippetModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Snippets that ask snippets in workerd, asked over HTTP. Needs the binary that `EVODB_WORKERD` names;
/// runs with the Maven profile `workerd`.
@Tag("workerd")
class LocalEdgeTest {
    private static final SnippetModule ROUTER = new SnippetModule("router.js", """
            export default { async fetch(request) {
                const url = new URL(request.url);
                const body = await request.text();
                const answers = await Promise.all([0, 1].map(i => fetch('https://shard.example' + url.pathname + '?part=' + i)));
                const texts = await Promise.all(answers.map(answer => answer.text()));
                return new Response(url.host + ' ' + request.method + body + ': ' + texts.join(' '),
                    { status: 203, headers: { 'x-evodb-layer': 'router' } });
            } };
            """);
    private static final SnippetModule SHARD = new SnippetModule("shard.js", """
            export default { async fetch(request) {
                const url = new URL(request.url);
                if (url.pathname === '/throws') throw new Error('as asked');
                const part = await fetch('https://store.example/object', { headers: { range: 'bytes=0-' + url.search.slice(-1) } });
                return new Response(part.status + await part.text());
            } };
            """);

    @TempDir
    static Path folder;

    @BeforeAll
    static void fill() throws IOException {
        Files.writeString(folder.resolve("object"), "abc");
    }

    private static LocalEdge.Setup setup(Zones zones) {
        return new LocalEdge.Setup(
                Map.of("router.example", ROUTER, "shard.example", SHARD),
                Map.of("store.example", folder),
                "https://router.example/search",
                zones);
    }

    private static HttpResponse<String> ask(LocalEdge edge, HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    request.uri(URI.create("http://127.0.0.1:" + edge.port() + path))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void servesTheEntryAndRoutesSnippetsToSnippetsAndObjects() throws Exception {
        try (LocalEdge edge = LocalEdge.start(Workerd.find(), setup(Zones.EACH), 0)) {
            HttpResponse<String> answer =
                    ask(edge, HttpRequest.newBuilder().POST(BodyPublishers.ofString("!")), "/search?k=1");

            assertEquals("router.example POST!: 206a 206ab", answer.body());
            assertEquals(203, answer.statusCode());
            assertEquals("router", answer.headers().firstValue("x-evodb-layer").orElseThrow());
            assertTrue(edge.isAlive());
        }
    }

    @Test
    void tellsWhichSnippetThrew() throws Exception {
        try (LocalEdge edge = LocalEdge.start(Workerd.find(), setup(Zones.EACH), 0)) {
            assertEquals(
                    "router.example GET: shard.example threw Error: as asked shard.example threw Error: as asked",
                    ask(edge, HttpRequest.newBuilder(), "/throws").body());
        }
    }

    @Test
    void bypassesSnippetsOfTheOwnZone() throws Exception {
        try (LocalEdge edge = LocalEdge.start(Workerd.find(), setup(Zones.ONE), 0)) {
            assertEquals(
                    "router.example GET: evodb: no origin at shard.example, and requests from router.example, which is in its"
                            + " zone bypass the snippet there evodb: no origin at shard.example, and requests from"
                            + " router.example, which is in its zone bypass the snippet there",
                    ask(edge, HttpRequest.newBuilder(), "/").body());
        }
    }

    @Test
    void refusesATakenPortAndABrokenModule() throws IOException {
        Workerd workerd = Workerd.find();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            IOException refused =
                    assertThrows(IOException.class, () -> LocalEdge.start(workerd, setup(Zones.EACH), port));
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.startsWith("cannot listen on port " + port + " of this machine: "), message);
        }
        LocalEdge.Setup broken = new LocalEdge.Setup(
                Map.of("router.example", new SnippetModule("main.js", "export default {")),
                Map.of(),
                "https://router.example/",
                Zones.EACH);
        RunFailedException refused = assertThrows(RunFailedException.class, () -> LocalEdge.start(workerd, broken, 0));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("workerd does not start: "), message);
    }

    @Test
    void refusesAnEntryWithoutASnippet() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new LocalEdge.Setup(Map.of(), Map.of(), "https://router.example/", Zones.EACH));
    }
}
