package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.sim.Invocation;
import dev.evodb.sim.Outcome;
import dev.evodb.sim.Simulator;
import dev.evodb.sim.limit.Profile;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import dev.evodb.sim.net.Url;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The compiled snippet on real V8 over damaged packs and origins that do what they should not: the right
/// answer, or an error as an answer. Never a wrong one, never an uncaught exception.
class HostileSnippetTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Profile UNHURRIED = Profile.EVODB.withCpuMicros(10_000_000);
    private static final int DIMS = 8;
    private static final int ROWS = 24;

    @TempDir
    static Path folder;

    private static byte[] pack = new byte[0];
    private static String right = "";

    /// What the object store answers; the snippet stays the same.
    private static Origin origin = Origin.absent("pack");

    private static EdgeFolder edge;
    private static Simulator simulator;

    @BeforeAll
    static void packTwoPartitions() throws IOException {
        Path base = folder.resolve("base.fvecs");
        byte[] vectors = new byte[ROWS * 4 * (1 + DIMS)];
        for (int row = 0; row < ROWS; row++) {
            LittleEndian.writeInt(vectors, row * 4 * (1 + DIMS), DIMS);
            for (int d = 0; d < DIMS; d++) {
                LittleEndian.writeFloat(vectors, row * 4 * (1 + DIMS) + 4 + 4 * d, (float) Math.sin(7 * row + 3 * d));
            }
        }
        Files.write(base, vectors);
        CliRun run = CliRun.of("pack", base, "--metric", "l2", "--partitions", "2", "--out", folder.resolve("out"));
        assertEquals(0, run.code(), run.err());
        pack = Files.readAllBytes(folder.resolve("out/pack.bin"));
        edge = EdgeFolder.open(folder.resolve("out"));
        Simulator.Builder builder = Simulator.builder(UNHURRIED).collectAfterEachRequest(false);
        edge.snippets().forEach(builder::snippet);
        Url url = Url.parse(edge.objects().getFirst().url());
        simulator =
                builder.origin(url.host(), request -> origin.answer(request)).build();
        serve(pack);
        right = text(ask(request()), 200);
    }

    @AfterAll
    static void close() {
        simulator.close();
    }

    private static void serve(byte[] object) {
        origin = new MemoryOrigin()
                .object(Url.parse(edge.objects().getFirst().url()).path(), object);
    }

    private static SnippetRequest request() {
        float[] vector = new float[DIMS];
        Arrays.fill(vector, 0.25f);
        return edge.request(vector, 5, 2);
    }

    private static OriginResponse ask(SnippetRequest request) {
        Invocation invocation = simulator.invoke(request);
        return switch (invocation.outcome()) {
            case Outcome.Answered answered -> new OriginResponse(answered.status(), Map.of(), answered.body());
            case Outcome.Refused refused -> throw new AssertionError(refused.message());
        };
    }

    private static String text(OriginResponse answer, int status) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertEquals(status, answer.status(), text);
        return text;
    }

    /// A request of an isolate without a head, and one with it.
    private static void answersRightOrRefuses(byte[] damaged, String what) {
        simulator.resetIsolates();
        serve(pack);
        assertEquals(right, text(ask(request()), 200), what);
        serve(damaged);
        answersRightOrRefuses(what + ", known head");
        simulator.resetIsolates();
        refuses(what + ", new head");
    }

    /// Kept partitions are not read again.
    private static void answersRightOrRefuses(String what) {
        OriginResponse answer = ask(request());
        if (answer.status() == 200) {
            assertEquals(right, text(answer, 200), what);
        } else {
            refused(answer, what);
        }
    }

    private static void refuses(String what) {
        refused(ask(request()), what);
    }

    private static void refused(OriginResponse answer, String what) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        assertTrue(answer.status() == 409 || answer.status() == 502, what + ": " + answer.status() + " " + text);
        assertTrue(text.startsWith("{\"error\":\""), what + ": " + text);
    }

    @Test
    void everyFlippedByteIsRefused() {
        // The same ETag for every damage: only digests can tell.
        for (int at = 0; at < pack.length; at++) {
            byte[] damaged = pack.clone();
            damaged[at] ^= (byte) (1 << (at & 7));
            int flipped = at;
            simulator.resetIsolates();
            serveUnderOneTag(damaged);
            OriginResponse answer = ask(request());
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            assertTrue(
                    answer.status() == 409 || answer.status() == 502,
                    () -> "byte " + flipped + ": " + answer.status() + " " + text);
        }
    }

    @Test
    void everyFlippedByteOfAPartitionIsRefusedByAnIsolateThatKnowsTheHead() throws IOException {
        simulator.resetIsolates();
        serveUnderOneTag(pack);
        assertEquals(right, text(ask(request()), 200));
        int from = head();
        for (int at = from; at < pack.length; at++) {
            byte[] damaged = pack.clone();
            damaged[at] = (byte) ~damaged[at];
            serveUnderOneTag(damaged);
            OriginResponse answer = ask(request());
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            // Kept partitions are not read again: then the answer is the right one.
            if (answer.status() == 200) {
                assertEquals(right, text, "byte " + at);
            } else {
                assertEquals(502, answer.status(), "byte " + at + ": " + text);
            }
        }
    }

    private static int head() throws IOException {
        JsonNode facts = JSON.readTree(Files.readString(folder.resolve("out/pack.json")));
        return facts.get("headBytes").intValue();
    }

    private static void serveUnderOneTag(byte[] object) {
        Origin inner = new MemoryOrigin()
                .object(Url.parse(edge.objects().getFirst().url()).path(), object);
        origin = request -> {
            OriginResponse answer = inner.answer(request);
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put("etag", "\"the same\"");
            return new OriginResponse(answer.status(), headers, answer.body());
        };
    }

    @Test
    void everyTruncationIsRefused() {
        for (int length = 1; length < pack.length; length++) {
            answersRightOrRefuses(Arrays.copyOf(pack, length), "length " + length);
        }
    }

    @Test
    void anotherPackIsRefused() {
        byte[] other = pack.clone();
        other[104] ^= 1;
        answersRightOrRefuses(other, "another pack id");
    }

    @Test
    void aMissingPackIs404() {
        simulator.resetIsolates();
        origin = request -> OriginResponse.text(404, "gone");
        assertEquals("{\"error\":\"status of a range is 404, needs 206\",\"status\":404}", text(ask(request()), 404));
    }

    @Test
    void anOriginThatIgnoresRangesIs502() {
        simulator.resetIsolates();
        origin = request -> new OriginResponse(200, Map.of(), pack);
        assertEquals("{\"error\":\"status of a range is 200, needs 206\",\"status\":502}", text(ask(request()), 502));
    }

    @Test
    void anOriginThatFailsIs502() {
        simulator.resetIsolates();
        origin = Origin.absent("pack");
        assertEquals("{\"error\":\"the pack cannot be read\",\"status\":502}", text(ask(request()), 502));
    }

    @Test
    void answersRightAgainAfterDamage() {
        simulator.resetIsolates();
        serve(Arrays.copyOf(pack, 100));
        assertNotEquals(200, ask(request()).status());
        serve(pack);
        assertEquals(right, text(ask(request()), 200));
    }

    @Test
    void badRequestsAreRefusedWithWhatIsAllowed() {
        simulator.resetIsolates();
        serve(pack);
        Map<UnaryOperator<SnippetRequest>, String> wrong = new HashMap<>();
        String url = request().url();
        String at = url.substring(0, url.indexOf('?'));
        wrong.put(
                r -> SnippetRequest.get(at),
                "405 POST the vector as little-endian f32 or as JSON, or GET with vector=1,2,...");
        wrong.put(r -> SnippetRequest.get(at + "?vector=1,2"), "400 vector needs 8 values");
        wrong.put(r -> SnippetRequest.get(at + "?vector=1,2,3,4,5,6,7,x"), "400 vector value 7 is not finite");
        wrong.put(r -> SnippetRequest.get(at + "?vector=1,2,3,4,5,6,7,"), "400 vector value 7 is not finite");
        wrong.put(r -> SnippetRequest.get(at + "?vector=1,2,3,4,5,6,7,1e39"), "400 vector value 7 is not finite");
        wrong.put(r -> post(at, "{\"vector\":[1,2,3,4,5,6,7,\"8\"]}"), "400 vector value 7 is not finite");
        wrong.put(r -> post(at, "{\"vector\":\"12345678\"}"), "400 vector value 0 is not finite");
        wrong.put(r -> post(at, "{"), "400 the body is not JSON");
        wrong.put(r -> post(at, "null"), "400 vector needs 8 values");
        wrong.put(r -> post(at + "?k=0", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 k must be in 1..=100");
        wrong.put(r -> post(at + "?k=1.5", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 k must be in 1..=100");
        wrong.put(r -> post(at, "{\"vector\":[1,2,3,4,5,6,7,8],\"k\":\"5\"}"), "400 k must be in 1..=100");
        wrong.put(r -> post(at + "?nprobes=999", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 nprobes must be in 1..=255");
        wrong.put(r -> post(at + "?minScore=much", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 minScore must be a number");
        wrong.put(r -> post(at + "?payload=word", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 payload must name some of ");
        wrong.put(r -> post(at + "?filter=%7B", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 filter is not JSON");
        wrong.put(
                r -> post(at, "{\"vector\":[1,2,3,4,5,6,7,8],\"filter\":[]}"),
                "400 filter needs an object of conditions, eight deep at most");
        wrong.put(
                r -> post(at, "{\"vector\":[1,2,3,4,5,6,7,8],\"filter\":{\"a\":1}}"),
                "400 filter names a, which the pack does not have");
        wrong.put(
                r -> SnippetRequest.post(at, new byte[70_000]).withHeader("content-type", "application/octet-stream"),
                "413 the body is longer than 65536 bytes");
        wrong.put(
                r -> SnippetRequest.post(at, new byte[31]).withHeader("content-type", "application/octet-stream"),
                "400 vector needs 8 values");
        wrong.forEach((change, wanted) -> {
            OriginResponse answer = ask(change.apply(request()));
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            int status = Integer.parseInt(wanted.substring(0, 3));
            assertEquals("{\"error\":\"" + wanted.substring(4) + "\",\"status\":" + status + "}", text);
            assertEquals(status, answer.status(), text);
        });
    }

    private static SnippetRequest post(String url, String body) {
        return SnippetRequest.post(url, body.getBytes(StandardCharsets.UTF_8))
                .withHeader("content-type", "application/json");
    }
}
