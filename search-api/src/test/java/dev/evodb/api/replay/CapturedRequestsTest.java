package dev.evodb.api.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.api.ServedTables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.SeekableReadChannel;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every request that was recorded of three unmodified clients, sent again byte for byte: the status that the
/// client needs, the media type that it insists on, and a body that can be read.
final class CapturedRequestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CAPTURES =
            Path.of(System.getProperty("evodb.root"), "search-api/src/test/resources/captures");
    private static final String PLACEHOLDER = "<";

    /// The last parts of paths that change something.
    private static final Set<String> WRITES = Set.of(
            "create",
            "insert",
            "merge_insert",
            "update",
            "delete",
            "create_index",
            "create_scalar_index",
            "drop",
            "rename",
            "restore",
            "add_columns",
            "alter_columns",
            "drop_columns");

    /// Headers that a client library sets itself, and the version that a recorded write had made, which here
    /// never comes to be.
    private static final Set<String> LEFT_OUT = Set.of(
            "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "x-lancedb-min-version");

    /// Requests that the clients sent to see them fail.
    private static final Map<String, Integer> FAILING = Map.ofEntries(
            Map.entry("wrong dim", 400),
            Map.entry("missing", 404),
            Map.entry("busy", 404),
            Map.entry("query missing", 404),
            Map.entry("query bad filter", 400),
            Map.entry("query bad dim", 400),
            Map.entry("traversal", 400),
            Map.entry("vec bad col", 400),
            Map.entry("vec bad dim", 400),
            Map.entry("bad filter", 400),
            Map.entry("indexStats POST /v1/table/tj/index//stats?delimiter=%24", 400),
            Map.entry("tagVersion", 404),
            Map.entry("explain POST /v1/table/t3/explain_plan", 400),
            Map.entry("analyze POST /v1/table/t3/analyze_plan", 400));

    @TempDir
    private static Path folder;

    private static ServedTables served;

    @BeforeAll
    static void start() throws IOException {
        // The prefix of a database is the namespace that its client takes for the root.
        Files.createDirectories(folder.resolve("prefix"));
        Files.createSymbolicLink(folder.resolve("prefix/x"), folder);
        served = ServedTables.start(folder);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @TestFactory
    List<DynamicTest> requestsOfLanceDbForNode() throws IOException {
        return requests("lancedb-node-0.39.0.requests.jsonl", 70);
    }

    @TestFactory
    List<DynamicTest> requestsOfLanceDbForNodeToTheReferenceServer() throws IOException {
        return requests("lancedb-node-0.39.0_vs_RestAdapter-7.0.0.jsonl", 32);
    }

    @TestFactory
    List<DynamicTest> requestsOfTheNamespaceClient() throws IOException {
        return requests("lance-namespace-apache-client-0.7.7_vs_superset-mock.jsonl", 30);
    }

    @TestFactory
    List<DynamicTest> requestsOfTheNativeNamespaceClient() throws IOException {
        return requests("lance-core-7.0.0-RestNamespace_vs_superset-mock.jsonl", 33);
    }

    @TestFactory
    List<DynamicTest> requestsOfTheNativeNamespaceClientToTheReferenceServer() throws IOException {
        return requests("lance-core-7.0.0-RestNamespace_vs_RestAdapter-7.0.0.jsonl", 33);
    }

    private static List<DynamicTest> requests(String file, int count) throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<String> lines = Files.readAllLines(CAPTURES.resolve(file));
        assertEquals(count, lines.size());
        for (String line : lines) {
            JsonNode captured = JSON.readTree(line);
            tests.add(DynamicTest.dynamicTest(name(captured), () -> replay(captured)));
        }
        return tests;
    }

    private static String name(JsonNode captured) {
        return captured.path("case").asText() + " " + captured.path("method").asText() + " "
                + captured.path("target").asText();
    }

    private static void replay(JsonNode captured) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(served.url() + captured.path("target").asText()))
                .method(
                        captured.path("method").asText(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                body(captured.path("body").asText())));
        for (JsonNode header : captured.path("headers")) {
            String name = header.get(0).asText().toLowerCase(Locale.ROOT);
            if (!LEFT_OUT.contains(name)) {
                request.header(name, header.get(1).asText());
            }
        }
        HttpResponse<byte[]> answer = served.send(request, HttpResponse.BodyHandlers.ofByteArray());
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        String operation = operation(captured.path("target").asText());
        assertEquals(status(captured, operation), answer.statusCode(), text);
        if (answer.statusCode() >= 400) {
            JsonNode error = JSON.readTree(answer.body());
            assertTrue(error.path("error").isTextual() && error.path("code").isInt(), text);
        } else if (operation.equals("query")) {
            assertEquals(
                    "application/vnd.apache.arrow.file",
                    answer.headers().firstValue("content-type").orElse(""));
            assertTrue(answer.headers().firstValue("x-lancedb-version").isPresent());
            readArrow(answer.body());
        } else if (answer.body().length > 0) {
            assertEquals(
                    "application/json",
                    answer.headers().firstValue("content-type").orElse(""));
            JSON.readTree(answer.body());
        }
    }

    /// What was sent; bodies of Arrow are recorded in files of their own, or not at all.
    private static byte[] body(String recorded) throws IOException {
        return recorded.startsWith(PLACEHOLDER)
                ? Files.readAllBytes(CAPTURES.resolve("bodies/t3-insert.arrows"))
                : recorded.getBytes(StandardCharsets.UTF_8);
    }

    private static int status(JsonNode captured, String operation) {
        if (WRITES.contains(operation)) {
            return 406;
        }
        Integer byName = FAILING.get(name(captured));
        return byName != null
                ? byName
                : FAILING.getOrDefault(captured.path("case").asText(), 200);
    }

    private static String operation(String target) {
        String path = target.replaceFirst("\\?.*", "").replaceFirst("/$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void readArrow(byte[] bytes) throws IOException {
        try (RootAllocator allocator = new RootAllocator();
                ArrowFileReader reader = new ArrowFileReader(
                        new SeekableReadChannel(new ByteArrayReadableSeekableByteChannel(bytes)), allocator)) {
            assertTrue(!reader.getVectorSchemaRoot().getSchema().getFields().isEmpty());
            while (reader.loadNextBatch()) {
                assertTrue(reader.getVectorSchemaRoot().getRowCount() >= 0);
            }
        }
    }
}
