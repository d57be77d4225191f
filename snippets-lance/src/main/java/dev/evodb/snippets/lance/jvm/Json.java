package dev.evodb.snippets.lance.jvm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON, of payload values and filters.
final class Json {
    private static final int MAX_DEPTH = 64;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// @throws IllegalArgumentException if `json` is not one JSON value; `what` is what the message
    ///     calls it
    static JsonValue parse(String json, String what) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (!node.isMissingNode()) {
                return value(node);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(what + " is not JSON", e);
        }
        throw new IllegalArgumentException(what + " is not JSON");
    }

    private static JsonValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                Map<String, JsonValue> members = new LinkedHashMap<>();
                node.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
                yield new JsonValue.Members(members);
            }
            case ARRAY -> {
                List<JsonValue> items = new ArrayList<>();
                node.forEach(item -> items.add(value(item)));
                yield new JsonValue.Items(items);
            }
            case NUMBER -> new JsonValue.Decimal(node.doubleValue());
            case BOOLEAN -> new JsonValue.Flag(node.booleanValue());
            case STRING -> new JsonValue.Text(node.textValue());
            case NULL, MISSING, BINARY, POJO -> new JsonValue.Nothing();
        };
    }

    /// Whether `text[from .. to)` is well-formed UTF-8 and one value that is neither an object nor a list.
    static boolean isScalar(byte[] text, int from, int to) {
        try {
            return parse(utf8(text, from, to), "a value").isScalar();
        } catch (CharacterCodingException | IllegalArgumentException _) {
            return false;
        }
    }

    /// Whether bytes are well-formed UTF-8.
    static boolean isUtf8(byte[] text, int from, int to) {
        try {
            utf8(text, from, to);
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static String utf8(byte[] text, int from, int to) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(text, from, to - from))
                .toString();
    }
}
