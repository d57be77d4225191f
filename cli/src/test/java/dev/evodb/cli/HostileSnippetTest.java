package dev.evodb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.bytes.LittleEndian;
import dev.evodb.cli.RunningEdge.Answer;
import dev.evodb.sim.net.MemoryOrigin;
import dev.evodb.sim.net.Origin;
import dev.evodb.sim.net.OriginResponse;
import dev.evodb.sim.net.SnippetRequest;
import java.io.IOException;
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
    private static final int DIMS = 8;
    private static final int ROWS = 24;

    @TempDir
    static Path folder;

    private static byte[] pack = new byte[0];
    private static String right = "";
    private static RunningEdge edge;

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
        edge = RunningEdge.of(folder.resolve("out"));
        serve(pack);
        right = ask(request()).textOf(200);
    }

    @AfterAll
    static void close() {
        edge.close();
    }

    private static void serve(byte[] object) {
        edge.serve(new MemoryOrigin().object(edge.objectUrl().path(), object));
    }

    private static SnippetRequest request() {
        float[] vector = new float[DIMS];
        Arrays.fill(vector, 0.25f);
        return edge.folder().request(vector, 5, 2);
    }

    private static Answer ask(SnippetRequest request) {
        return edge.ask(request);
    }

    /// A request of an isolate without a head, and one with it.
    private static void answersRightOrRefuses(byte[] damaged, String what) {
        edge.resetIsolates();
        serve(pack);
        assertEquals(right, ask(request()).textOf(200), what);
        serve(damaged);
        answersRightOrRefuses(what + ", known head");
        edge.resetIsolates();
        refuses(what + ", new head");
    }

    /// Kept partitions are not read again.
    private static void answersRightOrRefuses(String what) {
        Answer answer = ask(request());
        if (answer.status() == 200) {
            assertEquals(right, answer.text(), what);
        } else {
            refused(answer, what);
        }
    }

    private static void refuses(String what) {
        refused(ask(request()), what);
    }

    private static void refused(Answer answer, String what) {
        assertTrue(
                answer.status() == 409 || answer.status() == 502, what + ": " + answer.status() + " " + answer.text());
        assertTrue(answer.text().startsWith("{\"error\":\""), what + ": " + answer.text());
    }

    @Test
    void everyFlippedByteIsRefused() {
        // The same ETag for every damage: only digests can tell.
        for (int at = 0; at < pack.length; at++) {
            byte[] damaged = pack.clone();
            damaged[at] ^= (byte) (1 << (at & 7));
            int flipped = at;
            edge.resetIsolates();
            serveUnderOneTag(damaged);
            Answer answer = ask(request());
            assertTrue(
                    answer.status() == 409 || answer.status() == 502,
                    () -> "byte " + flipped + ": " + answer.status() + " " + answer.text());
        }
    }

    @Test
    void everyFlippedByteOfAPartitionIsRefusedByAnIsolateThatKnowsTheHead() throws IOException {
        edge.resetIsolates();
        serveUnderOneTag(pack);
        assertEquals(right, ask(request()).textOf(200));
        int from = head();
        for (int at = from; at < pack.length; at++) {
            byte[] damaged = pack.clone();
            damaged[at] = (byte) ~damaged[at];
            serveUnderOneTag(damaged);
            Answer answer = ask(request());
            // Kept partitions are not read again: then the answer is the right one.
            if (answer.status() == 200) {
                assertEquals(right, answer.text(), "byte " + at);
            } else {
                assertEquals(502, answer.status(), "byte " + at + ": " + answer.text());
            }
        }
    }

    private static int head() throws IOException {
        JsonNode facts = JSON.readTree(Files.readString(folder.resolve("out/pack.json")));
        return facts.get("headBytes").intValue();
    }

    private static void serveUnderOneTag(byte[] object) {
        Origin inner = new MemoryOrigin().object(edge.objectUrl().path(), object);
        edge.serve(request -> {
            OriginResponse answer = inner.answer(request);
            Map<String, String> headers = new HashMap<>(answer.headers());
            headers.put("etag", "\"the same\"");
            return new OriginResponse(answer.status(), headers, answer.body());
        });
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
        edge.resetIsolates();
        edge.serve(request -> OriginResponse.text(404, "gone"));
        assertEquals(
                "{\"error\":\"status of a range is 404, needs 206\",\"status\":404}",
                ask(request()).textOf(404));
    }

    @Test
    void anOriginThatIgnoresRangesIs502() {
        edge.resetIsolates();
        edge.serve(request -> new OriginResponse(200, Map.of(), pack));
        assertEquals(
                "{\"error\":\"status of a range is 200, needs 206\",\"status\":502}",
                ask(request()).textOf(502));
    }

    @Test
    void anOriginThatFailsIs502() {
        edge.resetIsolates();
        edge.serve(Origin.absent("pack"));
        assertEquals(
                "{\"error\":\"the pack cannot be read\",\"status\":502}",
                ask(request()).textOf(502));
    }

    @Test
    void answersRightAgainAfterDamage() {
        edge.resetIsolates();
        serve(Arrays.copyOf(pack, 100));
        assertNotEquals(200, ask(request()).status());
        serve(pack);
        assertEquals(right, ask(request()).textOf(200));
    }

    @Test
    void badRequestsAreRefusedWithWhatIsAllowed() {
        edge.resetIsolates();
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
        wrong.put(
                r -> RunningEdge.postJson(at, "{\"vector\":[1,2,3,4,5,6,7,\"8\"]}"),
                "400 vector value 7 is not finite");
        wrong.put(r -> RunningEdge.postJson(at, "{\"vector\":\"12345678\"}"), "400 vector value 0 is not finite");
        wrong.put(r -> RunningEdge.postJson(at, "{"), "400 the body is not JSON");
        wrong.put(r -> RunningEdge.postJson(at, "null"), "400 vector needs 8 values");
        wrong.put(r -> RunningEdge.postJson(at + "?k=0", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 k must be in 1..=100");
        wrong.put(
                r -> RunningEdge.postJson(at + "?k=1.5", "{\"vector\":[1,2,3,4,5,6,7,8]}"), "400 k must be in 1..=100");
        wrong.put(
                r -> RunningEdge.postJson(at, "{\"vector\":[1,2,3,4,5,6,7,8],\"k\":\"5\"}"),
                "400 k must be in 1..=100");
        wrong.put(
                r -> RunningEdge.postJson(at + "?nprobes=999", "{\"vector\":[1,2,3,4,5,6,7,8]}"),
                "400 nprobes must be in 1..=255");
        wrong.put(
                r -> RunningEdge.postJson(at + "?minScore=much", "{\"vector\":[1,2,3,4,5,6,7,8]}"),
                "400 minScore must be a number");
        wrong.put(
                r -> RunningEdge.postJson(at + "?payload=word", "{\"vector\":[1,2,3,4,5,6,7,8]}"),
                "400 payload must name some of ");
        wrong.put(
                r -> RunningEdge.postJson(at + "?filter=%7B", "{\"vector\":[1,2,3,4,5,6,7,8]}"),
                "400 filter is not JSON");
        wrong.put(
                r -> RunningEdge.postJson(at, "{\"vector\":[1,2,3,4,5,6,7,8],\"filter\":[]}"),
                "400 filter needs an object of conditions, eight deep at most");
        wrong.put(
                r -> RunningEdge.postJson(at, "{\"vector\":[1,2,3,4,5,6,7,8],\"filter\":{\"a\":1}}"),
                "400 filter names a, which the pack does not have");
        wrong.put(
                r -> SnippetRequest.post(at, new byte[70_000]).withHeader("content-type", "application/octet-stream"),
                "413 the body is longer than 65536 bytes");
        wrong.put(
                r -> SnippetRequest.post(at, new byte[31]).withHeader("content-type", "application/octet-stream"),
                "400 vector needs 8 values");
        wrong.forEach((change, wanted) -> {
            Answer answer = ask(change.apply(request()));
            int status = Integer.parseInt(wanted.substring(0, 3));
            assertEquals(
                    "{\"error\":\"" + wanted.substring(4) + "\",\"status\":" + status + "}", answer.textOf(status));
        });
    }
}
