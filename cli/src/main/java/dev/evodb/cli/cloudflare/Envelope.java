package dev.evodb.cli.cloudflare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What every JSON answer of the API is wrapped in: `{"success", "errors", "messages", "result"}`.
public final class Envelope {
    private static final int MOST_ERRORS = 5;
    private static final int MOST_CHARACTERS = 300;

    /// Reads numbers as they are written: what is sent back must be what was read.
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false);

    private Envelope() {}

    /// A JSON document.
    ///
    /// @throws JsonProcessingException if it is none
    public static JsonNode parse(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }

    /// The result of a successful `answer` to the request `name`; missing if there is none.
    ///
    /// @throws ApiRefusedException if it does not say success
    public static JsonNode result(String name, HttpAnswer answer) throws IOException {
        JsonNode document;
        try {
            document = parse(answer.text());
        } catch (JsonProcessingException _) {
            throw new ApiRefusedException(
                    name + ": the API answers " + answer.status() + " and no JSON: " + answer.excerpt(),
                    answer.status());
        }
        if (!document.path("success").booleanValue()) {
            throw new ApiRefusedException(
                    name + ": the API answers " + answer.status() + " without success" + errors(document),
                    answer.status());
        }
        return document.path("result");
    }

    /// The errors of `answer` as the end of a message: `: 10000 Authentication error; …`.
    static String errors(HttpAnswer answer) {
        try {
            JsonNode document = parse(answer.text());
            if (document.path("errors").isArray()) {
                return errors(document);
            }
        } catch (JsonProcessingException _) {
            // A gateway's page: shown as it is, below.
        }
        return answer.body().length == 0 ? "" : ": " + answer.excerpt();
    }

    private static String errors(JsonNode document) {
        List<String> errors = new ArrayList<>();
        for (JsonNode error : document.path("errors")) {
            String code = error.path("code").asText();
            String message = error.path("message").asText().replaceAll("[\\s\\p{Cntrl}]+", " ");
            errors.add((code.isEmpty() ? "" : code + " ")
                    + (message.length() > MOST_CHARACTERS ? message.substring(0, MOST_CHARACTERS) + "…" : message));
        }
        int shown = Math.min(MOST_ERRORS, errors.size());
        return errors.isEmpty()
                ? ""
                : ": " + String.join("; ", errors.subList(0, shown))
                        + (shown == errors.size() ? "" : "; and " + (errors.size() - shown) + " more");
    }
}
