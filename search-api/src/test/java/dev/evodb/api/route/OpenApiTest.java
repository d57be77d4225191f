package dev.evodb.api.route;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.evodb.api.ApiLimits;
import dev.evodb.api.ServedTables;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import dev.evodb.api.query.ParameterQuery;
import dev.evodb.api.query.QueryReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The document that describes the server describes this server: its routes, its errors, its answers.
final class OpenApiTest {
    private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static ServedTables served;

    private final JsonNode document = read();

    @BeforeAll
    static void start() throws IOException {
        served = ServedTables.start(folder);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    private static JsonNode read() {
        try (InputStream in = Routes.class.getResourceAsStream("/dev/evodb/api/openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() throws IOException {
        Set<String> routes = new TreeSet<>();
        Set<String> open = new TreeSet<>();
        try (RoutesOfFolder own = RoutesOfFolder.of(folder)) {
            for (Route route : own.routes().all()) {
                for (String method : route.methods()) {
                    assertTrue(routes.add(method + " " + route.label()), route.label());
                    if (route.isOpen()) {
                        open.add(method + " " + route.label());
                    }
                }
            }
        }
        Set<String> described = new TreeSet<>();
        Set<String> withoutKey = new TreeSet<>();
        for (Operation operation : operations()) {
            described.add(operation.label());
            if (operation.body().has("security")) {
                assertEquals(0, operation.body().get("security").size(), operation.label());
                withoutKey.add(operation.label());
            }
        }
        assertEquals(routes, described);
        assertEquals(open, withoutKey);
    }

    @Test
    void referencesResolveAndEveryComponentIsUsed() {
        Set<String> used = new TreeSet<>();
        references(document, used);
        Set<String> there = new TreeSet<>();
        for (Map.Entry<String, JsonNode> kind : document.get("components").properties()) {
            if (!kind.getKey().equals("securitySchemes")) {
                kind.getValue().fieldNames().forEachRemaining(name -> there.add(kind.getKey() + "/" + name));
            }
        }
        assertEquals(there, used);
    }

    private void references(JsonNode node, Set<String> into) {
        if (node.has("$ref")) {
            String reference = node.get("$ref").asText();
            assertFalse(resolve(node).isMissingNode(), reference);
            into.add(reference.substring("#/components/".length()));
        }
        node.forEach(child -> references(child, into));
    }

    @Test
    void operationsHaveNamesOfTheirOwnAndTheParametersOfTheirPaths() {
        Set<String> ids = new HashSet<>();
        for (Operation operation : operations()) {
            String label = operation.label();
            assertTrue(ids.add(operation.body().get("operationId").asText()), label);
            assertTrue(operation.body().get("responses").has("default"), label);
            Set<String> inPath = new TreeSet<>();
            Matcher names = NAME.matcher(label);
            while (names.find()) {
                inPath.add(names.group(1));
            }
            Set<String> declared = new TreeSet<>();
            Set<String> seen = new HashSet<>();
            for (JsonNode parameter : operation.parameters()) {
                JsonNode resolved = resolve(parameter);
                String name = resolved.get("name").asText();
                String in = resolved.get("in").asText();
                assertTrue(seen.add(in + " " + name), label + ": " + name);
                if (in.equals("path")) {
                    assertTrue(resolved.get("required").asBoolean(), label + ": " + name);
                    declared.add(name);
                }
            }
            assertEquals(inPath, declared, label);
        }
    }

    @Test
    void codesOfErrorsAreThoseOfTheServer() {
        List<Integer> codes = new ArrayList<>();
        document.at("/components/schemas/Error/properties/code/enum").forEach(code -> codes.add(code.asInt()));
        assertEquals(
                Arrays.stream(ErrorCode.values())
                        .map(ErrorCode::number)
                        .sorted()
                        .toList(),
                codes);
    }

    /// The reader skips fields that it does not know: one that it refuses, it knows.
    @Test
    void fieldsOfQueriesAreThoseThatAreRead() {
        JsonNode fields = document.at("/components/schemas/Query/properties");
        assertTrue(fields.size() > 20, fields.toString());
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String wrong = field.getValue().path("type").asText().equals("boolean") ? "7" : "true";
            byte[] body = ("{\"" + field.getKey() + "\":" + wrong + "}").getBytes(StandardCharsets.UTF_8);
            assertThrows(ApiException.class, () -> QueryReader.read(body, ApiLimits.DEFAULT), field.getKey());
        }
    }

    @Test
    void parametersOfArrowQueriesAreThoseThatAreRead() {
        JsonNode fields = document.at("/components/schemas/ArrowQuery/properties");
        assertTrue(fields.size() > 15, fields.toString());
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            String value = switch (field.getValue().path("type").asText()) {
                case "boolean" -> "true";
                case "string" -> "l2";
                default -> "3";
            };
            assertDoesNotThrow(() -> ParameterQuery.of(List.of(), Map.of(field.getKey(), value)), field.getKey());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/v1/table/{id}/describe; t3; {}",
                "/v1/table/{id}/describe; words; {\"version\":1}",
                "/v1/table/{id}/count_rows; t3; {\"predicate\":\"id < 5\"}",
                "/v1/table/{id}/stats; t3; {}",
                "/v1/table/{id}/version/list; t3; {}",
                "/v1/table/{id}/tags/list; t3; {}",
                "/v1/table/{id}/tags/list; t3/; {}",
                "/v1/table/{id}/tags/version; t3; {\"tag\":\"v1\"}",
                "/v1/table/{id}/index/list; t3; {}",
                "/v1/table/{id}/index/{name}/stats; t3; {}",
                "/v1/table/{id}/index/{name}/prewarm; t3; {}",
                "/v1/table/{id}/search; t3; {\"vector\":[1,2,3,4],\"with_row_id\":true}",
                "/v1/table/{id}/search; t3; {\"vector\":[1,2,3,4],\"bypass_vector_index\":true}",
                "/v1/table/{id}/search; t3; {\"full_text_query\":{\"query\":\"hello\"},\"k\":2}",
                "/v1/table/{id}/search; t3; {\"k\":2000000}",
                "/v1/table/{id}/explain_plan; t3; {\"query\":{\"vector\":[1,2,3,4]},\"verbose\":true}",
                "/v1/table/{id}/analyze_plan; t3; {\"vector\":[1,2,3,4]}",
                "/v1/namespace/{id}/describe; a; ",
                "/v1/table/{id}/describe; nothing; {}",
                "/v1/table/{id}/describe; t3; {\"version\":99}",
                "/v1/table/{id}/tags/version; t3; {\"tag\":\"x\"}",
                "/v1/table/{id}/search; t3; {\"columns\":[\"x\"]}",
                "/v1/table/{id}/search; t3; []",
                "/v1/table/{id}/insert; t3; {}",
            })
    void answersAreAsDescribed(String path, String name, String body) throws IOException {
        boolean hasSlash = name.endsWith("/");
        String asked =
                path.replace("{id}", name.replace("/", "")).replace("{name}", "vector_idx") + (hasSlash ? "/" : "");
        HttpResponse<String> answer = served.post(asked, body == null ? "" : body);
        JsonNode responses = document.get("paths").get(path).get("post").get("responses");
        String status = Integer.toString(answer.statusCode());
        assertTrue(responses.has(status), path + " answers " + status + ": " + answer.body());
        JsonNode described = resolve(responses.get(status));
        assertEquals("", problem(JSON.readTree(answer.body()), described.at("/content/application~1json/schema"), "$"));
        Set<String> headers = new TreeSet<>(answer.headers().map().keySet());
        headers.removeAll(Set.of("content-type", "content-length", "date"));
        Set<String> known = new TreeSet<>();
        described.get("headers").fieldNames().forEachRemaining(known::add);
        headers.removeAll(known);
        assertTrue(headers.isEmpty() || status.startsWith("4"), "headers that are not described: " + headers);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/table, /v1/table",
        "/v1/table, /v1/table/",
        "/v1/namespace/{id}/list, /v1/namespace/$/list?limit=1",
        "/v1/namespace/{id}/table/list, /v1/namespace/$/table/list?limit=1",
        "/v1/table/{id}/count_rows, /v1/table/t3/count_rows",
        "/v1/table/{id}/tags/list, /v1/table/t3/tags/list",
    })
    void answersToGetAreAsDescribed(String path, String asked) throws IOException {
        HttpResponse<String> answer = served.get(asked);
        JsonNode described = resolve(document.get("paths").get(path).at("/get/responses/200"));
        assertEquals(200, answer.statusCode());
        assertEquals("", problem(JSON.readTree(answer.body()), described.at("/content/application~1json/schema"), "$"));
    }

    /// What is wrong with `value` by as much of JSON Schema as the document uses; empty if nothing is.
    private String problem(JsonNode value, JsonNode reference, String place) {
        JsonNode schema = resolve(reference);
        assertFalse(schema.isMissingNode(), place + " has no schema");
        for (String choice : List.of("anyOf", "oneOf")) {
            if (schema.has(choice)) {
                List<String> problems = new ArrayList<>();
                schema.get(choice).forEach(one -> problems.add(problem(value, one, place)));
                return problems.contains("") ? "" : String.join("; ", problems);
            }
        }
        if (schema.has("type") && !hasType(value, schema.get("type"))) {
            return place + " is no " + schema.get("type") + ": " + value;
        }
        if (schema.has("const") && !schema.get("const").equals(value)) {
            return place + " is not " + schema.get("const");
        }
        if (schema.has("enum") && !has(schema.get("enum"), value)) {
            return place + " is none of " + schema.get("enum");
        }
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                return place + " has no " + required.asText();
            }
        }
        boolean isClosed = schema.has("properties");
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String inner = place + "." + field.getKey();
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode other = schema.path("additionalProperties");
            if (known.isMissingNode() && !other.isObject() && isClosed) {
                return inner + " is not described";
            }
            JsonNode its = known.isMissingNode() ? other : known;
            String problem = its.isMissingNode() ? "" : problem(field.getValue(), its, inner);
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            String problem = problem(value.get(i), schema.path("items"), place + "[" + i + "]");
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return "";
    }

    private static boolean has(JsonNode values, JsonNode value) {
        for (JsonNode one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasType(JsonNode value, JsonNode types) {
        if (types.isArray()) {
            for (JsonNode type : types) {
                if (hasType(value, type)) {
                    return true;
                }
            }
            return false;
        }
        return switch (types.asText()) {
            case "null" -> value.isNull();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "string" -> value.isTextual();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> throw new IllegalStateException("no type " + types);
        };
    }

    /// A method of a path, with the parameters of both.
    private record Operation(String label, JsonNode body, List<JsonNode> parameters) {}

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> field : path.getValue().properties()) {
                if (field.getKey().equals("parameters")) {
                    continue;
                }
                List<JsonNode> parameters = new ArrayList<>();
                path.getValue().path("parameters").forEach(parameters::add);
                field.getValue().path("parameters").forEach(parameters::add);
                String method = field.getKey().toUpperCase(Locale.ROOT);
                operations.add(new Operation(method + " " + path.getKey(), field.getValue(), parameters));
            }
        }
        return operations;
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref")
                ? document.at(JsonPointer.compile(node.get("$ref").asText().substring(1)))
                : node;
    }
}
