package dev.evodb.ann.lance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.lance.file.LanceFile;

/// JSON documents in the schema metadata of index files.
final class JsonMetadata {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonMetadata() {}

    /// The document under `key`.
    ///
    /// @throws CorruptFileException if it is absent or not JSON
    static JsonNode required(LanceFile file, String key) {
        return parse(text(file, key), key, Location.of(file.name()));
    }

    /// The text under `key`.
    ///
    /// @throws CorruptFileException if it is absent
    static String text(LanceFile file, String key) {
        String text = file.descriptor().schema().metadata().get(key);
        if (text == null) {
            throw new CorruptFileException(Location.of(file.name()), "schema metadata has no " + key);
        }
        return text;
    }

    static JsonNode parse(String text, String what, Location at) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CorruptFileException(at, what + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// A required non-negative integer.
    static int integer(JsonNode node, String key, Location at) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw new CorruptFileException(at, key + " is " + (value.isMissingNode() ? "missing" : value.toString()));
        }
        return value.intValue();
    }
}
