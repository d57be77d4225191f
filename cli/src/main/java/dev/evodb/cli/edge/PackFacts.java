package dev.evodb.cli.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What `pack.json` says of one packed object.
public record PackFacts(
        String url, String metric, int dims, int k, int nprobes, int shards, long bytes, int snippetBytes) {
    static final String FILE = "pack.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Whether `folder` holds a packed object.
    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /// Reads `folder/pack.json`.
    ///
    /// @throws CorruptFileException if it is not what packing writes
    static PackFacts read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        Location at = Location.of(file.toString());
        JsonNode facts;
        try {
            facts = JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new CorruptFileException(at, "not JSON: " + e.getOriginalMessage(), e);
        }
        if (!facts.path("url").isTextual() || !facts.path("metric").isTextual()) {
            throw new CorruptFileException(at, "url and metric must be texts");
        }
        return new PackFacts(
                facts.get("url").textValue(),
                facts.get("metric").textValue(),
                positive(facts, "dims", at),
                positive(facts, "k", at),
                positive(facts, "nprobes", at),
                positive(facts, "shards", at),
                bytes(facts, at),
                positive(facts, "snippetBytes", at));
    }

    private static long bytes(JsonNode facts, Location at) {
        JsonNode value = facts.path("bytes");
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            throw new CorruptFileException(at, "bytes must be a positive integer, found " + value);
        }
        return value.longValue();
    }

    private static int positive(JsonNode facts, String key, Location at) {
        JsonNode value = facts.path(key);
        if (!value.isInt() || value.intValue() < 1) {
            throw new CorruptFileException(at, key + " must be a positive integer, found " + value);
        }
        return value.intValue();
    }
}
