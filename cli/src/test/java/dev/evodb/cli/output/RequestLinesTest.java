package dev.evodb.cli.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.api.error.ApiException;
import dev.evodb.api.route.RequestLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class RequestLinesTest {
    private static RequestLog.Entry entry(int status, Throwable failure) {
        return new RequestLog.Entry("id-1", "POST", "/v1/table/{id}/search", "web", status, 1_234_567, failure);
    }

    private static String logged(RequestLog.Entry entry, boolean isFaultsOnly) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        new RequestLines(out, isFaultsOnly).log(entry);
        out.flush();
        return text.toString();
    }

    /// A client that sends its key where the name of a table belongs gets it back, but nobody else sees it.
    @Test
    void whatAClientSentIsNotLogged() throws IOException {
        String line = logged(entry(404, ApiException.invalid("no table evo_0123")), false);
        assertFalse(line.contains("evo_0123"), line);
        JsonNode json = new ObjectMapper().readTree(line);
        assertEquals("info", json.path("level").asText());
        assertEquals("web", json.path("key").asText());
        assertEquals(404, json.path("status").asInt());
        assertEquals(1.23, json.path("ms").asDouble());
        assertEquals(1, line.lines().count());
        assertEquals("", logged(entry(404, ApiException.invalid("x")), true));
    }

    @Test
    void aFaultHasItsTrace() throws IOException {
        for (boolean isFaultsOnly : new boolean[] {true, false}) {
            String line = logged(entry(500, new IllegalStateException("ours\nalone")), isFaultsOnly);
            assertEquals(1, line.lines().count());
            JsonNode json = new ObjectMapper().readTree(line);
            assertEquals("error", json.path("level").asText());
            assertEquals("ours\nalone", json.path("failure").asText());
            assertTrue(json.path("trace").asText().contains("RequestLinesTest"));
        }
    }
}
