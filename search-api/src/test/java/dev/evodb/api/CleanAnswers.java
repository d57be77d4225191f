package dev.evodb.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

/// What answers have to be, and have to be free of.
final class CleanAnswers {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> LEAKS =
            List.of("java.", "Exception", "\tat ", "dev.evodb", "jetty", "Jetty", "jackson");

    private CleanAnswers() {}

    /// It is the document of an error of that status and code, and tells nothing of the machine, whose tables
    /// are in `folder`.
    static JsonNode assertError(int status, int code, HttpResponse<String> answer, Path folder) {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonNode error = json(answer.body());
        assertEquals(code, error.path("code").asInt(-1), answer.body());
        assertTrue(error.path("error").isTextual(), answer.body());
        assertFalse(error.path("error").textValue().isEmpty());
        assertEquals(
                "application/json", answer.headers().firstValue("content-type").orElse(""));
        assertClean(answer, folder);
        return error;
    }

    /// It tells nothing of the machine, and allows nothing to pages of other sites.
    static void assertClean(HttpResponse<String> answer, Path folder) {
        assertClean(answer.body(), folder);
        answer.headers().map().forEach((name, values) -> {
            assertFalse(name.startsWith("access-control-"), name);
            assertFalse(name.equals("server") || name.equals("x-powered-by"), name);
            values.forEach(value -> assertClean(value, folder));
        });
    }

    static void assertClean(String text, Path folder) {
        assertFalse(text.contains(folder.toString()), text);
        for (Path part : folder) {
            // Of the folder for temporary files, down to that of the test.
            assertFalse(part.toString().length() > 4 && text.contains(part.toString()), text);
        }
        for (String leak : LEAKS) {
            assertFalse(text.contains(leak), text);
        }
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("no JSON: " + text, e);
        }
    }
}
