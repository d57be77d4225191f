package dev.evodb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.evodb.api.auth.ApiKeys;
import dev.evodb.api.route.RequestLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server with keys: `admin` opens everything, `reader` the table `t3`, `team` the namespaces below `a`.
class AuthenticationTest {
    private static final BlockingQueue<RequestLog.Entry> LOG = new LinkedBlockingQueue<>();
    private static final ApiKeys.NewKey ADMIN = ApiKeys.create("admin", "*");
    private static final ApiKeys.NewKey READER = ApiKeys.create("reader", "t3");
    private static final ApiKeys.NewKey TEAM = ApiKeys.create("team", "a$*");

    @TempDir
    private static Path folder;

    private static ServedTables served;

    @BeforeAll
    static void start() throws IOException {
        Path file = folder.resolve("keys");
        Files.writeString(file, String.join("\n", ADMIN.line(), READER.line(), TEAM.line()));
        ApiKeys keys = ApiKeys.read(file);
        served = ServedTables.start(
                folder.resolve("tables"), options -> options.withKeys(keys).withLog(LOG::add));
        // Reads like a table of the team, but is none.
        Files.createDirectory(folder.resolve("tables/a$b.lance"));
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static HttpResponse<String> ask(String method, String path, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(served.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{}"));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return served.send(request);
    }

    private static HttpResponse<String> read(String table, ApiKeys.NewKey key) throws IOException {
        return ask("POST", "/v1/table/" + table + "/search", "x-api-key", key.key());
    }

    private static void refused(int status, int code, HttpResponse<String> answer) {
        CleanAnswers.assertError(status, code, answer, folder);
        assertFalse(answer.body().contains(ADMIN.key()));
        assertEquals(
                status == 401 ? "Bearer" : "",
                answer.headers().firstValue("www-authenticate").orElse(""));
    }

    @Test
    void withoutAKeyNothingIsTold() throws IOException {
        for (String path : List.of(
                "/v1/table/t3/search",
                "/v1/table/t3/describe/",
                "/v1/table/none/describe",
                "/v1/table/..%24/describe",
                "/v1/table/t3/create",
                "/v1/namespace/$/describe")) {
            refused(401, 16, ask("POST", path));
        }
        for (String path : List.of("/v1/table", "/v1/table/", "/v1/namespace/$/list", "/metrics")) {
            refused(401, 16, ask("GET", path));
        }
    }

    @Test
    void wrongKeysAreRefused() throws IOException {
        String path = "/v1/table/t3/search";
        for (String key : List.of("x", "evo_", ADMIN.key() + "0", ADMIN.line().split(" ", -1)[1], "x".repeat(5000))) {
            refused(401, 16, ask("POST", path, "x-api-key", key));
            refused(401, 16, ask("POST", path, "authorization", "Bearer " + key));
        }
        refused(401, 16, ask("POST", path, "x-api-key", ""));
        refused(401, 16, ask("POST", path, "authorization", ADMIN.key()));
        refused(401, 16, ask("POST", path, "authorization", "Basic " + ADMIN.key()));
        refused(401, 16, ask("POST", path, "authorization", "Bearer"));
        refused(401, 16, ask("POST", path + "?x-api-key=" + ADMIN.key()));
        // A key that is wrong is not made good by another one.
        refused(401, 16, ask("POST", path, "x-api-key", "x", "authorization", "Bearer " + ADMIN.key()));
        refused(400, 13, ask("POST", path, "x-api-key", ADMIN.key(), "x-api-key", ADMIN.key()));
        refused(400, 13, ask("POST", path, "authorization", "Bearer x", "authorization", "Bearer " + ADMIN.key()));
    }

    @Test
    void bothHeadersTakeAKey() throws IOException {
        String path = "/v1/table/t3/search";
        assertEquals(200, ask("POST", path, "X-API-Key", READER.key()).statusCode());
        assertEquals(
                200,
                ask("POST", path, "authorization", "Bearer " + READER.key()).statusCode());
        assertEquals(
                200,
                ask("POST", path, "Authorization", "bearer  " + READER.key()).statusCode());
        assertEquals(200, ask("GET", "/metrics", "x-api-key", READER.key()).statusCode());
    }

    @Test
    void healthNeedsNoKey() throws IOException {
        for (String path : List.of("/", "/healthz", "/readyz", "/openapi.yaml")) {
            assertEquals(200, ask("GET", path).statusCode());
        }
    }

    @Test
    void aKeyOpensItsTablesAlone() throws IOException {
        assertEquals(200, read("t3", READER).statusCode());
        assertEquals(200, read("a$b$tt", TEAM).statusCode());
        assertEquals(404, read("a.b.tt", ADMIN).statusCode());
        for (String table : List.of("tj", "words", "a$b$tt", "none", "t3$t3", "T3")) {
            refused(403, 15, read(table, READER));
        }
        for (String table : List.of("t3", "a", "ab", "none")) {
            refused(403, 15, read(table, TEAM));
        }
        for (String route : List.of(
                "describe",
                "count_rows",
                "stats",
                "version/list",
                "tags/list",
                "index/list",
                "index/vector_idx/stats",
                "index/vector_idx/prewarm",
                "query",
                "explain_plan",
                "analyze_plan",
                "exists")) {
            refused(403, 15, ask("POST", "/v1/table/tj/" + route, "x-api-key", READER.key()));
        }
        refused(403, 15, ask("POST", "/v1/table/a.b/describe?delimiter=.", "x-api-key", READER.key()));
        assertEquals(
                200,
                ask("POST", "/v1/table/a.b.tt/search?delimiter=.", "x-api-key", TEAM.key())
                        .statusCode());
        refused(403, 15, ask("POST", "/v1/table/a$b/describe?delimiter=.", "x-api-key", TEAM.key()));
        refused(403, 15, ask("GET", "/v1/namespace/a/list", "x-api-key", READER.key()));
        assertEquals(
                200, ask("GET", "/v1/namespace/a/list", "x-api-key", TEAM.key()).statusCode());
    }

    /// The root that a client gives itself widens nothing.
    @Test
    void thePrefixIsPartOfTheName() throws IOException {
        String path = "/v1/table/t3/search";
        refused(403, 15, ask("POST", path, "x-api-key", READER.key(), "x-lancedb-database-prefix", "a"));
        assertEquals(
                200,
                ask("POST", "/v1/table/b$tt/search", "x-api-key", TEAM.key(), "x-lancedb-database-prefix", "a")
                        .statusCode());
        refused(
                403,
                15,
                ask("POST", "/v1/table/tt/search", "x-api-key", READER.key(), "x-lancedb-database-prefix", "a$b"));
    }

    @Test
    void listsHaveWhatAKeyOpens() throws IOException {
        assertEquals(List.of("t3"), listed("/v1/table", READER, "tables"));
        assertEquals(List.of("t3"), listed("/v1/table/", READER, "tables"));
        assertEquals(List.of("t3"), listed("/v1/namespace/$/table/list", READER, "tables"));
        assertEquals(List.of(), listed("/v1/namespace/$/list", READER, "namespaces"));
        assertEquals(List.of("a$b$tt"), listed("/v1/table", TEAM, "tables"));
        assertEquals(List.of(), listed("/v1/table/", TEAM, "tables"));
        assertEquals(List.of("a"), listed("/v1/namespace/$/list", TEAM, "namespaces"));
        assertEquals(List.of("tt"), listed("/v1/namespace/a$b/table/list", TEAM, "tables"));
        assertEquals(List.of("a$b", "a$b$tt", "t3", "tj", "words"), listed("/v1/table", ADMIN, "tables"));
    }

    private static List<String> listed(String path, ApiKeys.NewKey key, String field) throws IOException {
        HttpResponse<String> answer = ask("GET", path, "x-api-key", key.key());
        assertEquals(200, answer.statusCode(), answer.body());
        List<String> names = new ArrayList<>();
        for (JsonNode name : CleanAnswers.json(answer.body()).path(field)) {
            names.add(name.asText());
        }
        return names;
    }

    @Test
    void keysAreInNoLog() throws IOException {
        LOG.clear();
        read("t3", READER);
        read("tj", READER);
        ask("POST", "/v1/table/t3/search", "x-api-key", ADMIN.key() + "0");
        ask("POST", "/v1/table/t3/search", "authorization", "Bearer " + ADMIN.key() + "0");
        ask("POST", "/v1/table/" + ADMIN.key() + "/search", "x-api-key", ADMIN.key());
        ask("GET", "/" + ADMIN.key(), "x-api-key", ADMIN.key());
        assertEquals(6, LOG.size());
        List<String> principals = new ArrayList<>();
        for (RequestLog.Entry entry : LOG) {
            principals.add(entry.principal());
            StringWriter text = new StringWriter();
            text.append(entry.requestId())
                    .append(entry.method())
                    .append(entry.route())
                    .append(entry.principal());
            if (entry.failure() != null && entry.isFault()) {
                entry.failure().printStackTrace(new PrintWriter(text));
            }
            for (ApiKeys.NewKey key : List.of(ADMIN, READER, TEAM)) {
                assertFalse(text.toString().contains(key.key()), text.toString());
            }
            assertFalse(entry.isFault());
        }
        assertEquals(List.of("reader", "reader", "", "", "admin", ""), principals);
        String metrics = ask("GET", "/metrics", "x-api-key", ADMIN.key()).body();
        assertTrue(metrics.contains("evodb_requests"));
        assertFalse(metrics.contains(ADMIN.key()));
        assertFalse(metrics.contains("reader"));
    }
}
