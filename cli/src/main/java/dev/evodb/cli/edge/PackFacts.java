package dev.evodb.cli.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.snippets.lance.jvm.PackProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What `pack.json` says of one packed object.
///
/// `profile` is the plan that it was packed for: its snippet makes no more fetches in one request than that
/// allows. A query probes `nprobes` partitions, or `hardProbes` (if that is not 0) if it is hard.
public record PackFacts(
        String url,
        String metric,
        PackProfile profile,
        int dims,
        int k,
        int nprobes,
        int hardProbes,
        int shards,
        long bytes,
        int snippetBytes) {
    static final String FILE = "pack.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Fetches of the request that needs most, of those that ask for no number of partitions: the head, if the
    /// isolate is new, and the partitions of a hard query, together no more than the profile allows.
    public int mostFetches() {
        return Math.min(1 + Math.max(nprobes, hardProbes), profile.subrequests());
    }

    /// Whether `folder` holds a packed object.
    static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /// Reads `folder/pack.json`.
    ///
    /// @throws CorruptFileException if it is not what packing writes
    public static PackFacts read(Path folder) throws IOException {
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
                profile(facts, at),
                positive(facts, "dims", at),
                positive(facts, "k", at),
                positive(facts, "nprobes", at),
                notNegative(facts, "hardProbes", at),
                positive(facts, "shards", at),
                bytes(facts, at),
                positive(facts, "snippetBytes", at));
    }

    private static PackProfile profile(JsonNode facts, Location at) {
        JsonNode value = facts.path("profile");
        try {
            return PackProfile.ofWireName(value.asText());
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(at, "profile must be the name of one, found " + value, e);
        }
    }

    private static long bytes(JsonNode facts, Location at) {
        JsonNode value = facts.path("bytes");
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 1) {
            throw new CorruptFileException(at, "bytes must be a positive integer, found " + value);
        }
        return value.longValue();
    }

    private static int positive(JsonNode facts, String key, Location at) {
        return atLeast(1, "a positive integer", facts, key, at);
    }

    private static int notNegative(JsonNode facts, String key, Location at) {
        return atLeast(0, "an integer that is not negative", facts, key, at);
    }

    private static int atLeast(int least, String what, JsonNode facts, String key, Location at) {
        JsonNode value = facts.path(key);
        if (!value.isInt() || value.intValue() < least) {
            throw new CorruptFileException(at, key + " must be " + what + ", found " + value);
        }
        return value.intValue();
    }
}
