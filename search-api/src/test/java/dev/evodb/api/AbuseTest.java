package dev.evodb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that mean harm, or ask for more than there is, and what each is answered. After each of them the
/// server answers an honest one.
class AbuseTest {
    private static final int INVALID = 13;
    private static final String VECTOR = "[0.1,0.2,0.3,0.4]";
    private static final ApiLimits LIMITS = new ApiLimits(8 << 20, 100, 1000, 16, 200, 1 << 20, Duration.ofSeconds(30));

    @TempDir
    private static Path folder;

    @TempDir
    private static Path otherFolder;

    @TempDir
    private static Path smallFolder;

    private static ServedTables served;

    /// With the limits that a server has if nobody says otherwise, but for the bytes of an answer.
    private static ServedTables large;

    private static ServedTables small;

    @BeforeAll
    static void start() throws IOException {
        served = ServedTables.start(folder, options -> options.withLimits(LIMITS), "strings-22");
        large = ServedTables.start(
                otherFolder, options -> options.withLimits(ApiLimits.DEFAULT.withAnswers(1_000_000, 1 << 20)));
        small = ServedTables.start(
                smallFolder, options -> options.withLimits(ApiLimits.DEFAULT.withAnswers(1000, 20_000)));
    }

    @AfterAll
    static void stop() {
        served.close();
        large.close();
        small.close();
    }

    @AfterEach
    void goesOn() throws IOException {
        HttpResponse<String> honest = served.post("/v1/table/t3/search", "{\"vector\":" + VECTOR + ",\"k\":3}");
        assertEquals(200, honest.statusCode(), honest.body());
        assertEquals(3, CleanAnswers.json(honest.body()).path("rows").size());
    }

    private static HttpResponse<String> search(String body) throws IOException {
        return served.post("/v1/table/t3/search", body);
    }

    private static JsonNode refused(int status, int code, HttpResponse<String> answer) {
        return CleanAnswers.assertError(status, code, answer, folder);
    }

    /// Both routes of queries refuse it, and so does the plan.
    private static void refusesQuery(String body) throws IOException {
        for (String route : List.of("query", "search", "explain_plan", "analyze_plan")) {
            refused(400, INVALID, served.post("/v1/table/t3/" + route, body));
        }
    }

    private static int rows(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return CleanAnswers.json(answer.body()).path("rows").size();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"k\":9223372036854775807",
                "\"k\":101",
                "\"k\":100,\"offset\":1",
                "\"k\":9223372036854775807,\"offset\":9223372036854775807",
                "\"k\":1,\"offset\":9223372036854775807",
                "\"k\":9223372036854775808",
                "\"k\":-1",
                "\"k\":1.5",
                "\"k\":1e3",
                "\"k\":\"3\"",
                "\"k\":[]",
                "\"k\":true",
                "\"offset\":-1",
                "\"k\":100,\"refine_factor\":11",
                "\"k\":100,\"refine_factor\":2147483647",
                "\"refine_factor\":2147483648",
                "\"refine_factor\":-1",
                "\"nprobes\":0",
                "\"nprobes\":-1",
                "\"nprobes\":2147483648",
                "\"ef\":0",
                "\"lower_bound\":1e999",
                "\"upper_bound\":\"x\"",
                "\"distance_type\":\"manhattan\"",
                "\"vector_column\":\"name\"",
                "\"version\":-1",
                "\"version\":1e999999999",
                "\"prefilter\":1"
            })
    void numbersBeyondTheirLimitsAreRefused(String option) throws IOException {
        refusesQuery("{\"vector\":" + VECTOR + "," + option + "}");
    }

    @Test
    void wordsHaveTheSameLimitAsVectors() throws IOException {
        refused(400, INVALID, search("{\"full_text_query\":{\"query\":\"name\"},\"k\":9223372036854775807}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"nprobes\":2147483647",
                "\"maximum_nprobes\":0",
                "\"minimum_nprobes\":2147483647",
                "\"k\":0",
                "\"k\":10,\"refine_factor\":100",
                "\"ef\":2147483647"
            })
    void probesAreNoMoreThanThereArePartitions(String option) throws IOException {
        HttpResponse<String> answer = search("{\"vector\":" + VECTOR + "," + option + "}");
        assertEquals(200, answer.statusCode(), answer.body());
    }

    @Test
    void aScanIsCutAndSaysSo() throws IOException {
        for (String k : List.of("9223372036854775807", "201")) {
            HttpResponse<String> answer = search("{\"vector\":[],\"columns\":[\"id\"],\"k\":" + k + "}");
            assertEquals(200, rows(answer));
            assertEquals("200", answer.headers().firstValue("x-evodb-row-limit").orElse(""));
        }
        HttpResponse<String> whole = search("{\"vector\":[],\"columns\":[\"id\"],\"k\":200}");
        assertEquals(200, rows(whole));
        assertTrue(whole.headers().firstValue("x-evodb-row-limit").isEmpty());
    }

    @Test
    void anOffsetBeyondTheTableGivesNothing() throws IOException {
        for (String offset : List.of("310", "9223372036854775807")) {
            assertEquals(0, rows(search("{\"k\":9223372036854775807,\"offset\":" + offset + "}")));
            assertEquals(
                    0, rows(search("{\"filter\":\"id >= 0\",\"k\":9223372036854775807,\"offset\":" + offset + "}")));
        }
        assertEquals(110, rows(search("{\"k\":9223372036854775807,\"offset\":200,\"columns\":[\"id\"]}")));
    }

    @Test
    void anAnswerBeyondItsBytesIsNotGivenAsAWholeOne() throws IOException {
        HttpResponse<String> whole = served.post("/v1/table/words/search", "{\"k\":100}");
        assertEquals(100, rows(whole));
        for (String route : List.of("query", "search")) {
            // A part of it has left by then: the connection ends within the answer.
            assertThrows(IOException.class, () -> large.post("/v1/table/words/" + route, "{\"k\":20000}"));
            refused(400, INVALID, small.post("/v1/table/words/" + route, "{\"k\":100}"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[NaN,0,0,0]",
                "[Infinity,0,0,0]",
                "[-Infinity,0,0,0]",
                "[1e999,0,0,0]",
                "[-1e39,0,0,0]",
                "[1,2,3]",
                "[1,2,3,4,5]",
                "[\"1\",2,3,4]",
                "[1,\"2\",3,4]",
                "[1,null,3,4]",
                "[1,[2],3,4]",
                "[[]]",
                "[[1,2,3,4],[]]",
                "[[1,2,3,4],5]",
                "[[[1,2,3,4]]]",
                "{\"single_vector\":[1,2]}",
                "{\"multi_vector\":[[1]]}",
                "\"0.1\"",
                "7",
                "true",
                "[,]",
                "[1 2 3 4]",
                "[0x1,0,0,0]",
                "[01,0,0,0]",
                "[1.,0,0,0]",
                "[.5,0,0,0]",
                "[+1,0,0,0]"
            })
    void vectorsThatAreNone(String vector) throws IOException {
        refusesQuery("{\"vector\":" + vector + "}");
    }

    @Test
    void vectorsBeyondTheirLimits() throws IOException {
        refusesQuery("{\"vector\":[" + "0,".repeat(999_999) + "0]}");
        refusesQuery("{\"vector\":[" + (VECTOR + ",").repeat(16) + VECTOR + "]}");
        refusesQuery("{\"vector\":" + "[".repeat(1000) + "]".repeat(1000) + "}");
        refusesQuery("{\"vector\":[0." + "1".repeat(100) + ",0,0,0]}");
    }

    @Test
    void neighboursOfAllVectorsTogetherAreLimited() throws IOException {
        String vectors = "[" + (VECTOR + ",").repeat(15) + VECTOR + "]";
        assertEquals(1600, rows(search("{\"vector\":" + vectors + ",\"k\":100}")));
        String wide = "[" + "0.1,".repeat(99) + "0.1]";
        HttpResponse<String> bomb = large.post(
                "/v1/table/words/search",
                "{\"vector\":[" + (wide + ",").repeat(255) + wide + "],\"k\":10000,\"refine_factor\":10}");
        refused(413, INVALID, bomb);
    }

    @Test
    void aZeroVectorHasADistanceByCosine() throws IOException {
        HttpResponse<String> answer =
                search("{\"vector\":[0,0,0,0],\"distance_type\":\"cosine\",\"bypass_vector_index\":true,\"k\":2}");
        assertEquals(2, rows(answer));
        for (JsonNode row : CleanAnswers.json(answer.body()).path("rows")) {
            assertEquals(1.0, row.path("_distance").asDouble(), 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"k\":1,\"k\":2}",
                "{\"vector\":[],\"vector\":[1,2,3,4]}",
                "{\"x\":{\"a\":1,\"a\":2}}",
                "{\"k\":1}x",
                "{\"k\":1}{}",
                "{\"k\":1}]",
                "{\"k\":1",
                "{\"k\":1,}",
                "{'k':1}",
                "{k:1}",
                "/* */{\"k\":1}",
                "{\"k\":1}// x",
                "[]",
                "\"k\"",
                "7",
                "",
                " ",
                "null",
                "{\"filter\":\"\u0001\"}",
                "{\"filter\":\"\\ud800 = 1\"}",
                "{\"filter\":\"\\udc00\\ud800 = 1\"}",
                "{\"full_text_query\":{\"query\":\"\\uD83D\\u0041\"}}",
                "{\"columns\":[\"\\ud83d\"]}"
            })
    void bodiesThatAreNoQuery(String body) throws IOException {
        refusesQuery(body);
    }

    static List<byte[]> encodings() {
        byte[] mark = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, '{', '}'};
        byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'};
        byte[] lone = {'{', '"', 'a', '"', ':', '"', (byte) 0xFF, '"', '}'};
        byte[] surrogate = {'{', '"', 'a', '"', ':', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', '}'};
        byte[] cut = {'{', '"', 'a', '"', ':', '"', (byte) 0xE2, (byte) 0x82};
        byte[] zero = {'{', '}', 0};
        return List.of(
                mark,
                overlong,
                lone,
                surrogate,
                cut,
                zero,
                "{\"k\":1}".getBytes(StandardCharsets.UTF_16),
                "{\"k\":1}".getBytes(StandardCharsets.UTF_16LE),
                "{\"k\":1}".getBytes(StandardCharsets.UTF_16BE),
                "{\"k\":1}".getBytes(StandardCharsets.UTF_32));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void bodiesThatAreNoUtf8(byte[] body) throws IOException {
        for (String route : List.of("search", "query", "describe", "count_rows")) {
            refused(400, INVALID, posted("/v1/table/t3/" + route, body));
        }
    }

    private static HttpResponse<String> posted(String path, byte[] body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(served.url() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return served.send(request);
    }

    @Test
    void deepJson() throws IOException {
        for (int depth : List.of(33, 1000, 500_000)) {
            String arrays = "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
            refusesQuery(arrays);
            refusesQuery("{\"x\":".repeat(depth) + "1" + "}".repeat(depth));
            refusesQuery("{\"query\":".repeat(depth) + "{}" + "}".repeat(depth));
        }
        refused(400, INVALID, served.post("/v1/table/t3/describe", "[".repeat(1000)));
        assertEquals(
                400,
                served.post("/v1/table/t3/count_rows", "{\"a\":".repeat(1000)).statusCode());
    }

    @Test
    void wholeCharactersMayBeEscaped() throws IOException {
        String pair = "{\"filter\":\"name = '\\uD83D\\uDE00\\\\ud800\"}".replace("d800\"", "d800'\"");
        assertEquals(0, rows(search(pair)));
    }

    @Test
    void longTextsAndNumbers() throws IOException {
        refusesQuery("{\"filter\":\"" + "a".repeat((1 << 20) + 1) + "\"}");
        refusesQuery("{\"columns\":[\"" + "a".repeat((1 << 20) + 1) + "\"]}");
        refusesQuery("{\"" + "a".repeat(1025) + "\":1}");
        refusesQuery("{\"x\":" + "1".repeat(65) + "}");
        refused(400, INVALID, served.post("/v1/table/t3/describe", "{\"version\":" + "1".repeat(65) + "}"));
    }

    @Test
    void bodiesOverTheLimit() throws IOException {
        byte[] large = new byte[(8 << 20) + 1];
        java.util.Arrays.fill(large, (byte) ' ');
        large[0] = '{';
        large[large.length - 1] = '}';
        refused(413, INVALID, posted("/v1/table/t3/search", large));
        refused(413, INVALID, posted("/v1/table/t3/describe", java.util.Arrays.copyOf(large, 300_000)));
    }

    @Test
    void compressedBodies() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 20; i++) {
                gzip.write(zeros);
            }
        }
        for (String coding : List.of("gzip", "deflate", "br", "zstd", "gzip, gzip", "x")) {
            for (String route : List.of("search", "query", "describe")) {
                refused(
                        415,
                        INVALID,
                        posted("/v1/table/t3/" + route, packed.toByteArray(), "content-encoding", coding));
            }
        }
        HttpRequest.Builder text = HttpRequest.newBuilder(URI.create(served.url() + "/v1/table/t3/search"))
                .header("content-type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        refused(415, INVALID, served.send(text));
    }

    /// Bodies of Arrow are for writes, and these are refused whatever they carry.
    @Test
    void writesAreRefused() throws IOException {
        byte[] hostile = new byte[1 << 16];
        new Random(5).nextBytes(hostile);
        for (String route : List.of(
                "create?mode=overwrite",
                "insert/",
                "merge_insert?on=id",
                "drop",
                "delete",
                "update",
                "register",
                "restore",
                "create_index",
                "index/x/drop",
                "tags/create",
                "add_columns")) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(served.url() + "/v1/table/t3/" + route))
                    .header("content-type", "application/vnd.apache.arrow.stream")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(hostile));
            refused(406, 0, served.send(request));
        }
        refused(406, 0, served.post("/v1/table/x/register", "{\"location\":\"http://169.254.169.254/latest\"}"));
        refused(406, 0, served.post("/v1/table/x/register", "{\"location\":\"file:///etc/passwd\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2F..%2Fetc%2Fpasswd",
                "..%2f..%2fetc%2fpasswd",
                "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
                "..%5C..%5Cetc",
                "%2Fetc%2Fpasswd",
                "t3%00",
                "t3%00.lance",
                "%00",
                "t3%0A",
                "t3%0D%0Ax",
                "t3%7F",
                "t3%C2%85",
                "%2E",
                "%2E%2E",
                "%2E%2E$t3",
                "a$..$t3",
                "a$.$t3",
                "a$$t3",
                "$t3",
                "t3$",
                "$",
                "%C0%AE%C0%AE%C0%AFetc",
                "%E0%80%AF",
                "%FF",
                "%ED%A0%80",
                "%",
                "%2",
                "%zz",
                "%+1",
                "%%32%46",
                "%EF%BC%84%EF%BC%84%5C"
            })
    void namesThatLeadElsewhere(String name) throws IOException {
        for (String route : List.of("describe", "search", "count_rows", "version/list", "index/x/stats", "tags/list")) {
            String answer = RawHttp.send(served.port(), "POST", "/v1/table/" + name + "/" + route, "{}");
            assertEquals("400", RawHttp.status(answer), name + ": " + answer);
            CleanAnswers.assertClean(answer, folder);
        }
        for (String route : List.of("list", "table/list", "describe", "exists")) {
            String method = route.endsWith("list") ? "GET" : "POST";
            String answer = RawHttp.send(served.port(), method, "/v1/namespace/" + name + "/" + route, "");
            boolean isRoot = name.equals("$");
            assertEquals(isRoot ? "200" : "400", RawHttp.status(answer), name + ": " + answer);
            CleanAnswers.assertClean(answer, folder);
        }
        String answer = RawHttp.send(served.port(), "POST", "/v1/table/t3/index/" + name + "/stats", "{}");
        assertTrue(List.of("400", "404").contains(RawHttp.status(answer)), name + ": " + answer);
    }

    /// Names that are none of a table, but could mean something to some system.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%252e%252e%252fetc",
                "..%252f",
                "...",
                "~",
                "~root",
                "CON",
                "NUL",
                "aux.txt",
                "COM1",
                "t3.lance",
                "t3.lance:x",
                "t3::$DATA",
                "C:",
                "T3",
                "t3%20",
                "%20t3",
                "t3.",
                "%EF%BC%8E%EF%BC%8E",
                "*",
                "t?",
                "${jndi:ldap:x}",
                "a",
                "_versions",
                "t3$_versions",
                "t3.lance$_versions"
            })
    void namesOfNoTable(String name) throws IOException {
        String answer = RawHttp.send(served.port(), "POST", "/v1/table/" + name + "/describe", "{}");
        assertTrue(List.of("400", "404").contains(RawHttp.status(answer)), name + ": " + answer);
        CleanAnswers.assertClean(answer, folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/table/../../etc/passwd/describe",
                "/v1/table/../table/t3/describe",
                "/v1/table/./t3/describe",
                "/v1/../v1/table/t3/describe",
                "/../v1/table/t3/describe",
                "//v1/table/t3/describe",
                "/v1//table/t3/describe",
                "/v1/table//t3/describe",
                "/v1/table//describe",
                "/v1/table/t3;x=1/describe",
                "/v1/table/t3/describe;x",
                "/v1/table/t3/describe//",
                "/v1/table/t3/describe/x",
                "/v1/table/t3/Describe",
                "/V1/table/t3/describe",
                "/v1%2Ftable%2Ft3%2Fdescribe",
                "/v1/table/t3/%64escribe",
                "/v1/table/t3/index//stats",
                "/v1/table/t3\\describe",
                "/v2/table/t3/describe",
                "/etc/passwd",
                "/v1/table/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s",
                "/%2e%2e/%2e%2e/etc/passwd"
            })
    void pathsThatLeadElsewhere(String path) throws IOException {
        String answer = RawHttp.send(served.port(), "POST", path, "{}");
        assertTrue(List.of("400", "404", "405").contains(RawHttp.status(answer)), path + ": " + answer);
        CleanAnswers.assertClean(answer, folder);
        assertFalse(answer.contains("root:"), answer);
        assertFalse(answer.contains("\"schema\""), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=-1",
                "limit=0",
                "limit=x",
                "limit=99999999999999999999",
                "limit=1&limit=2",
                "limit=%",
                "limit=%ff",
                "delimiter=&limit=1"
            })
    void parametersThatMakeNoSense(String query) throws IOException {
        String answer = RawHttp.send(served.port(), "GET", "/v1/namespace/$/table/list?" + query, "");
        assertEquals("400", RawHttp.status(answer), answer);
        CleanAnswers.assertClean(answer, folder);
    }

    @Test
    void manyParameters() throws IOException {
        String many = IntStream.range(0, 100).mapToObj(i -> "p" + i + "=1").collect(Collectors.joining("&"));
        refused(400, INVALID, served.get("/v1/table?" + many));
        refused(400, INVALID, served.get("/v1/table?delimiter=123456789"));
    }

    private static String sql(String filter) {
        return CleanAnswers.JSON
                .createObjectNode()
                .put("filter", filter)
                .put("k", 5)
                .toString();
    }

    static List<String> filtersOfBombs() {
        String ors = IntStream.range(0, 10_000).mapToObj(i -> "id = " + i).collect(Collectors.joining(" OR "));
        return List.of(
                "name = '" + "x".repeat(1 << 20) + "'",
                ors,
                IntStream.range(0, 600).mapToObj(i -> "id=" + i).collect(Collectors.joining(" OR ")),
                "(".repeat(1000) + "id = 1" + ")".repeat(1000),
                "(".repeat(8000) + "id = 1" + ")".repeat(8000),
                "(".repeat(16_000),
                "NOT ".repeat(1000) + "id = 1",
                "NOT ".repeat(4000) + "id = 1",
                "- ".repeat(5000) + "1 = id",
                "id = " + "CAST(".repeat(500) + "1" + " AS BIGINT)".repeat(500),
                "id = 1 AND ".repeat(1400) + "id = 1",
                "name LIKE '%" + "/a".repeat(7000),
                "`" + "/a".repeat(7000) + "` = 1",
                "\"" + "/a b".repeat(3000) + "\" = 1",
                "nosuch(id)",
                "id = 1; DROP TABLE t3",
                "id =",
                "' OR 1=1",
                "id = 1e999999999",
                "no_such = 1",
                "id",
                "\u0000",
                "_distance > 'x'");
    }

    @ParameterizedTest
    @MethodSource("filtersOfBombs")
    void filtersThatAreRefused(String filter) throws IOException {
        for (String route : List.of("search", "query", "explain_plan", "analyze_plan")) {
            HttpResponse<String> scan = served.post("/v1/table/t3/" + route, sql(filter));
            int code = filter.startsWith("no_such") || filter.startsWith("`") || filter.startsWith("\"") ? 12 : INVALID;
            assertEquals(400, scan.statusCode(), scan.body());
            assertTrue(
                    List.of(code, INVALID)
                            .contains(
                                    CleanAnswers.json(scan.body()).path("code").asInt()),
                    scan.body());
            CleanAnswers.assertClean(scan, folder);
        }
        String count =
                CleanAnswers.JSON.createObjectNode().put("predicate", filter).toString();
        HttpResponse<String> counted = served.post("/v1/table/t3/count_rows", count);
        assertTrue(List.of(400, 413).contains(counted.statusCode()), counted.body());
        CleanAnswers.assertClean(counted, folder);
    }

    /// Patterns that let others try all ways to match.
    static List<String> patterns() {
        return List.of(
                "name LIKE '" + "%".repeat(10_000) + "'",
                "name LIKE '" + "%a".repeat(5000) + "'",
                "name LIKE '" + "%_".repeat(5000) + "x'",
                "name LIKE '" + "_%".repeat(20) + "x'",
                "regexp_like(name, '(a+)+$')",
                "regexp_like(name, '(a|a)*b')",
                "regexp_like(name, '(.*)*x')",
                "regexp_like(name, '(a{1,1000}){1,1000}')",
                "regexp_like(name, '" + "(".repeat(3000) + "a" + ")".repeat(3000) + "')",
                "regexp_like(name, '" + "a?".repeat(3000) + "a')",
                "regexp_match(name, '(a+)+$')",
                "CAST(name AS INT) = 1",
                "CAST(CAST(id AS STRING) AS BINARY) = 'x'",
                "repeat(name, 1000000000) = 'x'",
                "lpad(name, 2000000000, 'x') = 'x'",
                "upper(lower(upper(lower(name)))) = 'X'",
                "id IN (" + IntStream.range(0, 900).mapToObj(Integer::toString).collect(Collectors.joining(",")) + ")",
                "id = 999999999999999999999999999999",
                "id = 1 --",
                "id / 0 = 1",
                "id % 0 = 1",
                "CAST(9223372036854775807 AS BIGINT) + id > 0");
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void patternsEndWhateverTheyAre(String filter) throws IOException {
        HttpResponse<String> answer = served.post("/v1/table/words/search", sql(filter.replace("name", "word")));
        assertTrue(List.of(200, 400, 406, 413).contains(answer.statusCode()), answer.body());
        CleanAnswers.assertClean(answer, folder);
    }

    @Test
    void computedColumnsHaveTheLimitsOfFilters() throws IOException {
        refusesQuery("{\"columns\":{\"x\":\"" + "(".repeat(8000) + "id" + ")".repeat(8000) + "\"}}");
        refusesQuery("{\"columns\":{\"x\":\"" + "y".repeat(100_000) + "\"}}");
        String many = IntStream.range(0, 20_000)
                .mapToObj(i -> "\"c" + i + "\":\"id\"")
                .collect(Collectors.joining(","));
        HttpResponse<String> answer = search("{\"columns\":{" + many + "},\"k\":1}");
        assertTrue(List.of(200, 400).contains(answer.statusCode()), answer.body());
    }

    @Test
    void columnsThatAreNone() throws IOException {
        refused(400, 12, search("{\"columns\":[\"no_such\"]}"));
        refused(400, 12, search("{\"vector\":" + VECTOR + ",\"columns\":[\"no_such\"]}"));
        refused(400, 12, search("{\"columns\":[\"" + "/a".repeat(100_000) + "\"]}"));
        for (String columns : List.of("[1]", "[null]", "\"id\"", "7", "{\"a\":1}", "{\"column_names\":[1]}")) {
            refused(400, INVALID, search("{\"columns\":" + columns + "}"));
        }
        String same = "\"id\",".repeat(100_000) + "\"id\"";
        HttpResponse<String> repeated = search("{\"columns\":[" + same + "],\"k\":100}");
        assertTrue(List.of(400, 413).contains(repeated.statusCode()));
    }

    @Test
    void anExpensiveQueryEndsAtItsDeadline() throws IOException {
        String vector = "[" + "0.1,".repeat(99) + "0.1]";
        String body = "{\"vector\":[" + (vector + ",").repeat(15) + vector + "],\"bypass_vector_index\":true,\"k\":60}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        assertEquals(960, rows(posted("/v1/table/words/search", bytes)));
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = posted("/v1/table/words/search", bytes, "x-request-timeout-ms", "1");
            assertTrue(List.of(200, 503, 504).contains(answer.statusCode()), answer.body());
            CleanAnswers.assertClean(answer, folder);
        }
        assertEquals(960, rows(posted("/v1/table/words/search", bytes, "x-request-timeout-ms", "9223372036854775807")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "99999999999999999999", "1e3", "0x1", "1 2"})
    void timesThatAreNone(String millis) throws IOException {
        refused(
                400,
                INVALID,
                posted("/v1/table/t3/search", "{}".getBytes(StandardCharsets.UTF_8), "x-request-timeout-ms", millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO", "get", "PROPFIND"})
    void otherMethods(String method) throws IOException {
        for (String path : List.of("/v1/table/t3/search", "/v1/table", "/healthz", "/")) {
            String answer = RawHttp.send(served.port(), method, path, "");
            assertEquals("405", RawHttp.status(answer), method + ": " + answer);
            CleanAnswers.assertClean(answer, folder);
            assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("access-control"), answer);
        }
    }

    @Test
    void wrongMethodsAndPaths() throws IOException {
        HttpResponse<String> wrong = served.get("/v1/table/t3/search");
        refused(405, 0, wrong);
        assertEquals("POST", wrong.headers().firstValue("allow").orElse(""));
        refused(405, 0, served.post("/v1/table", "{}"));
        refused(404, 0, served.get("/nothing"));
        refused(404, 0, served.get("/v1"));
        refused(404, 4, served.post("/v1/table/nothing/search", "{}"));
        refused(404, 1, served.get("/v1/namespace/nothing/list"));
        refused(404, 11, served.post("/v1/table/t3/describe", "{\"version\":999}"));
        refused(404, 6, served.post("/v1/table/t3/index/none/stats", "{}"));
        refused(404, 8, served.post("/v1/table/t3/tags/version", "{\"tag\":\"none\"}"));
    }

    @Test
    void headersOfTenancy() throws IOException {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        String path = "/v1/table/t3/search";
        refused(400, INVALID, posted(path, body, "x-lancedb-database", "a", "x-lancedb-database", "b"));
        refused(400, INVALID, posted(path, body, "x-lancedb-database-prefix", "a", "x-lancedb-database-prefix", "a"));
        for (String name : List.of("../", "..", ".", "a/b", "/etc", "a\\b", "x".repeat(256))) {
            refused(400, INVALID, posted(path, body, "x-lancedb-database", name));
            // A prefix is names with slashes between them; those of a database are none.
            boolean isNames = name.equals("a/b");
            refused(isNames ? 404 : 400, isNames ? 4 : INVALID, posted(path, body, "x-lancedb-database-prefix", name));
        }
        refused(404, 4, posted(path, body, "x-lancedb-database-prefix", "nothing"));
        refused(404, 4, posted(path, body, "x-lancedb-database-prefix", "a$b"));
        for (String name : List.of("x-request-timeout-ms", "x-lancedb-min-version", "content-encoding", "x-api-key")) {
            refused(400, INVALID, posted(path, body, name, "1", name, "1"));
        }
        refused(400, INVALID, posted(path, body, "x-lancedb-min-version", "-1"));
        refused(400, INVALID, posted(path, body, "x-lancedb-min-timestamp", "yesterday"));
        refused(400, INVALID, search("{\"id\":[\"tj\"]}"));
    }

    @Test
    void otherSitesAreNotAnswered() throws IOException {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        for (String origin :
                List.of("https://evil.example", "null", "http://127.0.0.1.evil.example", "", "http://localhost:1")) {
            refused(403, 15, posted("/v1/table/t3/search", body, "origin", origin));
        }
        assertEquals(
                200, posted("/v1/table/t3/search", body, "origin", served.url()).statusCode());
        for (String host : List.of(
                "evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example", "10.0.0.1", "[::2]:80")) {
            String answer = RawHttp.exchange(
                    served.port(), "GET /v1/table HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            assertEquals("403", RawHttp.status(answer), answer);
            CleanAnswers.assertClean(answer, folder);
        }
        for (String host : List.of("localhost", "LOCALHOST:" + served.port(), "[::1]:80", "127.0.0.1")) {
            String answer = RawHttp.exchange(
                    served.port(), "GET /v1/table HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
            assertEquals("200", RawHttp.status(answer), answer);
        }
    }

    @Test
    void nothingIsAllowedToOtherSites() throws IOException {
        for (String path : List.of("/", "/healthz", "/v1/table", "/metrics", "/openapi.yaml")) {
            HttpResponse<String> answer = served.get(path);
            assertEquals(200, answer.statusCode());
            assertTrue(answer.headers().map().keySet().stream().noneMatch(name -> name.startsWith("access-control")));
            assertTrue(answer.headers().firstValue("server").isEmpty());
        }
    }
}
